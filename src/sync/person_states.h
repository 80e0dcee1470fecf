// What became of each person: Microsoft's state as this run found it, and what the connection's
// policy makes of it.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "domain/leavers.h"
#include "store/person_states.h"
#include "store/tenants.h"
#include "sync/guard.h"
#include "sync/list_type.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// Of people who are missing now, at most so many are looked up among the deleted ones, a run.
inline constexpr std::size_t kMaxDeletedAsked = 20;
// Deleted people can be restored for so long (directory-deleteditems-list.md).
inline constexpr base::Millis kRestorable{30 * 24 * 60 * 60 * 1000LL};
// Events that name a single person, a run.
inline constexpr std::int64_t kMaxPersonEvents = 50;

struct Person {
  store::PersonFacts facts;
  std::optional<domain::PersonState> before;
  std::optional<domain::PersonState> now;  // none: Microsoft did not say
  bool missing = false;  // the complete list of this run does not have them any more

  bool changed() const { return now && now != before; }
};

// The state of a user that Microsoft lists. `body`, `purpose`: of the records; none where the
// properties did not come.
std::optional<domain::PersonState> listed_state(std::string_view body, std::string_view purpose);

// Everybody of the tenant. Asks Microsoft about those who are missing, and counts the requests in
// `users`.
std::vector<Person> people_now(const Services& services, const Source& source, RunWriter& writer,
                               TypeResult& users, std::stop_token stop);
// Those of whom many at once would be odd: disabled, or anything that the policy acts upon.
std::vector<Member> leavers_of(const std::vector<Person>& people,
                               const domain::LeaverPolicy& policy);
// New states and their events, but of those whom the guard keeps.
void write_states(RunWriter& writer, const std::vector<Person>& people, const Judged& kept);
// Contact types and archived as the policy says; put back where it does not say so any more.
void apply_policy(const Services& services, RunWriter& writer, const std::vector<Person>& people,
                  const domain::LeaverPolicy& policy, const Judged& kept);

}  // namespace reeve::sync

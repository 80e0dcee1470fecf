// The state Microsoft has each person in, with a dated event for each change of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/scope.h"

namespace reeve::store {

// A user with all that its state is made of.
struct PersonFacts {
  base::Id record = 0;
  std::string external_id, title, body;
  bool gone = false, chosen = true;
  std::optional<std::string> state;  // the last one known
  std::optional<base::Time> since;
  std::string purpose;              // body of the mailbox's purpose; empty where it is not known
  std::optional<base::Id> contact;  // the one whose primary record it is
  bool alive_elsewhere = false;     // the contact has a user in another tenant who is there
};
std::vector<PersonFacts> people_of(db::Connection& c, base::Id tenant);
// Those whom the tenant got since, and who are nobody's contact.
std::vector<std::string> newcomers(db::Connection& c, base::Id tenant, std::string_view type,
                                   base::Time since);

struct PersonStateWrite {
  base::Id record = 0;
  std::optional<base::Id> contact;
  std::optional<std::string> was;  // none: the first one known, which is no event
  std::string became;
};
void write_person_states(db::Connection& c, base::Id tenant, base::Id run,
                         const std::vector<PersonStateWrite>& writes, base::Time now);

// What Microsoft says of a contact's user; of several the one who is most there.
struct MicrosoftState {
  std::string state;
  base::Time since{};
};
std::optional<MicrosoftState> microsoft_state_of(db::Connection& c, base::Id contact);

struct PersonEvent {
  base::Id id = 0, tenant = 0, record = 0;
  std::string tenant_name, was, became;
  base::Time at{};
  std::optional<base::Id> run;
};
// Newest first, of all users that are or were the contact's; at most 200.
std::vector<PersonEvent> person_events(db::Connection& c, const Scope& scope, base::Id contact);

}  // namespace reeve::store

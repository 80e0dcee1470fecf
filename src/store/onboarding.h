// Getting into customers' tenants: the short sign-in for it, what was asked for and how each ended.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// A short-lived sign-in for acts of the onboarding set (domain/tier.h); its refresh token is sealed
// in `secrets`.
struct OnboardingSession {
  base::Id connection = 0, account = 0;
  std::string acts;                // separated by a blank
  std::string user_name, user_id;  // who signed in at Microsoft
  base::Time started_at{}, expires_at{};
  bool allows(std::string_view act) const;
};
// Nothing when there is none or it has ended.
std::optional<OnboardingSession> find_onboarding_session(db::Connection& c, base::Id connection,
                                                         base::Time now);
void put_onboarding_session(db::Connection& c, const OnboardingSession& values);
// Forgets it with its sealed token; nothing happens when there is none.
void drop_onboarding_session(db::Connection& c, base::Id connection);
// Of all connections: those past their end. Gives how many were dropped.
std::int64_t drop_ended_onboarding_sessions(db::Connection& c, base::Time now);

// One thing asked for of one tenant, relationship or group, and how it ended.
struct OnboardingStep {
  base::Id id = 0, connection = 0;
  std::string act;      // consent, assign, invite, group, admin_agents
  std::string subject;  // tenant id, relationship id, group id
  std::string name;     // of the tenant, for people
  // waiting; done; already (it was so before); partly (works, with less than wanted); refused
  std::string state = "waiting";
  std::string sentence, remedy, detail;
  std::string facts = "{}";  // JSON: what was seen afterwards
  std::string wish = "{}";   // JSON: what exactly is asked for
  base::Id account = 0;
  std::int64_t attempts = 0;
  base::Time asked_at{};
  std::optional<base::Time> ended_at;
};
// Each begins anew when it was asked for before; only the facts stay until it ends. At most
// kMaxWrites.
void ask_onboarding_steps(db::Connection& c, const std::vector<OnboardingStep>& steps,
                          base::Time now);
// What still waits, the oldest first.
std::vector<OnboardingStep> waiting_onboarding_steps(db::Connection& c, base::Id connection,
                                                     std::string_view act, std::int64_t limit);
std::int64_t count_waiting_onboarding_steps(db::Connection& c, base::Id connection);
// By id, only while it waits: a step that was asked for again meanwhile stays as it is.
void end_onboarding_step(db::Connection& c, const OnboardingStep& step, base::Time now);
// Still waiting, with what stood in the way the last time.
void postpone_onboarding_step(db::Connection& c, const OnboardingStep& step);
// What must not be forgotten should this program die: stays until the step ends.
void note_onboarding_facts(db::Connection& c, base::Id step, const std::string& facts);
std::vector<OnboardingStep> list_onboarding_steps(db::Connection& c, base::Id connection);

// All of the above and what store/relationships.h keeps of a connection that goes.
void forget_onboarding(db::Connection& c, base::Id connection);

}  // namespace reeve::store

// The checks themselves: pure functions from what was asked to a verdict. doctor.cpp lists them.
#pragma once

#include <optional>
#include <string>

#include "connect/doctor.h"
#include "connect/doctor_facts.h"

namespace reeve::connect {

struct Patient {
  const ConnectionFacts& connection;
  const TenantFacts* tenant = nullptr;  // null: the connection itself
  base::Time now{};
  std::string public_url, redirect_uri;
};

struct Verdict {
  CheckState state = CheckState::ok;
  std::string sentence, remedy, waits_for;
  Features features = kAllFeatures;
};
// Nothing: the check has no meaning here (another kind of way in, a feature outside the tier).
using Look = std::optional<Verdict> (*)(const Patient&);

Verdict fine(std::string sentence);
Verdict attention(std::string sentence, std::string remedy);
Verdict broken(std::string sentence, std::string remedy);
// Unknown because `fact` could not be had.
template <class T>
Verdict unknown_because(const Fact<T>& fact) {
  return {CheckState::unknown, fact.why, fact.remedy, fact.waits_for, kAllFeatures};
}
Verdict unknown(std::string sentence, std::string remedy = {}, std::string waits_for = {});
// Unknown because this token was not given.
Verdict unknown_without(const AskedToken& token, std::string_view whose);

// "in 20 days", "in 1 day", "in 5 hours".
std::string in_time(base::Millis left);
std::string days_text(std::int64_t days);

namespace look {

// Of the connection: doctor_connection.cpp.
std::optional<Verdict> reachable(const Patient& of);
std::optional<Verdict> consented(const Patient& of);
std::optional<Verdict> credential(const Patient& of);
std::optional<Verdict> refresh_token(const Patient& of);
std::optional<Verdict> mfa(const Patient& of);
std::optional<Verdict> admin_agents(const Patient& of);
std::optional<Verdict> partner_center(const Patient& of);
std::optional<Verdict> redirect_address(const Patient& of);
std::optional<Verdict> public_address(const Patient& of);

// Of both: doctor_access.cpp.
std::optional<Verdict> application_consent(const Patient& of);
std::optional<Verdict> conditional_access(const Patient& of);
std::optional<Verdict> application_permissions(const Patient& of);
std::optional<Verdict> delegated_permissions(const Patient& of);
std::optional<Verdict> tenant_reachable(const Patient& of);

// Of a GDAP relationship: doctor_relationship.cpp.
std::optional<Verdict> way_in(const Patient& of);
std::optional<Verdict> relationship_expiry(const Patient& of);
std::optional<Verdict> consent_role(const Patient& of);
std::optional<Verdict> delegated_only_role(const Patient& of);
std::optional<Verdict> reader_roles(const Patient& of);
std::optional<Verdict> relationship_group(const Patient& of);
std::optional<Verdict> gdap_roles(const Patient& of);
std::optional<Verdict> group_membership(const Patient& of);

// Of what a tenant has: doctor_tenant.cpp.
std::optional<Verdict> entra_plan(const Patient& of);
std::optional<Verdict> intune_plan(const Patient& of);
std::optional<Verdict> exchange_plan(const Patient& of);
std::optional<Verdict> concealed_names(const Patient& of);
std::optional<Verdict> rotation_role(const Patient& of);
std::optional<Verdict> last_good_sync(const Patient& of);

}  // namespace look

// The application holds by itself all that the tier wants of it there: then the service account's
// way is the second one.
bool reads_as_application(const Patient& of);
// The groups of the relationship that the service account is in.
std::vector<const Assignment*> own_assignments(const Patient& of);
std::vector<ChainPart> chain_of(const Patient& of);

}  // namespace reeve::connect

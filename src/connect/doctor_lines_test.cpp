// One test for each line of the doctor: the thing is broken in the simulated cloud, exactly that
// line tells it with its remedy, and it is green again when the thing is mended.
#include <gtest/gtest.h>

#include <set>

#include "connect/doctor_patient_test.h"

namespace reeve::connect {
namespace {

using State = CheckState;
using P = PatientWorld;
using base::json::array;

enum class Where { connection, tenant };

struct Line {
  std::string_view check;
  Where where;
  State state;              // when it is broken
  std::string_view remedy;  // words of it
  void (*break_it)(P&);
  void (*mend_it)(P&);
  std::string_view tier = "password_rotation";
  std::string_view variant = "";
};

void PrintTo(const Line& line, std::ostream* out) { *out << line.check << " " << line.variant; }

void stop_faults(P& p) { p.cloud.mend(); }
void strike(P& p, std::string_view kind, const std::string& tenant) {
  p.cloud.fault(base::to_json(base::json::object{{"kind", kind}, {"tenant", tenant}}));
}
void sign_in(P& p) {
  p.cloud.control("POST", "clock", R"({"advance":"PT5S"})");
  p.sign_in();
}
void whole_roles(P& p) { p.roles(P::kWholeRoles, P::kWholeRoles); }

const Line kLines[] = {
    {"microsoft-reachable", Where::connection, State::broken, "reaches the Internet",
     [](P& p) { p.cable.cut = true; }, [](P& p) { p.cable.cut = false; }},
    {"connection-consented", Where::connection, State::broken, "Sign in to Microsoft",
     [](P& p) { p.sign_out(); }, sign_in},
    {"public-url", Where::connection, State::broken, "--public-url",
     [](P& p) {
       p.cloud.control("POST", "application/redirect",
                       R"({"value":"http://reeve.example/microsoft/callback"})");
       p.services.public_url = "http://reeve.example";
     },
     [](P& p) { p.services.public_url = "http://localhost:8080"; }},
    {"redirect-uri", Where::connection, State::broken, "under Authentication, platform Web",
     [](P& p) { p.services.public_url = "https://reeve.example"; },
     [](P& p) {
       p.cloud.control("POST", "application/redirect",
                       R"({"value":"https://reeve.example/microsoft/callback"})");
     }},
    {"credential", Where::connection, State::attention, "Certificates & secrets",
     [](P& p) {
       p.cloud.control("POST", "application/secret",
                       R"({"value":"zzz-a-secret-for-twenty-days","lifetime":"P20D"})");
       p.set_secret("zzz-a-secret-for-twenty-days");
     },
     [](P& p) { p.set_secret(p.secret); }},
    {"credential", Where::connection, State::broken, "Certificates & secrets",
     [](P& p) {
       p.cloud.control("POST", "application/secret",
                       R"({"value":"zzz-a-secret-for-one-day","lifetime":"PT20H"})");
       p.set_secret("zzz-a-secret-for-one-day");
     },
     [](P& p) { p.set_secret(p.secret); }, "password_rotation", "LastDay"},
    {"credential", Where::connection, State::broken, "Make a new client secret",
     [](P& p) { strike(p, "secret-expired", p.home); }, stop_faults, "password_rotation",
     "Expired"},
    {"credential", Where::connection, State::broken, "not its Secret ID",
     [](P& p) { p.set_secret("00000000-1111-2222-3333-444444444444"); },
     [](P& p) { p.set_secret(p.secret); }, "password_rotation", "Wrong"},
    {"refresh-token", Where::connection, State::broken, "Reconnect",
     [](P& p) { p.cloud.control("POST", p.at_home("/users/" + p.account_id() + "/revoke"), "{}"); },
     sign_in},
    {"refresh-token", Where::connection, State::broken, "Reconnect",
     [](P& p) { p.cloud.control("POST", "clock", R"({"advance":"P91D"})"); },
     [](P& p) {
       p.cloud.control("POST", "clock", R"({"advance":"-P91D"})");
       p.sign_in();
     },
     "password_rotation", "Idle"},
    {"service-account-mfa", Where::connection, State::broken, "multi-factor",
     [](P& p) { strike(p, "mfa-required", p.home); }, stop_faults, "password_rotation", "Demanded"},
    {"admin-agents", Where::connection, State::broken, "AdminAgents",
     [](P& p) { p.members("AdminAgents", false); }, [](P& p) { p.members("AdminAgents", true); }},
    {"partner-center-permission", Where::connection, State::broken, "Microsoft Partner Center",
     [](P& p) { p.consent(p.home, "", "user_impersonation"); }, [](P& p) { p.consent(p.home); },
     "it_glue"},
    {"tenant-reachable", Where::connection, State::broken, "Directory (tenant) ID",
     [](P& p) { strike(p, "gone-tenant", p.home); }, stop_faults},
    {"conditional-access", Where::connection, State::broken, "Conditional Access",
     [](P& p) { strike(p, "conditional-access", p.home); }, stop_faults},
    {"application-consent", Where::connection, State::broken, "Grant admin consent",
     [](P& p) {
       p.patch(p.at_home("/consent"), {{"present", false}});
     },
     [](P& p) { p.consent(p.home); }},
    {"application-permissions", Where::connection, State::broken, "as application permission",
     [](P& p) { p.consent(p.home, "AuditLog.Read.All"); }, [](P& p) { p.consent(p.home); }},
    {"delegated-permissions", Where::connection, State::broken, "as delegated permission",
     [](P& p) { p.consent(p.home, "", "AuditLog.Read.All"); }, [](P& p) { p.consent(p.home); }},

    {"tenant-reachable", Where::tenant, State::broken, "Directory (tenant) ID",
     [](P& p) { strike(p, "gone-tenant", p.customer); }, stop_faults},
    {"way-in", Where::tenant, State::broken, "new relationship",
     [](P& p) {
       p.patch(p.at_customer("/relationships"), {{"status", "terminated"}});
     },
     [](P& p) {
       p.relationship({{"status", "active"}});
     }},
    {"relationship-expiry", Where::tenant, State::attention, "auto-extend",
     [](P& p) {
       p.relationship({{"autoExtendDuration", "PT0S"}, {"endsIn", "P20D"}});
     },
     [](P& p) {
       p.relationship({{"autoExtendDuration", "P180D"}});
     }},
    {"relationship-expiry", Where::tenant, State::broken, "auto-extend",
     [](P& p) {
       p.relationship({{"autoExtendDuration", "PT0S"}, {"endsIn", "PT12H"}});
     },
     [](P& p) {
       p.relationship({{"autoExtendDuration", "P180D"}});
     },
     "password_rotation", "LastDay"},
    {"consent-role", Where::tenant, State::attention, "administrator consent by the link",
     [](P& p) { p.roles(P::kReaders, P::kReaders); }, whole_roles},
    {"delegated-only-role", Where::tenant, State::attention, "Privileged Role Administrator",
     [](P& p) {
       auto roles = P::kReaders;
       roles.push_back("Cloud Application Administrator");
       p.roles(roles, roles);
     },
     whole_roles},
    {"reader-roles", Where::tenant, State::attention, "new relationship with the tier's roles",
     [](P& p) {
       const P::Roles roles{"Privileged Role Administrator"};
       p.roles(roles, roles);
     },
     whole_roles},
    {"relationship-group", Where::tenant, State::attention, "Security groups",
     [](P& p) { p.roles(P::kWholeRoles, {}); }, whole_roles},
    {"gdap-roles", Where::tenant, State::attention, "add the role",
     [](P& p) { p.roles(P::kWholeRoles, P::Roles{"Privileged Role Administrator"}); }, whole_roles},
    {"group-membership", Where::tenant, State::attention, "add the service account",
     [](P& p) { p.members("Customer administration", false); },
     [](P& p) { p.members("Customer administration", true); }},
    {"conditional-access", Where::tenant, State::broken, "Service provider users",
     [](P& p) { strike(p, "conditional-access", p.customer); }, stop_faults},
    {"conditional-access", Where::tenant, State::broken, "trust your tenant's MFA",
     [](P& p) { strike(p, "mfa-required", p.customer); }, stop_faults, "password_rotation",
     "AsksAgain"},
    {"application-consent", Where::tenant, State::broken, "Consent for this customer",
     [](P& p) {
       p.patch(p.at_customer("/consent"), {{"present", false}});
     },
     [](P& p) { p.consent(p.customer); }},
    {"application-permissions", Where::tenant, State::broken, "application permission",
     [](P& p) { p.consent(p.customer, "DeviceManagementManagedDevices.Read.All"); },
     [](P& p) { p.consent(p.customer); }},
    {"delegated-permissions", Where::tenant, State::attention, "delegated permission",
     [](P& p) { p.consent(p.customer, "", "Reports.Read.All"); },
     [](P& p) { p.consent(p.customer); }},
    {"entra-plan", Where::tenant, State::attention, "Entra ID P1",
     [](P& p) {
       p.patch(p.at_customer("/subscriptions"),
               {{"skus", array{"SPE_E3"}}, {"disabledPlans", array{"AAD_PREMIUM"}}});
     },
     [](P& p) {
       p.patch(p.at_customer("/subscriptions"), {{"skus", array{"SPE_E3"}}});
     }},
    {"intune-plan", Where::tenant, State::attention, "license with Intune",
     [](P& p) {
       p.patch(p.at_customer("/subscriptions"),
               {{"skus", array{"SPE_E3"}}, {"disabledPlans", array{"INTUNE_A"}}});
     },
     [](P& p) {
       p.patch(p.at_customer("/subscriptions"), {{"skus", array{"SPE_E3"}}});
     }},
    {"exchange-plan", Where::tenant, State::attention, "license with Exchange",
     [](P& p) {
       p.patch(p.at_customer("/subscriptions"),
               {{"skus", array{"SPE_E3"}}, {"disabledPlans", array{"EXCHANGE_S_ENTERPRISE"}}});
     },
     [](P& p) {
       p.patch(p.at_customer("/subscriptions"), {{"skus", array{"SPE_E3"}}});
     }},
    {"concealed-names", Where::tenant, State::broken, "Display concealed",
     [](P& p) {
       p.patch(p.at_customer("/reports"), {{"displayConcealedNames", true}});
     },
     [](P& p) {
       p.patch(p.at_customer("/reports"), {{"displayConcealedNames", false}});
     }},
    {"rotation-role", Where::tenant, State::broken, "assign User Administrator",
     [](P& p) {
       p.patch(p.at_customer("/applicationRoles"), {{"roles", array{}}});
     },
     [](P& p) {
       p.patch(p.at_customer("/applicationRoles"), {{"roles", P::ids({"User Administrator"})}});
     }},
    {"last-good-sync", Where::tenant, State::broken, "last run",
     [](P& p) { p.good_sync(p.clock.now() - base::Millis{10LL * 24 * 3600 * 1000}); },
     [](P& p) { p.good_sync(p.clock.now()); }},
};

using Findings = std::map<std::string, Finding>;  // "tenant conditional-access" → …

std::string key_of(std::string_view check, Where where) {
  return fmt::format("{} {}", where == Where::tenant ? "tenant" : "connection", check);
}

Findings look(P& patient) {
  Findings out;
  for (const auto& part : patient.examine_now())
    for (const auto& one : part.findings)
      out[key_of(one.check, part.tenant ? Where::tenant : Where::connection)] = one;
  return out;
}

class DoctorLine : public ::testing::TestWithParam<Line> {};

TEST_P(DoctorLine, TellsAloneWhatIsBrokenAndIsGreenWhenMended) {
  if (!SimulatedCloud::available())
    GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
  const auto& line = GetParam();
  const auto key = key_of(line.check, line.where);
  P patient(line.tier);
  const auto before = look(patient);
  for (const auto& [name, one] : before)
    EXPECT_TRUE(one.state == State::ok || line.tier == "it_glue") << name << ": " << one.sentence;
  ASSERT_TRUE(before.contains(key));
  EXPECT_EQ(before.at(key).state, State::ok) << before.at(key).sentence;

  line.break_it(patient);
  const auto during = look(patient);
  EXPECT_EQ(during.at(key).state, line.state) << during.at(key).sentence;
  EXPECT_NE(during.at(key).remedy.find(line.remedy), std::string::npos) << during.at(key).remedy;
  for (const auto& [name, one] : during) {
    if (name == key || one.state == before.at(name).state) continue;
    // What could not be asked any more says so, and which line to mend for it.
    EXPECT_EQ(one.state, State::unknown) << name << ": " << one.sentence;
    EXPECT_EQ(one.waits_for, line.check) << name << ": " << one.sentence;
    EXPECT_NE(one.sentence, "") << name;
    EXPECT_NE(one.remedy, "") << name;
  }

  line.mend_it(patient);
  for (const auto& [name, one] : look(patient))
    EXPECT_EQ(one.state, before.at(name).state) << name << ": " << one.sentence;
}

std::string test_name(const ::testing::TestParamInfo<Line>& info) {
  std::string name = info.param.where == Where::tenant ? "Tenant" : "Connection";
  bool start = true;
  for (const char c : info.param.check) {
    if (c != '-') name += start ? static_cast<char>(c - 'a' + 'A') : c;
    start = c == '-';
  }
  return name + std::string(info.param.variant);
}
INSTANTIATE_TEST_SUITE_P(Every, DoctorLine, ::testing::ValuesIn(kLines), test_name);

TEST(DoctorLines, EveryLineOfTheTableHasItsTest) {
  std::set<std::string> listed, tested;
  for (const auto& check : doctor_checks()) {
    if (check.of_connection) listed.insert(key_of(check.name, Where::connection));
    if (check.of_tenant) listed.insert(key_of(check.name, Where::tenant));
  }
  for (const auto& line : kLines) tested.insert(key_of(line.check, line.where));
  EXPECT_EQ(listed, tested);
}

}  // namespace
}  // namespace reeve::connect

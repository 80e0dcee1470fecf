// Asks Microsoft what the doctor wants to know; whatever is refused becomes a reason, not a
// failure.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "connect/credential_expiry.h"
#include "connect/doctor_facts.h"
#include "connect/doctor_questions.h"
#include "microsoft/jwt.h"

namespace reeve::connect {

namespace {

using base::json::value;

constexpr std::string_view kImpersonation = "user_impersonation";

AskedToken asked(microsoft::TokenAnswer answer) {
  AskedToken out;
  out.asked = true;
  if (answer.refusal) {
    out.blamed = blamed_for(*answer.refusal);
    out.refusal = std::move(answer.refusal);
    return out;
  }
  if (auto jwt = microsoft::read_jwt(answer.grant->access.value.text()))
    out.claims = std::move(jwt->claims);
  out.token = std::move(answer.grant->access);
  return out;
}

AskedToken no_answer(const base::Error& error) {
  AskedToken out;
  out.asked = true;
  out.unreachable = error.message();
  out.blamed = "microsoft-reachable";
  return out;
}

struct Both {
  AskedToken application, person;
};
Both ask_tokens(TokenSource& tokens, base::Id connection, const std::string& tenant,
                std::stop_token stop, bool with_person = true) {
  Both out;
  try {
    auto fresh = tokens.fresh_at(connection, tenant, std::move(stop), with_person);
    out.application = asked(std::move(fresh.application));
    if (fresh.person) out.person = asked(*std::move(fresh.person));
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::canceled) throw;
    out.application = no_answer(error);
    out.person = no_answer(error);
  }
  return out;
}

AskedToken refused_as(const AskedToken& at_home) {
  AskedToken out;
  out.asked = true;
  out.refusal = at_home.refusal;
  out.blamed = at_home.blamed;
  return out;
}

// What the own directory refused for good is refused everywhere; asking hundreds of tenants with it
// brings nothing but AADSTS50196.
Both ask_tokens_of_tenant(TokenSource& tokens, const ConnectionFacts& of, const std::string& tenant,
                          std::stop_token stop) {
  if (of.application.blamed == "credential")
    return {refused_as(of.application), refused_as(of.person.refusal ? of.person : of.application)};
  const bool person_is_dead = of.person.blamed == "refresh-token";
  auto out = ask_tokens(tokens, of.row.id, tenant, std::move(stop), !person_is_dead);
  if (person_is_dead) out.person = refused_as(of.person);
  return out;
}

std::vector<std::string> texts_in(const value& list) {
  std::vector<std::string> out;
  if (const auto* array = list.if_array())
    for (const auto& one : *array)
      if (one.is_string()) out.emplace_back(one.as_string());
  return out;
}

std::vector<std::string> roles_in(const value& holder) {
  std::vector<std::string> out;
  const auto& list = base::member(base::member(holder, "accessDetails"), "unifiedRoles");
  if (const auto* array = list.if_array())
    for (const auto& one : *array)
      out.push_back(base::ascii_lower(base::text_member(one, "roleDefinitionId")));
  return out;
}

Registration registration_from(const value& body, const Credentials& credentials, base::Time now) {
  return {texts_in(base::member(base::member(body, "web"), "redirectUris")),
          end_in_use(body, credentials, now)};
}

Relationship relationship_from(const value& one) {
  Relationship out;
  out.id = base::text_member(one, "id");
  out.name = base::clean_text(base::text_member(one, "displayName"));
  out.customer = base::ascii_lower(base::text_member(base::member(one, "customer"), "tenantId"));
  out.status = base::text_member(one, "status");
  out.roles = roles_in(one);
  out.ends_at = base::parse_rfc3339(base::text_member(one, "endDateTime"));
  const auto extends = base::text_member(one, "autoExtendDuration");
  out.extends = !extends.empty() && extends != "PT0S" && extends != "P0D";
  return out;
}

std::vector<Group> groups_from(const std::vector<value>& rows) {
  std::vector<Group> out;
  for (const auto& one : rows)
    out.push_back({base::ascii_lower(base::text_member(one, "id")),
                   base::clean_text(base::text_member(one, "displayName"))});
  return out;
}

// Everything that one connection is asked for, in its own directory.
class ConnectionQuestions {
 public:
  ConnectionQuestions(Services& services, TokenSource& tokens, const Credentials& credentials,
                      ConnectionFacts& facts, std::stop_token stop)
      : services_(services),
        tokens_(tokens),
        credentials_(credentials),
        facts_(facts),
        stop_(stop),
        graph_(services, facts.cloud, facts.row.directory_id, "your own directory", stop) {}

  void ask() {
    auto both = ask_tokens(tokens_, facts_.row.id, facts_.row.directory_id, stop_);
    facts_.application = std::move(both.application);
    facts_.person = std::move(both.person);
    // At home it is no matter of groups: the account itself is gone.
    if (facts_.person.blamed == "group-membership") facts_.person.blamed = "refresh-token";
    ask_registration();
    if (!facts_.partner()) return;
    ask_groups();
    ask_relationships();
    ask_partner_center();
  }

 private:
  void ask_registration() {
    facts_.registration = mapped<Registration>(
        graph_.one({fmt::format("/v1.0/applications(appId='{}')?$select=id,web,passwordCredentials,"
                                "keyCredentials",
                                facts_.row.application_id),
                    "Application.Read.All", "registration of the application"},
                   {&facts_.person, &facts_.application}),
        [&](const value& body) {
          return registration_from(body, credentials_, services_.clock.now());
        });
  }

  void ask_groups() {
    const auto person = base::text_member(facts_.person.claims, "oid");
    const auto ask_for = [&](std::string_view kind) {
      return graph_.all({fmt::format("/v1.0/users/{}/{}/microsoft.graph.group"
                                     "?$select=id,displayName&$top=999",
                                     person, kind),
                         "Directory.Read.All", "list of the service account's groups"},
                        {&facts_.person});
    };
    const auto to_direct = [](const std::vector<value>& rows) {
      return Memberships{groups_from(rows), {}};
    };
    if (facts_.person.token && !microsoft::is_guid(person)) {
      facts_.memberships.why = "Microsoft's token does not say who the service account is.";
      return;
    }
    facts_.memberships = mapped<Memberships>(ask_for("memberOf"), to_direct);
    if (!facts_.memberships.value) return;
    auto all = ask_for("transitiveMemberOf");
    facts_.memberships.value->all =
        all.value ? groups_from(*all.value) : facts_.memberships.value->direct;
  }

  void ask_relationships() {
    facts_.relationships = mapped<std::vector<Relationship>>(
        graph_.all({"/v1.0/tenantRelationships/delegatedAdminRelationships?$select=id,displayName,"
                    "status,customer,endDateTime,autoExtendDuration,accessDetails&$top=300",
                    "DelegatedAdminRelationship.Read.All", "list of GDAP relationships"},
                   {&facts_.person, &facts_.application}),
        [](const std::vector<value>& rows) {
          std::vector<Relationship> out;
          for (const auto& one : rows) out.push_back(relationship_from(one));
          return out;
        });
  }

  bool says_mfa() const {
    const auto methods = texts_in(base::member(facts_.person.claims, "amr"));
    return std::ranges::find(methods, "mfa") != methods.end();
  }

  // Asked only where it is wanted, or where the sign-in itself does not tell about MFA.
  void ask_partner_center() {
    const bool wanted = std::ranges::any_of(facts_.tier.permissions, [](const domain::Need& need) {
      return need.permission == kImpersonation;
    });
    const auto scope = microsoft::partner_center_scope(facts_.cloud);
    if (scope.empty() || !facts_.person.token || (!wanted && says_mfa())) return;
    try {
      auto answer = asked(tokens_.person_for(facts_.row.id, scope, stop_));
      if (answer.token) {
        // Whether Microsoft refuses where nothing is granted, or gives an empty token, differs.
        const auto held = granted_in(answer.claims, false);
        facts_.partner_center.value =
            answer.claims.is_null() || std::ranges::find(held, kImpersonation) != held.end();
        if (!says_mfa() && *facts_.partner_center.value)
          facts_.mfa_probe =
              microsoft::probe_mfa(services_.transport, services_.clock, services_.random,
                                   facts_.cloud, answer.token->value, stop_);
      } else if (answer.blamed == "application-consent") {
        facts_.partner_center.value = false;
      } else {
        facts_.partner_center.why = answer.refusal->sentence;
        facts_.partner_center.remedy = answer.refusal->remedy;
        facts_.partner_center.waits_for = answer.blamed;
      }
    } catch (const base::Error& error) {
      if (error.code() == base::ErrorCode::canceled) throw;
      facts_.partner_center.why = error.message();
      facts_.partner_center.waits_for = "microsoft-reachable";
    }
  }

  Services& services_;
  TokenSource& tokens_;
  const Credentials& credentials_;
  ConnectionFacts& facts_;
  std::stop_token stop_;
  Questions graph_;
};

bool wants(const ConnectionFacts& of, std::string_view permission) {
  return std::ranges::any_of(
      of.tier.permissions, [&](const domain::Need& need) { return need.permission == permission; });
}

std::vector<std::string> plans_in(const std::vector<value>& skus) {
  std::vector<std::string> out;
  for (const auto& sku : skus) {
    const auto state = base::text_member(sku, "capabilityStatus");
    const auto* plans = base::member(sku, "servicePlans").if_array();
    if ((state != "Enabled" && state != "Warning") || plans == nullptr) continue;
    for (const auto& plan : *plans)
      if (base::text_member(plan, "provisioningStatus") != "Disabled")
        out.push_back(base::text_member(plan, "servicePlanName"));
  }
  return out;
}

void ask_services(Questions& graph, const ConnectionFacts& of, TenantFacts& facts) {
  const Questions::Tokens both{&facts.application, &facts.person};
  facts.plans = mapped<std::vector<std::string>>(
      graph.all({"/v1.0/subscribedSkus", "LicenseAssignment.Read.All", "list of licenses"}, both),
      plans_in);
  if (wants(of, "ReportSettings.Read.All") || of.tier.more_than_needed)
    facts.concealed = mapped<bool>(
        graph.one({"/v1.0/admin/reportSettings", "ReportSettings.Read.All", "report settings"},
                  both),
        [](const value& body) {
          const auto& wrapped = base::member(body, "value");
          return base::bool_member(wrapped.is_object() ? wrapped : body, "displayConcealedNames");
        });
  if (!of.tier.principal_roles.empty() && facts.application.token)
    facts.principal_roles = mapped<std::vector<std::string>>(
        graph.all({fmt::format("/v1.0/roleManagement/directory/roleAssignments?$filter=principalId"
                               "%20eq%20'{}'",
                               base::text_member(facts.application.claims, "oid")),
                   "RoleManagement.Read.Directory", "list of role assignments"},
                  {&facts.application}),
        [](const std::vector<value>& rows) {
          std::vector<std::string> out;
          for (const auto& one : rows)
            out.push_back(base::ascii_lower(base::text_member(one, "roleDefinitionId")));
          return out;
        });
  else
    facts.principal_roles = {{},
                             "Microsoft gives the application no token in this tenant.",
                             {},
                             facts.application.blamed};
}

// The customer's active relationship, and which of our groups it was given.
void ask_relationship(Services& services, const ConnectionFacts& of, TenantFacts& facts,
                      std::stop_token stop) {
  if (!of.relationships.value) {
    facts.assignments = {
        {}, of.relationships.why, of.relationships.remedy, of.relationships.waits_for};
    return;
  }
  for (const auto& one : *of.relationships.value) {
    if (one.customer != facts.tenant.entra_tenant_id || one.name.starts_with("MLT_")) continue;
    const bool longer =
        facts.relationship == nullptr ||
        facts.relationship->ends_at.value_or(base::Time{}) < one.ends_at.value_or(base::Time{});
    if (one.status != "active" && one.status != "expiring") {
      facts.last_status = one.status;
    } else if (longer) {
      facts.relationship = &one;
    }
  }
  if (facts.relationship == nullptr) {
    facts.assignments.why = "There is no active relationship with this customer.";
    facts.assignments.waits_for = "way-in";
    return;
  }
  Questions home(services, of.cloud, of.row.directory_id, "your own directory", std::move(stop));
  facts.assignments = mapped<std::vector<Assignment>>(
      home.all({fmt::format("/v1.0/tenantRelationships/delegatedAdminRelationships/{}/"
                            "accessAssignments",
                            facts.relationship->id),
                "DelegatedAdminRelationship.Read.All", "list of groups of the relationship"},
               {&of.person, &of.application}),
      [](const std::vector<value>& rows) {
        std::vector<Assignment> out;
        for (const auto& one : rows)
          out.push_back({base::ascii_lower(base::text_member(base::member(one, "accessContainer"),
                                                             "accessContainerId")),
                         base::text_member(one, "status"), roles_in(one)});
        return out;
      });
}

// The connection is paused, disconnected or not set up: nothing may be asked.
template <class T>
void leave_unasked(Fact<T>& fact) {
  fact.why = "Nothing is asked as long as the connection does not work.";
  fact.waits_for = "connection-consented";
}

}  // namespace

std::vector<std::string> granted_in(const value& claims, bool application) {
  if (application) return texts_in(base::member(claims, "roles"));
  std::vector<std::string> out;
  for (auto& one : base::split(base::text_member(claims, "scp"), ' '))
    if (!one.empty()) out.push_back(std::move(one));
  return out;
}

bool ConnectionFacts::silent() const {
  return row.state == "paused" || row.state == "disconnected" || !has_credential;
}

ConnectionFacts ask_connection(Services& services, TokenSource& tokens, base::Id id,
                               std::stop_token stop) {
  const auto credentials = read_credentials(services, id);
  ConnectionFacts facts;
  facts.row = credentials.connection;
  facts.tier = domain::tier_for(facts.row.tier, facts.row.kind);
  facts.cloud = microsoft::cloud_named(facts.row.cloud);
  facts.has_credential = !credentials.secret.empty();
  facts.has_person = !credentials.refresh_token.empty();
  facts.signed_in_at = services.database.read([&](db::Connection& c) {
    return store::secret_changed_at(c, vault::kConnection, id, vault::kRefreshToken);
  });
  if (!facts.silent()) {
    ConnectionQuestions(services, tokens, credentials, facts, std::move(stop)).ask();
    return facts;
  }
  leave_unasked(facts.registration);
  leave_unasked(facts.memberships);
  leave_unasked(facts.relationships);
  leave_unasked(facts.partner_center);
  return facts;
}

TenantFacts ask_tenant(Services& services, TokenSource& tokens, const ConnectionFacts& of,
                       const store::Tenant& tenant, std::stop_token stop) {
  TenantFacts facts;
  facts.tenant = tenant;
  services.database.read([&](db::Connection& c) {
    facts.types = store::type_states(c, tenant.id);
    for (auto& one : store::tenant_access(c, tenant.id)) {
      const bool better = !facts.access || one.way == tenant.way_in_use.value_or("") ||
                          (facts.access->state != "open" && one.state == "open");
      if (one.connection == of.row.id && better) facts.access = std::move(one);
    }
    return 0;
  });
  if (of.silent()) {
    leave_unasked(facts.plans);
    leave_unasked(facts.concealed);
    leave_unasked(facts.principal_roles);
    leave_unasked(facts.assignments);
    return facts;
  }
  auto both = ask_tokens_of_tenant(tokens, of, tenant.entra_tenant_id, stop);
  facts.application = std::move(both.application);
  facts.person = std::move(both.person);
  // Content at home: then it is a policy of this tenant that asks for MFA again.
  if (facts.person.blamed == "service-account-mfa" && of.person.token)
    facts.person.blamed = "conditional-access";
  Questions graph(services, of.cloud, tenant.entra_tenant_id, tenant.name, stop);
  ask_services(graph, of, facts);
  if (facts.way() == "gdap") ask_relationship(services, of, facts, std::move(stop));
  return facts;
}

}  // namespace reeve::connect

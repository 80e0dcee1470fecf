// What a company of a world file is: its place, domains, subscriptions, relationship and faults.
#include <fmt/format.h>

#include <algorithm>

#include "clock.h"
#include "directory_roles.h"
#include "encoding.h"
#include "faults.h"
#include "json.h"
#include "permissions.h"
#include "world_file_parts.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::int64_t kUsualCreation = 1'672'531'200;  // 2023-01-01
constexpr int kMostUnits = 1'000'000;
constexpr std::string_view kGuestDomain = ".onmicrosoft.com";

std::string first_label(std::string_view domain) {
  return std::string(domain.substr(0, domain.find('.')));
}

Domain read_domain(WorldTable& table) {
  Domain domain;
  domain.name = lower(table.needed_text("name", "contoso.example"));
  domain.is_verified = table.flag("verified").value_or(true);
  domain.is_federated = table.flag("federated").value_or(false);
  domain.is_default = table.flag("default").value_or(false);
  domain.is_initial = table.flag("initial").value_or(domain.name.ends_with(kGuestDomain));
  if (domain.name.find('.') == std::string::npos || domain.name.find('@') != std::string::npos)
    table.refuse("name",
                 fmt::format("\"{}\" is no domain. Write one as contoso.example.", domain.name));
  if (domain.is_default && !domain.is_verified)
    table.refuse("verified", "The default domain must be verified.");
  table.finish();
  return domain;
}

void read_domains(WorldTable& table, Tenant& tenant) {
  for (WorldTable& one : table.tables("domains", "A domain")) {
    Domain domain = read_domain(one);
    if (tenant.domain_of(domain.name))
      one.refuse("name", fmt::format("The domain {} stands here twice. Remove one.", domain.name));
    tenant.domains.push_back(std::move(domain));
  }
  const auto verified = [](const Domain& one) { return one.is_verified; };
  if (std::none_of(tenant.domains.begin(), tenant.domains.end(), verified))
    table.refuse("domains",
                 "A tenant needs a verified domain, such as domains = [{ name = "
                 "\"contoso.example\", default = true }].");
  const auto count = [&](bool Domain::*what) {
    return std::count_if(tenant.domains.begin(), tenant.domains.end(),
                         [&](const Domain& one) { return one.*what; });
  };
  if (count(&Domain::is_default) > 1)
    table.refuse("domains", "Only one domain can be the default. Leave \"default\" to one.");
  if (count(&Domain::is_initial) > 1)
    table.refuse("domains", "Only one domain can be the initial one ending in .onmicrosoft.com.");
  if (count(&Domain::is_default) == 0)
    std::find_if(tenant.domains.begin(), tenant.domains.end(), verified)->is_default = true;
  const auto main = std::find_if(tenant.domains.begin(), tenant.domains.end(),
                                 [](const Domain& one) { return one.is_default; });
  tenant.default_domain = main->name;
  if (count(&Domain::is_initial) == 0) {
    Domain initial;
    initial.name = first_label(tenant.default_domain) + std::string(kGuestDomain);
    initial.is_initial = true;
    tenant.domains.insert(tenant.domains.begin(), std::move(initial));
  }
  for (const Domain& one : tenant.domains)
    if (one.is_initial) tenant.initial_domain = one.name;
}

const Sku& known_sku(const WorldTable& table, std::string_view name) {
  std::string all;
  for (const Sku& one : skus()) {
    if (same_text(one.part_number, name) || same_text(one.id, name)) return one;
    all += fmt::format("{}{}", all.empty() ? "" : ", ", one.part_number);
  }
  table.refuse("sku", fmt::format("No subscription is called \"{}\". Known are: {}.", name, all));
}

std::vector<std::string> known_roles(WorldTable& table, std::string_view key) {
  std::vector<std::string> ids;
  for (const std::string& name : table.texts(key)) {
    const RoleTemplate* role = find_role(name);
    if (!role)
      table.refuse(key, fmt::format("No directory role is called \"{}\". Write a name such as "
                                    "\"User Administrator\", or its template id.",
                                    name));
    ids.emplace_back(role->id);
  }
  return ids;
}

std::optional<Relation> relation_of(std::string_view kind) {
  if (kind == "gdap") return Relation::gdap;
  if (kind == "dap") return Relation::dap;
  if (kind == "none") return Relation::none;
  if (kind == "direct") return Relation::direct;
  return std::nullopt;
}

constexpr std::string_view kStatuses[] = {  // delegatedAdminRelationshipStatus of the CSDL
    "activating", "active",   "approvalPending",      "approved",    "created",
    "expired",    "expiring", "terminationRequested", "terminating", "terminated"};

// What the MSP is given unless the file says otherwise: the roles that IT Glue's script asks for.
std::vector<std::string> usual_roles() {
  std::vector<std::string> ids;
  for (const std::string_view name :
       {"Privileged Role Administrator", "Cloud Application Administrator", "Global Reader",
        "Intune Administrator", "Insights Business Leader", "Reports Reader"})
    ids.emplace_back(find_role(name)->id);
  return ids;
}

void add_relationship(World& world, WorldTable& table, const Tenant& tenant) {
  Random random = file_random(world, tenant.display_name, "relationship");
  Relationship made;
  made.id = random.guid() + "-" + random.guid();
  made.display_name =
      table.text("displayName")
          .value_or(fmt::format("{} - {}", world.partner.display_name, tenant.display_name));
  made.customer_id = tenant.id;
  constexpr int oldest = 3650;
  made.days_old = table.number("daysOld", 0, oldest).value_or(100);
  made.status = table.text("status").value_or("active");
  if (std::find(std::begin(kStatuses), std::end(kStatuses), made.status) == std::end(kStatuses))
    table.refuse("status", fmt::format("A relationship is never \"{}\". It is one of: {}.",
                                       made.status, fmt::join(kStatuses, ", ")));
  made.auto_extend = table.text("autoExtendDuration").value_or("P180D");
  if (made.auto_extend != "PT0S" && made.auto_extend != "P0D" && made.auto_extend != "P180D")
    table.refuse("autoExtendDuration", "Relationships extend by \"P180D\" or not: \"PT0S\".");
  made.roles = table.has("roles") ? known_roles(table, "roles") : usual_roles();
  // Without the assignment to a group nobody of the MSP gets in, though the relationship is active.
  if (table.flag("assigned").value_or(true)) {
    AccessAssignment assignment;
    assignment.id = random.guid();
    assignment.group_id = Random(mix(world.seed, 0xADA)).guid();  // generate.cpp's group
    assignment.roles = made.roles;
    made.assignments.push_back(std::move(assignment));
  }
  world.relationships.push_back(std::move(made));
}

}  // namespace

void read_company(World& world, WorldTable& table, Tenant& tenant) {
  tenant.display_name = table.needed_text("displayName", "Contoso Ltd");
  Random random = file_random(world, tenant.display_name, "");
  tenant.id = file_id(table, random);
  tenant.street = table.text("street").value_or("1 Main Street");
  tenant.city = table.text("city").value_or("Springfield");
  tenant.postal_code = table.text("postalCode").value_or("12345");
  tenant.country_code = table.text("countryLetterCode").value_or("US");
  tenant.country = table.text("country").value_or("United States");
  tenant.language = table.text("preferredLanguage").value_or("en-US");
  tenant.phone = table.text("phone").value_or("+1 555 0100");
  tenant.synced = table.flag("onPremisesSyncEnabled").value_or(false);
  tenant.password_writeback = table.flag("passwordWriteback").value_or(false);
  tenant.created = kUsualCreation;
  if (const auto written = table.text("createdDateTime")) {
    const auto time = parse_time(*written);
    if (!time)
      table.refuse("createdDateTime", "Write a time as \"2024-05-01T08:00:00Z\", in quotes.");
    tenant.created = *time;
  }
  read_domains(table, tenant);
}

void read_subscriptions(const World& world, WorldTable& table, Tenant& tenant) {
  Random random = file_random(world, tenant.display_name, "subscriptions");
  for (WorldTable& one : table.tables("subscriptions", "A subscription")) {
    const Sku& sku = known_sku(one, one.needed_text("sku", "SPE_E3"));
    for (const Subscription& other : tenant.subscriptions)
      if (other.sku == &sku)
        one.refuse("sku",
                   fmt::format("{} stands here twice. Add up their \"enabled\".", sku.part_number));
    tenant.subscriptions.push_back(
        {&sku, random.guid(), one.number("enabled", 0, kMostUnits).value_or(25)});
    one.finish();
  }
}

void read_relationship(World& world, WorldTable& table, Tenant& tenant) {
  // relationship = "direct" is short for relationship = { kind = "direct" }.
  const toml::table nothing;
  const bool brief = table.is_text("relationship");
  auto given = brief ? std::nullopt : table.table("relationship", "A relationship");
  WorldTable none(nothing, "", "A relationship");
  WorldTable& relationship = given ? *given : none;
  const std::string kind =
      (brief ? table.text("relationship") : relationship.text("kind")).value_or("gdap");
  const auto relation = relation_of(kind);
  if (!relation) {
    const std::string message = fmt::format(
        "No relationship is called \"{}\". It is \"gdap\", \"dap\", \"none\" or "
        "\"direct\".",
        kind);
    if (given) given->refuse("kind", message);
    table.refuse("relationship", message);
  }
  tenant.relation = *relation;
  if (*relation == Relation::gdap) add_relationship(world, relationship, tenant);
  if (given) given->finish();
}

void read_consent(WorldTable& table, Tenant& tenant) {
  auto given = table.table("consent", "A consent");
  if (!given) return;
  MadeConsent made;
  made.present = given->flag("present").value_or(true);
  if (given->has("roles")) made.roles = given->texts("roles");
  if (given->has("scopes")) made.scopes = given->texts("scopes");
  given->finish();
  tenant.consent = std::move(made);
}

void read_faults(World& world, WorldTable& table, const Tenant& tenant) {
  for (WorldTable& one : table.tables("faults", "A fault")) {
    json::object fault = {{"kind", one.needed_text("kind", "throttled")}, {"tenant", tenant.id}};
    if (!fault_kind(text_of(fault, "kind"))) {
      std::string all;
      for (const FaultKind& known : fault_kinds())
        all += fmt::format("{}{}", all.empty() ? "" : ", ", known.name);
      one.refuse("kind", fmt::format("No fault is called \"{}\". Known are: {}.",
                                     text_of(fault, "kind"), all));
    }
    // The rest is checked when the cloud starts, by what /_control/faults checks it with.
    one.take_rest([&](std::string_view key, const json::value& value) {
      fault[key] = value;
      return std::string();
    });
    world.faults.push_back(json::serialize(fault));
  }
}

}  // namespace cloud

// Companies, their domains and their relationships to the MSP, from a seed.
#include "generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "encoding.h"
#include "generate_devices.h"
#include "generate_groups.h"
#include "generate_habits.h"
#include "generate_rights.h"
#include "names.h"
#include "registration.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
// Creation dates count back from here, so that the same seed gives the same world on any day.
constexpr std::int64_t kLatestCreation = 1'788'220'800;  // 2026-09-01
constexpr std::size_t kKnownCustomers = 25;  // the demonstration's, which tests know by name
constexpr int kTwinsFrom = 20;  // so many customers make room for two companies of similar names

// Role template ids: microsoft-cloud.md B.2 (entra-docs permissions-reference).
constexpr std::string_view kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
constexpr std::string_view kRelationshipRoles[] = {
    "e8611ab8-c189-46e8-94e1-60213ab1f814",  // Privileged Role Administrator
    "158c047a-c907-4556-b7ef-446551a6b5f7",  // Cloud Application Administrator
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451",  // Global Reader
    "3a2c62db-5318-420d-8d74-23affee5d9d5",  // Intune Administrator
    "31e939ad-9672-4796-9c2e-873181342d2d",  // Insights Business Leader
    "4a5d8f65-41da-4de4-8968-e035b65339cf",  // Reports Reader
};

// "Müller & Sons GmbH" → "muellersons": letters and digits of the name, for a domain.
std::string slug(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> folds[] = {
      {"ü", "ue"}, {"ö", "oe"}, {"ä", "ae"}, {"é", "e"}, {"í", "i"}, {"ć", "c"}, {"ß", "ss"}};
  std::string folded(name);
  for (const auto& [from, to] : folds)
    for (auto at = folded.find(from); at != std::string::npos; at = folded.find(from))
      folded.replace(at, from.size(), to);
  std::string result;
  for (char letter : lower(folded))
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) result += letter;
  return result;
}

// What a company is called without its legal form.
std::string core_name(Random& random) {
  switch (random.below(4)) {
    case 0:
      return fmt::format("{} & {} {}", random.pick(names::founders()),
                         random.pick(names::founders()), random.pick(names::trades()));
    case 1:
      return fmt::format("{} {}", random.pick(names::founders()), random.pick(names::trades()));
    default:
      return fmt::format("{} {}", random.pick(names::brands()), random.pick(names::trades()));
  }
}

// Remembers what is taken, so that every company has its own name and domain.
class Registry {
 public:
  // A core name nobody has; after many tries it is told apart by its city and then by a number.
  std::string new_core(Random& random, std::string_view city) {
    constexpr int tries = 40;
    for (int at = 0; at < tries; ++at) {
      const std::string core = core_name(random);
      if (take(core)) return core;
    }
    std::string core = fmt::format("{} {}", core_name(random), city);
    for (int number = 2; !take(core); ++number)
      core = fmt::format("{} {}", core_name(random), number);
    return core;
  }
  bool take(std::string_view core) { return taken_.insert(slug(core)).second; }

 private:
  std::set<std::string> taken_;
};

std::string_view top_level(std::string_view country_code) {
  if (country_code == "GB") return "co.uk";
  if (country_code == "DE") return "de";
  if (country_code == "AT") return "at";
  if (country_code == "CH") return "ch";
  if (country_code == "NL") return "nl";
  if (country_code == "FR") return "fr";
  if (country_code == "AU") return "com.au";
  return "com";
}

void settle(Tenant& tenant, Random& random, const names::Place& place) {
  tenant.id = random.guid();
  tenant.city = place.city;
  tenant.postal_code = place.postal_code;
  tenant.country_code = place.country_code;
  tenant.country = place.country;
  tenant.language = place.language;
  tenant.street = fmt::format("{} {}", random.between(1, 240), place.street);
  tenant.phone = fmt::format("{}{}", place.dial, random.between(10, 99));
  tenant.created = kLatestCreation - random.between(200, 3000) * kDay;
}

// The example domains a company owns: "harperlogistics.example.com" never exists on the Internet.
void give_domains(Tenant& tenant, Random& random, std::string_view core) {
  const std::string name = slug(core);
  tenant.default_domain = fmt::format("{}.{}.example", name, top_level(tenant.country_code));
  tenant.initial_domain = name + ".onmicrosoft.com";
  tenant.domains = {{tenant.initial_domain, false, true}, {tenant.default_domain, true, false}};
  if (random.percent(40))
    tenant.domains.push_back({fmt::format("{}-group.example", name), false, false});
}

void name_company(Tenant& tenant, Random& random, const std::string& core) {
  const std::string_view form = random.pick(names::legal_forms(tenant.country_code));
  tenant.display_name = form.empty() ? core : fmt::format("{} {}", core, form);
  give_domains(tenant, random, core);
}

int drawn_size(Random& random, const WorldOptions& options) {
  return random.between(options.fewest_users, options.most_users);
}

Relationship relate(const World& world, const Tenant& customer, Random& random) {
  Relationship made;
  made.id = random.guid() + "-" + random.guid();
  made.display_name = fmt::format("{} - {}", world.partner.display_name, customer.display_name);
  made.customer_id = customer.id;
  made.days_old = random.between(20, 500);
  made.roles.assign(std::begin(kRelationshipRoles), std::end(kRelationshipRoles));
  AccessAssignment assignment;
  assignment.id = random.guid();
  assignment.group_id = Random(mix(world.seed, 0xADA)).guid();
  assignment.roles = made.roles;
  made.assignments.push_back(std::move(assignment));
  return made;
}

void make_relationships(World& world) {
  Random random(mix(world.seed, 0x6DA9));
  for (const Tenant& customer : world.customers) {
    world.relationships.push_back(relate(world, customer, random));
    // Some customers also have what is left of an earlier relationship.
    if (!random.percent(12)) continue;
    Relationship old = relate(world, customer, random);
    old.display_name = "MLT_" + customer.display_name;
    old.status = "expired";
    old.days_old = random.between(800, 1000);
    old.auto_extend = "PT0S";
    old.assignments.clear();
    world.relationships.push_back(std::move(old));
  }
}

void make_partner(World& world, Registry& registry) {
  Random random(mix(world.seed, 0x9A57));
  Tenant& partner = world.partner;
  partner.is_partner = true;
  settle(partner, random, names::places()[random.below(names::places().size())]);
  const std::string core =
      fmt::format("{} Managed IT", names::brands()[random.below(names::brands().size())]);
  registry.take(core);
  name_company(partner, random, core);
  generate_people(partner, random, 12, 0, 0);

  User account = make_user(partner, random);
  account.display_name = "Reeve Sync";
  account.given_name = "Reeve";
  account.surname = "Sync";
  account.job_title = "Service account";
  account.user_principal_name = "reeve.sync@" + partner.default_domain;
  account.mail = account.user_principal_name;
  account.mail_nickname = "reeve.sync";
  account.proxy_addresses = {"SMTP:" + account.mail};
  account.password = random.letters(16);
  account.directory_roles = {std::string(kGlobalAdministrator)};
  world.service_account_id = account.id;
  partner.add_user(std::move(account));

  world.application = {random.guid(), "Reeve documentation sync", random.letters(40),
                       random.guid()};
  register_application(world.application, world.born);
}

// Where the tenant of most accounts stands; the first one when several have as many.
std::size_t largest(const std::vector<int>& sizes) {
  return static_cast<std::size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
}

void make_customers(World& world, const WorldOptions& options, Registry& registry) {
  const auto count = static_cast<std::size_t>(options.tenants);
  Random sizes_of(mix(options.seed, 0x512E));
  std::vector<int> sizes(count);
  for (int& size : sizes) size = drawn_size(sizes_of, options);
  world.customers.resize(count);
  std::string twin;
  for (std::size_t at = 0; at < count; ++at) {
    Random random(mix(options.seed, 1000 + at));
    Tenant& tenant = world.customers[at];
    const names::Place& place = names::places()[random.below(names::places().size())];
    settle(tenant, random, place);
    std::string core = registry.new_core(random, place.city);
    // Two different companies of similar names, as "Kestrel Freight" and "Kestrel Freight Nord".
    if (at == 3) twin = core;
    if (at == 11 && count >= kTwinsFrom && registry.take(twin + " Nord")) core = twin + " Nord";
    name_company(tenant, random, core);
    // Whoever looks for the largest customer finds Entra P1, Intune and Exchange there, also when
    // many are equally large and the last one is taken.
    const bool top =
        at == largest(sizes) || (at + 1 == count && sizes[at] == sizes[largest(sizes)]);
    int plan =
        top ? 0 : static_cast<int>(random.below(static_cast<std::size_t>(license_plan_count())));
    if (!top && at >= kKnownCustomers && at % 9 == 7) plan = license_plan_count();
    tenant.synced = random.percent(30);
    generate_people(tenant, random, sizes[at], plan, static_cast<int>(at) + 1);
  }
}

// Each tenant has a stream of its own, so that groups change nothing of what else is drawn.
void make_groups(World& world) {
  const auto fill = [&](Tenant& tenant, std::uint64_t number) {
    Random random(mix(mix(world.seed, 0x6709), number));
    generate_groups(tenant, random);
  };
  fill(world.partner, 0);
  for (std::size_t at = 0; at < world.customers.size(); ++at) fill(world.customers[at], at + 1);
  add_relationship_group(world);
  add_agent_groups(world);
}

// The MSP's own devices are nobody's matter here.
void make_devices(World& world) {
  for (std::size_t at = 0; at < world.customers.size(); ++at) {
    Random random(mix(mix(world.seed, 0xDE71CE), at + 1));
    generate_devices(world.customers[at], random);
  }
}

void make_habits(World& world) {
  const auto fill = [&](Tenant& tenant, std::uint64_t number) {
    Random random(mix(mix(world.seed, 0x4AB175), number));
    generate_habits(tenant, random, world.born);
  };
  fill(world.partner, 0);
  for (std::size_t at = 0; at < world.customers.size(); ++at) fill(world.customers[at], at + 1);
  // Partner Center wants a second factor of whoever works for the MSP.
  User& account = *world.partner.find_user(world.service_account_id);
  account.methods |= method_bit("microsoftAuthenticatorPush");
}

}  // namespace

World generate_world(const WorldOptions& options, std::int64_t born) {
  World world;
  world.seed = options.seed;
  world.born = born;
  Registry registry;
  make_partner(world, registry);
  make_customers(world, options, registry);
  make_relationships(world);
  make_groups(world);
  make_devices(world);
  make_habits(world);
  generate_rights(world);
  world.index();
  return world;
}

}  // namespace cloud

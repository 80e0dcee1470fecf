// Creates, edits, archives, decides, matches; and remembers what was written by hand.
#include "people.h"

#include <fmt/format.h>

#include "base/error.h"
#include "domain/contact.h"
#include "store/links.h"
#include "store/records.h"
#include "store/runs.h"

namespace reeve::simulation {
namespace {

constexpr std::string_view kFirst[] = {"Ann", "Bob", "Eve", "Max", "Zoe"};
constexpr std::string_view kLast[] = {"Lee", "Ray", "Fox"};
constexpr std::string_view kVerdicts[] = {"ignore", "never_create", "never_link", "link"};

domain::Email email(const std::string& value, bool primary) {
  return {.value = value, .primary = primary, .label = {}, .source = domain::Source::person};
}

// An address of a user, or one that nobody has.
std::string some_address(World& world) {
  const auto& tenant = *world.tenants.at(world.dice.below(world.tenants.size()));
  const auto users = tenant.present("users");
  if (world.dice.in_thousand(300)) return fmt::format("person{}@example.org", world.dice.below(50));
  if (world.dice.in_thousand(200)) return "info@" + tenant.domain();
  return std::string(
      tenant.find("users", world.dice.pick(users))->at("userPrincipalName").as_string());
}

std::vector<domain::Contact> contacts(World& world) {
  store::ListQuery query;
  query.size = store::kMaxPageSize;
  return world.read([&](db::Connection& c) {
    return store::list_contacts(c, store::Scope::unscoped(), query).rows;
  });
}

// `before`: what the contact had. An address that is merely kept belongs to whoever gave it.
void remember(World& world, base::Id contact, const store::ContactPatch& patch,
              const std::vector<domain::Email>& before = {}) {
  Written& written = world.written[contact];
  if (patch.first_name) written.fields["first_name"] = *patch.first_name;
  if (patch.last_name) written.fields["last_name"] = *patch.last_name;
  if (patch.title) written.fields["title"] = patch.title->value_or("");
  if (patch.notes) written.fields["notes"] = patch.notes->value_or("");
  if (!patch.emails) return;
  written.emails_touched = true;
  std::set<std::string> kept, given;
  for (const auto& one : before) kept.insert(domain::normalized_email(one.value));
  for (const auto& one : *patch.emails)
    if (auto address = domain::normalized_email(one.value);
        !kept.contains(address) || written.emails.contains(address))
      given.insert(std::move(address));
  written.emails = std::move(given);
}

void create_contact(World& world) {
  store::ContactPatch patch;
  patch.organization = world.dice.pick(world.organizations);
  patch.first_name = std::string(world.dice.pick(kFirst));
  patch.last_name = std::string(world.dice.pick(kLast));
  if (!world.dice.in_thousand(300)) patch.emails = {email(some_address(world), true)};
  const auto made = world.write([&](db::Connection& c) {
    return store::create_contact(c, store::Scope::unscoped(), {}, patch, world.clock.now());
  });
  world.made_by_people.insert(made.id);
  remember(world, made.id, patch);
  world.tell(fmt::format("a person creates contact {} {}", made.id, domain::full_name(made)));
}

void edit_contact(World& world) {
  const auto all = contacts(world);
  if (all.empty()) return;
  const auto contact = world.dice.pick(all);
  store::ContactPatch patch;
  const auto word = fmt::format("P{}", world.dice.below(1000));
  switch (world.dice.below(6)) {
    case 0:
      patch.title = word;
      break;
    case 1:
      patch.last_name = word;
      break;
    case 2:
      patch.notes = word;
      break;
    case 3:
      patch.archived = true;
      break;
    case 4:
      patch.first_name = word;
      break;
    default:
      patch.emails.emplace();
      for (const auto& one : contact.emails)
        if (world.dice.coin()) patch.emails->push_back(email(one.value, patch.emails->empty()));
      patch.emails->push_back(email(word + "@example.org", patch.emails->empty()));
      break;
  }
  world.write([&](db::Connection& c) {
    store::update_contact(c, store::Scope::unscoped(), {}, contact.id, patch, std::nullopt,
                          world.clock.now());
  });
  remember(world, contact.id, patch, contact.emails);
  world.tell(fmt::format("a person edits contact {} ({})", contact.id, word));
}

void decide(World& world) {
  const base::Id tenant = world.dice.pick(world.tenant_ids);
  const auto records = world.read(
      [&](db::Connection& c) { return store::records_for_matching(c, tenant, "users"); });
  if (records.empty()) return;
  const auto record = world.dice.pick(records).record;
  store::Decision decision;
  decision.tenant = tenant;
  decision.record = record.id;
  decision.verdict = std::string(world.dice.pick(kVerdicts));
  decision.asset_kind = std::string(domain::kContact);
  decision.at = world.clock.now();
  if (decision.verdict == "link") {
    const auto all = contacts(world);
    if (all.empty()) return;
    decision.asset = world.dice.pick(all).id;
  }
  world.write([&](db::Connection& c) { store::add_decision(c, decision); });
  world.tell(fmt::format("a person decides {} about {} of tenant {}", decision.verdict,
                         record.external_id, tenant));
}

void match(World& world) {
  const base::Id tenant = world.dice.pick(world.tenant_ids);
  std::optional<base::Id> organization = world.dice.pick(world.organizations);
  if (world.dice.in_thousand(100)) organization.reset();
  world.write([&](db::Connection& c) {
    // What this takes apart stays where it is, as any contact of people's.
    for (const auto& link : store::links_of_tenant(c, tenant, "users"))
      world.made_by_people.insert(link.asset);
    store::match_tenant(c, tenant, organization, "chosen", std::nullopt, world.clock.now());
  });
  world.tell(fmt::format("a person matches tenant {} to {}", tenant, organization.value_or(0)));
}

void accept(World& world) {
  const base::Id tenant = world.dice.pick(world.tenant_ids);
  world.write([&](db::Connection& c) {
    store::accept_first_sync(c, tenant, std::nullopt, world.clock.now());
  });
  world.tell(fmt::format("a person accepts the first sync of tenant {}", tenant));
}

}  // namespace

void write_first_documentation(World& world) {
  for (std::size_t i = world.dice.below(5); i > 0; --i) create_contact(world);
  for (std::size_t i = 0; i < world.tenant_ids.size(); ++i) {
    if (world.dice.in_thousand(200)) continue;
    world.write([&](db::Connection& c) {
      store::match_tenant(c, world.tenant_ids[i], world.organizations[i], "exact_name",
                          std::nullopt, world.clock.now());
      if (world.dice.coin())
        store::accept_first_sync(c, world.tenant_ids[i], std::nullopt, world.clock.now());
    });
  }
}

void act_as_person(World& world) {
  try {
    switch (world.dice.below(12)) {
      case 0:
      case 1:
        return create_contact(world);
      case 2:
        return decide(world);
      case 3:
        return accept(world);
      case 4:
        if (world.dice.in_thousand(300)) match(world);
        return;
      default:
        return edit_contact(world);
    }
  } catch (const base::Error& error) {
    world.tell("a person is refused: " + error.message());  // two addresses alike, say
  }
}

void settle_everything(World& world) {
  for (std::size_t i = 0; i < world.tenant_ids.size(); ++i)
    world.write([&](db::Connection& c) {
      const auto now = store::find_tenant(c, store::Scope::unscoped(), world.tenant_ids[i]);
      if (!now->organization)
        store::match_tenant(c, world.tenant_ids[i], world.organizations[i], "chosen", std::nullopt,
                            world.clock.now());
      store::accept_first_sync(c, world.tenant_ids[i], std::nullopt, world.clock.now());
    });
}

}  // namespace reeve::simulation

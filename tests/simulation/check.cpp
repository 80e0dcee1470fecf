// The invariants, checked at every moment.
#include "check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/text.h"
#include "domain/contact.h"
#include "graph_objects.h"
#include "store/delta_cursors.h"
#include "store/jobs.h"
#include "store/links.h"
#include "store/record_edges.h"
#include "store/records.h"
#include "store/runs.h"
#include "types/parse_record.h"
#include "types/registry.h"

namespace reeve::simulation {
namespace {

store::ListQuery everything() {
  store::ListQuery query;
  query.size = store::kMaxPageSize;
  return query;
}

void add_records(db::Connection& c, std::vector<std::string>& lines) {
  for (const auto& one : store::list_records(c, store::Scope::unscoped(), everything()).rows)
    lines.push_back(fmt::format("record {} {} {} {} {}", one.tenant, one.type, one.external_id,
                                one.body, one.gone_at ? "gone" : "there"));
}

void add_contacts(db::Connection& c, std::vector<std::string>& lines) {
  auto query = everything();
  query.filters = {{"archived", {"true", "false"}}};
  for (const auto& one : store::list_contacts(c, store::Scope::unscoped(), query).rows) {
    std::string line =
        fmt::format("contact {} {} {} {} {} version {}", one.id, one.first_name, one.last_name,
                    one.title.value_or("-"), one.notes.value_or("-"), one.version);
    for (const auto& email : one.emails)
      line += fmt::format(" {}{}{}", email.value, email.primary ? "*" : "",
                          domain::to_string(email.source));
    for (const auto& phone : one.phones)
      line += fmt::format(" {}{}{}", phone.value, phone.primary ? "*" : "",
                          domain::to_string(phone.source));
    for (const auto& source : store::contact_sources(c, one.id))
      line += fmt::format(" {}={}", source.field, domain::to_string(source.source));
    lines.push_back(std::move(line));
  }
}

void add_ties(db::Connection& c, std::vector<std::string>& lines) {
  for (const auto& one : store::list_links(c, store::Scope::unscoped(), everything()).rows)
    lines.push_back(fmt::format("link {} record {} asset {} {} {} {}", one.id, one.record,
                                one.asset, one.role, one.reason, one.applied_hash.value_or("-")));
  for (const auto& one : store::list_reviews(c, store::Scope::unscoped(), everything()).rows)
    lines.push_back(fmt::format("review {} record {} {} {} {}", one.id, one.record.value_or(0),
                                one.kind, one.state, one.sentence));
}

std::string joined(std::vector<std::string> lines) { return base::join(lines, "\n"); }

std::string hash_of(const types::DataType& type, const json::object& body) {
  return types::parse_record(type, json::serialize(listed(type, body))).hash;
}

std::int64_t version_of(const std::string& link) {
  constexpr std::string_view kToken = "$deltatoken=";
  const auto at = link.find(kToken);
  if (at == std::string::npos) throw Broken("a cursor without a token: " + link);
  std::int64_t version = 0;
  const char* begin = link.data() + at + kToken.size();
  std::from_chars(begin, link.data() + link.size(), version);
  return version;
}

}  // namespace

std::string everything_written(World& world) {
  return world.read([](db::Connection& c) {
    std::vector<std::string> lines;
    add_records(c, lines);
    add_contacts(c, lines);
    add_ties(c, lines);
    for (const auto& one : store::list_runs(c, store::Scope::unscoped(), everything()).rows)
      lines.push_back(fmt::format("run {} {} {} {}", one.id, one.state, one.fence, one.counts));
    for (const auto& one : store::list_jobs(c, 100))
      lines.push_back(fmt::format("job {} {} {} {}", one.id, one.state, one.fence, one.attempts));
    lines.push_back(fmt::format("event {}", store::last_run_event(c)));
    return joined(std::move(lines));
  });
}

std::string documented(World& world) {
  return world.read([](db::Connection& c) {
    std::vector<std::string> lines;
    add_records(c, lines);
    add_contacts(c, lines);
    add_ties(c, lines);
    return joined(std::move(lines));
  });
}

std::string difference(const std::string& before, const std::string& after) {
  const auto lines = [](const std::string& text) {
    std::istringstream in(text);
    std::set<std::string> out;
    for (std::string line; std::getline(in, line);) out.insert(line);
    return out;
  };
  const auto first = lines(before), second = lines(after);
  std::string out;
  for (const auto& line : first)
    if (!second.contains(line)) out += "- " + line + "\n";
  for (const auto& line : second)
    if (!first.contains(line)) out += "+ " + line + "\n";
  return out;
}

void check_failure(World& world, base::Id id) {
  const auto run = world.read(
      [&](db::Connection& c) { return store::find_run(c, store::Scope::unscoped(), id); });
  if (!run || run->state != "failed") return;
  const std::string reason = run->reason.value_or("");
  if (reason == "internal" || reason == "invalid" || reason == "bad_request")
    throw Broken(fmt::format("run {} failed by itself: {} ({})", id, run->sentence.value_or(""),
                             run->detail.value_or("")));
}

void Watchman::before_step() {
  for (const auto& [id, number] : world_.numbers)
    versions_[id] = world_.tenants.at(number)->version();
}

void Watchman::after_step() {
  for (const auto& [id, number] : world_.numbers) {
    check_gone(id);
    check_cursor(id, "users");
    check_cursor(id, "groups");
  }
  check_links();
  check_people();
  check_runs();
}

// Whoever is marked gone was not there at some moment of the step that marked it.
void Watchman::check_gone(base::Id id) {
  const SimulatedTenant& tenant = world_.tenant_of(id);
  auto query = everything();
  query.filters = {{"tenant_id", {std::to_string(id)}}, {"gone", {"true"}}};
  const auto rows = world_.read([&](db::Connection& c) {
    return store::list_records(c, store::Scope::unscoped(), query).rows;
  });
  std::set<std::string> gone;
  for (const auto& record : rows) {
    const std::string name = record.type + " " + record.external_id;
    gone.insert(name);
    const bool of_users = record.type == "mfa_registrations" || record.type == "sign_in_activity";
    const std::string kind = of_users ? "users" : record.type;
    if (record.type == "mailbox_usage" || record.type == "mailbox_purposes") continue;
    if (gone_[id].contains(name) ||
        world_.cloud.was_left_out(tenant, record.type, record.external_id))
      continue;
    if (!tenant.was_absent(kind, record.external_id, versions_[id]))
      throw Broken(
          fmt::format("{} of tenant {} is marked gone and was there all the time", name, id));
  }
  gone_[id] = std::move(gone);
}

// Everything that happened up to the cursor is in the rows.
void Watchman::check_cursor(base::Id id, std::string_view name) {
  const types::DataType& type = *types::find_type(name);
  const SimulatedTenant& tenant = world_.tenant_of(id);
  std::optional<store::DeltaCursor> cursor;
  std::map<std::string, std::string> hashes;
  world_.read([&](db::Connection& c) {
    cursor = store::find_delta_cursor(c, id, name);
    if (!cursor) return;
    for (const auto& [external_id, known] : store::known_records(c, id, name))
      if (!known.gone) hashes[external_id] = known.hash;
  });
  if (!cursor) return;
  const auto version = version_of(cursor->link);
  for (const auto& [external_id, states] : tenant.objects(name)) {
    if (world_.cloud.was_left_out(tenant, name, external_id)) continue;
    const auto stored = hashes.find(external_id);
    const auto possible = states_from(states, version);
    bool fits = stored == hashes.end() && states.front().since > version;
    for (const State* state : possible)
      fits = fits ||
             (state->body ? stored != hashes.end() && stored->second == hash_of(type, *state->body)
                          : stored == hashes.end());
    if (!fits)
      throw Broken(
          fmt::format("the cursor of {} of tenant {} is ahead of {}", name, id, external_id));
  }
}

void Watchman::check_links() {
  world_.read([&](db::Connection& c) {
    std::set<base::Id> linked;
    std::set<std::pair<base::Id, std::string>> records;
    for (const auto& link : store::list_links(c, store::Scope::unscoped(), everything()).rows) {
      if (link.asset_kind == domain::kContact) linked.insert(link.asset);
      if (!records.insert({link.record, link.asset_kind}).second)
        throw Broken(
            fmt::format("record {} has two assets of kind {}", link.record, link.asset_kind));
    }
    auto query = everything();
    query.filters = {{"archived", {"true", "false"}}};
    for (const auto& one : store::list_contacts(c, store::Scope::unscoped(), query).rows)
      if (!linked.contains(one.id) && !world_.made_by_people.contains(one.id))
        throw Broken(fmt::format("contact {} ({}) was made by a sync and nothing is linked to it",
                                 one.id, domain::full_name(one)));
  });
}

void Watchman::check_people() {
  world_.read([&](db::Connection& c) {
    for (const auto& [id, written] : world_.written) {
      const auto contact = store::find_contact(c, store::Scope::unscoped(), id);
      if (!contact) throw Broken(fmt::format("contact {} is not there any more", id));
      const std::map<std::string, std::string> now{{"first_name", contact->first_name},
                                                   {"last_name", contact->last_name},
                                                   {"title", contact->title.value_or("")},
                                                   {"notes", contact->notes.value_or("")}};
      for (const auto& [field, value] : written.fields)
        if (!value.empty() && now.at(field) != value)
          throw Broken(fmt::format("a person wrote \"{}\" into {} of contact {}, now it is \"{}\"",
                                   value, field, id, now.at(field)));
      for (const auto& address : written.emails)
        if (std::ranges::none_of(contact->emails, [&](const domain::Email& email) {
              return domain::normalized_email(email.value) == address;
            }))
          throw Broken(
              fmt::format("a person gave contact {} the address {}, which is gone", id, address));
    }
  });
}

void Watchman::check_runs() {
  auto query = everything();
  query.filters = {{"finished", {"false"}}};
  const auto open = world_.read(
      [&](db::Connection& c) { return store::list_runs(c, store::Scope::unscoped(), query).rows; });
  std::set<base::Id> tenants;
  for (const auto& run : open)
    if (!tenants.insert(run.tenant).second)
      throw Broken(fmt::format("tenant {} has two runs under way", run.tenant));
}

}  // namespace reeve::simulation

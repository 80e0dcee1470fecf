// Follows a user's id through records and edges.
#include "store/user_surroundings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "domain/asset.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/record_rows.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kConfiguration = "configuration";

std::optional<Record> record_named(db::Connection& c, base::Id tenant, std::string_view type,
                                   const std::string& external_id) {
  const auto rows = c.query(fmt::format("SELECT {} FROM records r WHERE r.tenant = $1 AND r.type = "
                                        "$2 AND r.external_id = $3 AND r.gone_at IS NULL",
                                        kRecordColumns),
                            {tenant, std::string(type), external_id});
  if (rows.empty()) return std::nullopt;
  return record_from(rows.front());
}

std::map<std::string, std::string> titles_of(db::Connection& c, base::Id tenant,
                                             std::string_view type,
                                             const std::vector<std::string>& ids) {
  std::map<std::string, std::string> titles;
  query_by_texts(c,
                 "SELECT r.external_id, r.title FROM records r WHERE r.tenant = $1 AND r.type = $2 "
                 "AND r.external_id IN ({})",
                 {tenant, std::string(type)}, ids,
                 [&](const db::Row& row) { titles[row.text(0)] = row.text(1); });
  return titles;
}

std::string or_id(const std::map<std::string, std::string>& titles, const std::string& id) {
  const auto found = titles.find(id);
  return found == titles.end() ? id : found->second;
}

// Groups hold groups; UNION drops what was met before, so that circles end.
std::vector<UserSurroundings::Group> groups_of(db::Connection& c, base::Id tenant,
                                               const std::string& user) {
  std::vector<UserSurroundings::Group> groups;
  std::vector<std::string> ids;
  for (const auto& row : c.query(
           "WITH RECURSIVE up(id) AS (SELECT from_id FROM record_edges WHERE tenant = $1 AND kind "
           "= 'group_member' AND to_id = $2 AND gone_at IS NULL UNION SELECT e.from_id FROM "
           "record_edges e JOIN up ON e.to_id = up.id WHERE e.tenant = $1 AND e.kind = "
           "'group_member' AND e.gone_at IS NULL) SELECT up.id, d.to_id FROM up LEFT JOIN "
           "record_edges d ON d.tenant = $1 AND d.kind = 'group_member' AND d.from_id = up.id AND "
           "d.to_id = $2 AND d.gone_at IS NULL LIMIT $3",
           {tenant, user, static_cast<std::int64_t>(kMaxGroupsOfUser)})) {
    ids.push_back(row.text(0));
    groups.push_back({row.text(0), {}, !row.is_null(1)});
  }
  const auto titles = titles_of(c, tenant, "groups", ids);
  for (auto& group : groups) group.title = or_id(titles, group.id);
  std::ranges::sort(groups, {}, [](const UserSurroundings::Group& group) {
    return std::pair(base::fold(group.title), group.id);
  });
  return groups;
}

// A role's edges go from the id of its template.
std::map<std::string, std::string> role_titles(db::Connection& c, base::Id tenant) {
  std::map<std::string, std::string> titles;
  for (const auto& row : c.query("SELECT body, title FROM records WHERE tenant = $1 AND type = "
                                 "'directory_roles' AND gone_at IS NULL",
                                 {tenant}))
    titles[base::text_member(base::parse_json(row.text(0), "The stored role"), "roleTemplateId")] =
        row.text(1);
  return titles;
}

std::vector<UserSurroundings::Role> roles_of(db::Connection& c, base::Id tenant,
                                             const std::string& user,
                                             const std::vector<UserSurroundings::Group>& groups) {
  std::map<std::string, std::string> holders{{user, ""}};
  std::vector<std::string> ids{user};
  for (const auto& group : groups) {
    holders[group.id] = group.title;
    ids.push_back(group.id);
  }
  std::map<std::string, UserSurroundings::Role> roles;
  query_by_texts(
      c,
      "SELECT from_id, to_id FROM record_edges WHERE tenant = $1 AND kind = "
      "'role_member' AND gone_at IS NULL AND to_id IN ({})",
      {tenant}, ids, [&](const db::Row& row) {
        auto& role = roles[row.text(0)];
        if (row.text(1) == user)
          role.direct = true;
        else if (std::ranges::find(role.through, holders.at(row.text(1))) == role.through.end())
          role.through.push_back(holders.at(row.text(1)));
      });
  if (roles.empty()) return {};
  const auto titles = role_titles(c, tenant);
  std::vector<UserSurroundings::Role> out;
  for (auto& [id, role] : roles) {
    const auto title = titles.find(id);
    role.title = title == titles.end() ? "Role " + id : title->second;
    out.push_back(std::move(role));
  }
  std::ranges::sort(out, {}, &UserSurroundings::Role::title);
  return out;
}

// Entra ID's record of the device that Intune names by azureADDeviceId.
std::optional<Record> entra_device(db::Connection& c, base::Id tenant, const Record& managed) {
  const auto id = base::ascii_lower(
      base::text_member(base::parse_json(managed.body, "The stored device"), "azureADDeviceId"));
  if (id.empty()) return std::nullopt;
  const auto rows = c.query(
      fmt::format("SELECT {} FROM record_keys k JOIN records r ON r.id = k.record WHERE k.tenant = "
                  "$1 AND k.kind = 'device' AND k.value = $2 AND r.type = 'devices' AND r.gone_at "
                  "IS NULL ORDER BY r.id LIMIT 1",
                  kRecordColumns),
      {tenant, id});
  if (rows.empty()) return std::nullopt;
  return record_from(rows.front());
}

std::vector<UserSurroundings::Device> devices_of(db::Connection& c, base::Id tenant,
                                                 const std::string& user) {
  std::vector<UserSurroundings::Device> devices;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM record_edges e JOIN records r ON r.tenant = e.tenant "
                           "AND r.type = 'managed_devices' AND r.external_id = e.from_id WHERE "
                           "e.tenant = $1 AND e.kind = 'device_user' AND e.to_id = $2 AND "
                           "e.gone_at IS NULL AND r.gone_at IS NULL ORDER BY r.title_folded, r.id "
                           "LIMIT $3",
                           kRecordColumns),
               {tenant, user, static_cast<std::int64_t>(kMaxDevicesOfUser)}))
    devices.push_back({record_from(row), std::nullopt, std::nullopt});
  std::map<base::Id, std::size_t> places;
  std::vector<base::Id> ids;
  for (auto& device : devices) {
    device.entra = entra_device(c, tenant, device.managed);
    places[device.managed.id] = ids.size();
    ids.push_back(device.managed.id);
  }
  query_by_ids(c, "SELECT record, asset FROM links WHERE asset_kind = $1 AND record IN ({})",
               {std::string(kConfiguration)}, ids, [&](const db::Row& row) {
                 devices[places.at(row.integer(0))].configuration = row.integer(1);
               });
  return devices;
}

UserSurroundings::Manager manager_of(db::Connection& c, const Scope& scope, base::Id tenant,
                                     const std::string& id) {
  UserSurroundings::Manager manager;
  const auto record = record_named(c, tenant, "users", id);
  if (!record) return manager;
  manager.title = record->title;
  const auto rows = c.query("SELECT asset FROM links WHERE record = $1 AND asset_kind = $2",
                            {record->id, std::string(domain::kContact)});
  if (rows.empty()) return manager;
  if (const auto contact = find_contact(c, scope, rows.front().integer(0))) {
    manager.contact = contact->id;
    manager.contact_name = domain::full_name(*contact);
  }
  return manager;
}

std::map<std::string, std::string> products_of(db::Connection& c, base::Id tenant) {
  std::map<std::string, std::string> products;
  for (const auto& row : c.query("SELECT body, title FROM records WHERE tenant = $1 AND type = "
                                 "'subscribed_skus'",
                                 {tenant}))
    products[base::text_member(base::parse_json(row.text(0), "The stored license"), "skuId")] =
        row.text(1);
  return products;
}

}  // namespace

UserSurroundings surroundings_of(db::Connection& c, const Scope& scope, const UserQuestion& about) {
  const base::Id tenant = about.user.tenant;
  const std::string& id = about.user.external_id;
  UserSurroundings out;
  out.sign_in = record_named(c, tenant, "sign_in_activity", id);
  out.registration = record_named(c, tenant, "mfa_registrations", id);
  out.purpose = record_named(c, tenant, "mailbox_purposes", id);
  // The report knows mailboxes by their user's name only.
  out.usage = record_named(c, tenant, "mailbox_usage", base::ascii_lower(about.user_name));
  out.groups = groups_of(c, tenant, id);
  out.roles = roles_of(c, tenant, id, out.groups);
  out.devices = devices_of(c, tenant, id);
  if (!about.manager.empty()) out.manager = manager_of(c, scope, tenant, about.manager);
  out.products = products_of(c, tenant);
  out.group_titles = titles_of(c, tenant, "groups", about.licensing_groups);
  return out;
}

}  // namespace reeve::store

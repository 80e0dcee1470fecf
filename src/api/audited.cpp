// Audit rows of what people change: each with what it was before and what it is after.
#include "api/audited.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "api/json_api.h"
#include "store/audit.h"

namespace reeve::api {
namespace {

constexpr std::string_view kNotTold[] = {"version", "created-at", "updated-at", "resource-url"};

bool is_told(std::string_view name) {
  return std::ranges::find(kNotTold, name) == std::end(kNotTold);
}

bool is_empty(const json::value& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.get_string().empty();
  if (value.is_array()) return value.get_array().empty();
  return value.is_object() && value.get_object().empty();
}

// Nothing in the trail is longer than a person reads.
void shorten(json::value& value) {
  if (value.is_string() && value.get_string().size() > kMaxAuditedText) {
    std::string text(value.get_string());
    text.resize(kMaxAuditedText);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
      text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U) text.pop_back();
    value = json::string(text + "\u2026");
  }
  if (value.is_array())
    for (auto& one : value.get_array()) shorten(one);
  if (value.is_object())
    for (auto& member : value.get_object()) shorten(member.value());
}

const json::object& attributes_of(const json::object& given) {
  const json::value* inner = given.if_contains("attributes");
  return inner != nullptr && inner->is_object() ? inner->get_object() : given;
}

json::object told(const json::object& given) {
  json::object out;
  for (const auto& member : given) {
    if (!is_told(member.key()) || is_empty(member.value())) continue;
    json::value value = member.value();
    shorten(value);
    out[member.key()] = std::move(value);
  }
  return out;
}

void compare(const json::object& before, const json::object& after, Audited& out);

void compare_member(std::string_view name, const json::value& before, const json::value& after,
                    Audited& out) {
  if (before == after) return;
  if (before.is_object() && after.is_object()) {
    Audited inner;
    compare(before.get_object(), after.get_object(), inner);
    out.before[name] = std::move(inner.before);
    out.after[name] = std::move(inner.after);
    return;
  }
  json::value was = before, is = after;
  shorten(was);
  shorten(is);
  out.before[name] = std::move(was);
  out.after[name] = std::move(is);
}

// Several values of one field (addresses that came and went) stand behind each other.
void put(json::object& side, const std::string& name, const std::optional<std::string>& value) {
  json::value& held = side[name];
  if (!value) return;
  held = json::string(
      held.is_string() ? fmt::format("{}, {}", std::string(held.get_string()), *value) : *value);
}

void compare(const json::object& before, const json::object& after, Audited& out) {
  for (const auto& member : before) {
    if (!is_told(member.key())) continue;
    const json::value* now = after.if_contains(member.key());
    compare_member(member.key(), member.value(), now == nullptr ? json::value() : *now, out);
  }
  for (const auto& member : after)
    if (is_told(member.key()) && !before.contains(member.key()))
      compare_member(member.key(), json::value(), member.value(), out);
}

}  // namespace

Audited difference_of(const json::object& before, const json::object& after) {
  const json::object &was = attributes_of(before), &is = attributes_of(after);
  if (was.empty() || is.empty()) return {told(was), told(is)};
  Audited out;
  compare(was, is, out);
  return out;
}

Audited audited_changes(db::Connection& c, const std::vector<store::Change>& changes) {
  std::set<std::pair<std::string, base::Id>> assets;
  for (const auto& one : changes) assets.emplace(one.asset_kind, one.asset);
  Audited out;
  for (const auto& one : changes) {
    std::string name = one.path.empty() ? one.op : one.path;
    if (assets.size() > 1)
      name = fmt::format("{}: {}",
                         store::audit_subject_name(c, one.asset_kind, one.asset)
                             .value_or(fmt::format("{} {}", one.asset_kind, one.asset)),
                         name);
    put(out.before, name, one.old_value);
    put(out.after, name, one.new_value);
  }
  return out;
}

json::object audited_connection(const store::MicrosoftConnection& connection) {
  return {{"name", json::string(connection.name)},
          {"kind", json::string(connection.kind)},
          {"cloud", json::string(connection.cloud)},
          {"application-id", json::string(connection.application_id)},
          {"directory-id", json::string(connection.directory_id)},
          {"create-contacts", json::string(connection.create_contacts)},
          {"new-tenants", json::string(connection.new_tenants)},
          {"tier", json::string(connection.tier)},
          {"secret-expires-on", nullable(connection.secret_expires_on)}};
}

void audit_change(db::Connection& c, const Call& call, std::string_view action,
                  std::string_view subject_kind, std::optional<base::Id> subject,
                  const json::object& before, const json::object& after, json::object detail) {
  Audited changed = difference_of(before, after);
  detail["before"] = std::move(changed.before);
  detail["after"] = std::move(changed.after);
  audit(c, call, action, subject_kind, subject, detail);
}

}  // namespace reeve::api

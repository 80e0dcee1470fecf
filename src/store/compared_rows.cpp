// Compares one pair after the other.
#include "store/compared_rows.h"

#include <fmt/format.h>

#include <unordered_map>

#include "base/json.h"
#include "store/mapped_contact.h"
#include "store/organizations.h"
#include "store/record_rows.h"
#include "store/tenants.h"
#include "types/compared_user.h"

namespace reeve::store {
namespace {

constexpr std::string_view kOrganizations = "organization";  // the data type
constexpr std::string_view kName = "name";

std::string sentence_of_none(std::string_view label, bool asked) {
  return asked ? fmt::format("Microsoft has no value for \"{}\".", label)
               : fmt::format(
                     "Microsoft's last answer did not hold \"{}\". It is asked for again "
                     "with the next sync.",
                     label);
}

bool is_locked(const ComparedRow& row, const FieldState& state) {
  if (state.locked(row.field)) return true;
  // A claimed list keeps its primary entry as well.
  return row.field == "primary_email" && state.locked("emails");
}

}  // namespace

std::optional<std::string> why_silent(const Record& record) {
  if (record.gone_at)
    return "Microsoft's last complete list does not hold this user any more, so there is nothing "
           "to compare with.";
  if (record.not_chosen)
    return "This user is outside what the sync settings choose, so Microsoft's side is not kept "
           "up to date.";
  return std::nullopt;
}

void set_state(ComparedRow& row, bool asked, bool differs) {
  const bool both = asked && row.microsoft.has_value();
  if (!asked) {
    row.state = "unknown";
  } else if (!both) {
    row.state = row.ours ? "only_ours" : "same";
  } else {
    row.state = differs ? "differs" : "same";
  }
  if (!both && !row.reason) row.reason = sentence_of_none(row.label, asked);
}

const ComparedRows::Tenant& ComparedRows::tenant(base::Id id) {
  if (const auto known = tenants_.find(id); known != tenants_.end()) return known->second;
  Tenant one;
  if (const auto found = find_tenant(c_, scope_, id)) one.name = found->name;
  one.mapping = mapping_of_tenant(c_, id);
  for (const TypeState& state : type_states(c_, id)) one.complete[state.type] = state.last_complete;
  return tenants_.emplace(id, std::move(one)).first->second;
}

const domain::ContactMapping& ComparedRows::mapping(base::Id id) { return tenant(id).mapping; }

void ComparedRows::set_record(ComparedRow& row, const Record& record) {
  const Tenant& from = tenant(record.tenant);
  row.record = record.id;
  row.record_title = record.title;
  row.tenant = record.tenant;
  row.tenant_name = from.name;
  const auto complete = from.complete.find(record.type);
  row.as_of = complete != from.complete.end() && complete->second
                  ? complete->second
                  : std::optional(record.changed_at);
}

void ComparedRows::add(const ComparedPair& pair, bool equal, std::vector<ComparedRow>& rows) {
  if (!scope_.includes(pair.contact.organization)) return;
  const auto& mapping = tenant(pair.record.tenant).mapping;
  const auto silent = why_silent(pair.record);
  const auto mapped = silent ? types::MappedContact{} : types::map_user(pair.record.body, mapping);
  std::size_t place = 0;
  for (types::ComparedField& field : types::compare_user(pair.contact, mapped)) {
    ++place;
    const auto rule = mapping.of(field.target).rule;
    if (rule == domain::MappingRule::leave_alone) continue;
    const bool same = field.asked && (field.microsoft ? !field.differs : !field.ours);
    if (same && !equal) continue;
    ComparedRow row;
    row.asset_kind = domain::kContact;
    row.asset = pair.contact.id;
    row.organization = pair.contact.organization;
    row.asset_name = domain::full_name(pair.contact);
    row.field = field.field;
    row.label = field.label;
    row.place = place;
    row.ours = std::move(field.ours);
    row.microsoft = std::move(field.microsoft);
    row.rule = domain::to_string(rule);
    row.reason = silent;
    set_record(row, pair.record);
    set_state(row, field.asked, field.differs);
    rows.push_back(std::move(row));
  }
}

void ComparedRows::add_organization(base::Id id, std::vector<ComparedRow>& rows) {
  const auto organization = find_organization(c_, scope_, id);
  if (!organization) return;
  const auto found = c_.query(
      fmt::format("SELECT {} FROM tenants t JOIN records r ON r.tenant = t.id AND r.type = $2 "
                  "WHERE t.organization = $1 AND t.state = 'active' AND r.gone_at IS NULL ORDER BY "
                  "t.id, r.id LIMIT 1",
                  kRecordColumns),
      {id, std::string(kOrganizations)});
  if (found.empty()) return;
  const Record record = record_from(found.front());
  const auto body = base::parse_json(record.body, "The stored tenant");
  const auto* members = body.if_object();
  const bool asked = members != nullptr && members->contains("displayName");
  const std::string theirs = base::text_member(body, "displayName");
  ComparedRow row;
  row.asset_kind = domain::kOrganization;
  row.asset = row.organization = id;
  row.asset_name = organization->name;
  row.field = kName;
  row.label = "Name";
  row.ours = organization->name;
  if (!theirs.empty()) row.microsoft = theirs;
  // A sync never renames an organization.
  row.rule = domain::to_string(domain::MappingRule::people_win);
  set_record(row, record);
  set_state(row, asked, organization->name != theirs);
  rows.push_back(std::move(row));
}

void fill_sources(db::Connection& c, std::vector<ComparedRow>& rows) {
  std::map<std::string, std::vector<base::Id>> assets;
  for (const ComparedRow& row : rows) {
    auto& ids = assets[row.asset_kind];
    if (ids.empty() || ids.back() != row.asset) ids.push_back(row.asset);
  }
  std::map<std::string, std::unordered_map<base::Id, FieldState>> states;
  for (const auto& [kind, ids] : assets) states[kind] = field_states(c, kind, ids);
  for (ComparedRow& row : rows) {
    const FieldState& state = states[row.asset_kind][row.asset];
    if (const auto written = state.written.find(row.field); written != state.written.end()) {
      row.source = written->second.source;
      row.source_at = written->second.at;
    }
    row.locked = is_locked(row, state);
    if (row.state == "differs" && row.locked) row.state = "kept";
  }
}

}  // namespace reeve::store

// Reads and writes organizations, with their history.
#include "store/organizations.h"

#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "domain/asset.h"
#include "domain/contact.h"
#include "store/changes.h"
#include "store/field_sources.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using domain::Organization;

constexpr std::size_t kMaxName = 255;  // characters, as IT Glue's API has it; bytes here

constexpr std::string_view kColumns =
    "o.id, o.name, o.short_name, o.description, o.alert, o.quick_notes, o.version, o.archived_at, "
    "o.merged_into, o.created_at, o.updated_at";

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "o.id"},
    {"name", Compare::folded, "o.name_folded"},
    {"search", Compare::contains, "o.name_folded LIKE {} ESCAPE '\\'"},
    {"short_name", Compare::text, "o.short_name"},
    {"archived", Compare::present, "o.archived_at"}};
constexpr SortColumn kSorts[] = {{"name", "o.name_folded"},
                                 {"id", "o.id"},
                                 {"created_at", "o.created_at"},
                                 {"updated_at", "o.updated_at"},
                                 {"short_name", "o.short_name"}};
constexpr ListShape kShape{kColumns, "organizations o", "o.id", "o.name_folded", kFilters, kSorts};

Organization organization_from(const db::Row& row) {
  Organization o;
  o.id = row.integer(0);
  o.name = row.text(1);
  o.short_name = row.optional_text(2);
  o.description = row.optional_text(3);
  o.alert = row.optional_text(4);
  o.quick_notes = row.optional_text(5);
  o.version = row.integer(6);
  o.archived_at = optional_time(row, 7);
  o.merged_into = row.optional_integer(8);
  o.created_at = time_at(row, 9);
  o.updated_at = time_at(row, 10);
  return o;
}

// One write of one organization: what was, what is, and the rows of history it makes.
class Write {
 public:
  Write(Organization& organization, const FieldState& state, const Author& author, base::Time now)
      : organization_(organization), state_(state), author_(author), now_(now) {}

  void name(const std::string& wanted) {
    const std::string name(base::trim(base::clean_text(wanted)));
    if (name.empty()) throw Error(ErrorCode::invalid, "An organization needs a name. Type one.");
    if (name.size() > kMaxName)
      throw Error(ErrorCode::invalid, "The name is too long. Use at most 255 characters.");
    if (name == organization_.name ||
        !may_write(author_.source, state_, "name", organization_.name.empty()))
      return;
    set("name", organization_.name, name);
    organization_.name = name;
  }

  void field(std::string_view field, std::optional<std::string>& current,
             const std::optional<std::optional<std::string>>& wanted) {
    if (!wanted) return;
    std::optional<std::string> value;
    if (*wanted && !(*wanted)->empty()) value = base::clean_text(**wanted);
    if (value == current || !may_write(author_.source, state_, field, !current)) return;
    set(field, current, value);
    current = value;
  }

  void archived(const std::optional<bool>& wanted) {
    if (!wanted || *wanted == organization_.archived_at.has_value()) return;
    organization_.archived_at = *wanted ? std::optional(now_) : std::nullopt;
    add(*wanted ? "archive" : "restore", "", std::nullopt, std::nullopt);
  }

  bool changed() const { return !changes_.empty(); }
  // A creation is one row, whatever it set.
  void as_creation() {
    changes_.clear();
    add("create", "", std::nullopt, organization_.name);
    changes_.back().base_version = 0;
  }
  void save_history(db::Connection& c) {
    for (auto& change : changes_) change.asset = organization_.id;
    for (auto& field : fields_) field.asset = organization_.id;
    add_changes(c, changes_);
    save_field_sources(c, domain::kOrganization, fields_, now_);
  }

 private:
  void set(std::string_view field, const std::optional<std::string>& old,
           const std::optional<std::string>& value) {
    add("set", field, old, value);
    fields_.push_back({0, std::string(field), author_.source});
  }
  void add(std::string_view op, std::string_view path, std::optional<std::string> old,
           std::optional<std::string> value) {
    Change change;
    change.at = now_;
    change.actor = domain::to_string(author_.source);
    change.account = author_.account;
    change.run = author_.run;
    change.decision = author_.decision;
    change.asset_kind = domain::kOrganization;
    change.op = op;
    change.path = path;
    change.old_value = std::move(old);
    change.new_value = std::move(value);
    change.base_version = organization_.version;
    changes_.push_back(std::move(change));
  }

  Organization& organization_;
  const FieldState& state_;
  const Author& author_;
  base::Time now_;
  std::vector<Change> changes_;
  std::vector<FieldWritten> fields_;
};

void apply(Write& write, Organization& o, const OrganizationPatch& patch) {
  if (patch.name) write.name(*patch.name);
  write.field("short_name", o.short_name, patch.short_name);
  write.field("description", o.description, patch.description);
  write.field("alert", o.alert, patch.alert);
  write.field("quick_notes", o.quick_notes, patch.quick_notes);
  write.archived(patch.archived);
}

}  // namespace

Page<Organization> list_organizations(db::Connection& c, const Scope& scope,
                                      const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "o.id");
  if (!find_filter(query, "archived")) list.where("o.archived_at IS NULL");
  return list.page<Organization>(c, organization_from);
}

std::optional<Organization> find_organization(db::Connection& c, const Scope& scope, base::Id id) {
  if (!scope.includes(id)) return std::nullopt;
  const auto rows =
      c.query("SELECT " + std::string(kColumns) + " FROM organizations o WHERE o.id = $1", {id});
  if (rows.empty()) return std::nullopt;
  return organization_from(rows.front());
}

Organization create_organization(db::Connection& c, const Author& author,
                                 const OrganizationPatch& values, base::Time now) {
  Organization o;
  o.created_at = o.updated_at = now;
  const FieldState none;
  Write write(o, none, author, now);
  write.name(values.name.value_or(""));
  apply(write, o, values);
  write.as_creation();
  o.id = next_ids(c, "assets");
  c.execute(
      "INSERT INTO organizations (id, name, name_folded, short_name, description, alert, "
      "quick_notes, "
      "version, archived_at, created_at, updated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {o.id, o.name, base::fold(o.name), db::opt(o.short_name), db::opt(o.description),
       db::opt(o.alert), db::opt(o.quick_notes), o.version, ms(o.archived_at), ms(now), ms(now)});
  write.save_history(c);
  return o;
}

Organization update_organization(db::Connection& c, const Scope& scope, const Author& author,
                                 base::Id id, const OrganizationPatch& patch,
                                 std::optional<std::int64_t> expected_version, base::Time now) {
  db::Rows rows;
  if (scope.includes(id))
    rows = c.query("SELECT " + std::string(kColumns) + " FROM organizations o WHERE o.id = $1" +
                       std::string(for_update(c)),
                   {id});
  if (rows.empty())
    throw Error(ErrorCode::not_found, "There is no such organization, or you may not see it.");
  Organization o = organization_from(rows.front());
  if (expected_version && *expected_version != o.version)
    throw Error(ErrorCode::conflict,
                "Somebody else changed this organization meanwhile. Reload it and try again.");
  const base::Id ids[] = {id};
  const auto states = field_states(c, domain::kOrganization, ids);
  const auto state = states.find(id);
  const FieldState none;
  Write write(o, state == states.end() ? none : state->second, author, now);
  apply(write, o, patch);
  if (!write.changed()) return o;
  write.save_history(c);
  ++o.version;
  o.updated_at = now;
  c.execute(
      "UPDATE organizations SET name = $1, name_folded = $2, short_name = $3, description = $4, "
      "alert = $5, quick_notes = $6, version = $7, archived_at = $8, updated_at = $9 WHERE id = "
      "$10",
      {o.name, base::fold(o.name), db::opt(o.short_name), db::opt(o.description), db::opt(o.alert),
       db::opt(o.quick_notes), o.version, ms(o.archived_at), ms(now), id});
  return o;
}

namespace {

// "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" anywhere in a text.
constexpr std::string_view kIdShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool is_id(std::string_view text) {
  for (std::size_t i = 0; i < kIdShape.size(); ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (kIdShape[i] == '-' ? c != '-' : !hex) return false;
  }
  return true;
}

void add_ids(const std::string& text, std::set<std::string>& out) {
  const std::string lower = base::ascii_lower(text);
  for (std::size_t at = 0; at + kIdShape.size() <= lower.size(); ++at)
    if (is_id(std::string_view(lower).substr(at))) out.insert(lower.substr(at, kIdShape.size()));
}

}  // namespace

std::vector<OrganizationEvidence> organization_evidence(db::Connection& c) {
  std::vector<OrganizationEvidence> out;
  std::unordered_map<base::Id, std::size_t> index;
  for (auto& one : organization_names(c)) {
    index.emplace(one.id, out.size());
    out.push_back({one.id, std::move(one.name), {}});
  }
  std::map<std::size_t, std::set<std::string>> domains;
  for (const auto& row :
       c.query("SELECT DISTINCT k.organization, e.value_folded FROM contacts k "
               "JOIN contact_emails e ON e.contact = k.id WHERE k.archived_at IS NULL")) {
    const auto found = index.find(row.integer(0));
    const auto domain = domain::email_domain(row.text(1));
    if (found != index.end() && !domain.empty()) domains[found->second].insert(domain);
  }
  for (auto& [at, names] : domains) out[at].email_domains.assign(names.begin(), names.end());
  // What Reeve itself keeps proves nothing.
  std::map<std::size_t, std::set<std::string>> ids;
  for (const auto& row : c.query(
           "SELECT a.organization, a.traits FROM flexible_assets a JOIN flexible_asset_types t ON "
           "t.id = a.type WHERE t.built_in IS NULL AND a.archived_at IS NULL AND a.traits LIKE "
           "'%-%-%-%-%'"))
    if (const auto found = index.find(row.integer(0)); found != index.end())
      add_ids(row.text(1), ids[found->second]);
  for (auto& [at, found] : ids) out[at].tenant_ids.assign(found.begin(), found.end());
  for (const auto& row : c.query(
           "SELECT DISTINCT a.organization, a.serial_folded FROM configurations a WHERE "
           "a.archived_at IS NULL AND a.serial_folded <> '' AND NOT EXISTS (SELECT 1 FROM "
           "field_sources s WHERE s.asset_kind = 'configuration' AND s.asset = a.id AND s.field = "
           "'serial_number' AND s.source = 'microsoft')"))
    if (const auto found = index.find(row.integer(0)); found != index.end())
      out[found->second].serials.push_back(row.text(1));
  return out;
}

std::vector<OrganizationName> organization_names(db::Connection& c) {
  std::vector<OrganizationName> out;
  for (const auto& row :
       c.query("SELECT id, name FROM organizations WHERE archived_at IS NULL ORDER BY id"))
    out.push_back({row.integer(0), row.text(1)});
  return out;
}

}  // namespace reeve::store

// Writes flexible assets, with history: what a sync keeps, and what people may write beside it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "store/changes.h"
#include "store/field_sources.h"
#include "store/flexible_asset_image.h"
#include "store/flexible_asset_rows.h"
#include "store/flexible_assets.h"
#include "store/ids.h"
#include "store/links.h"
#include "store/rematches.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::json::object;
using domain::FlexibleAsset;
using domain::FlexibleAssetField;

constexpr std::size_t kMaxTraitBytes = 65'536;

Change change_of(const Author& author, const FlexibleAsset& asset, std::string op, std::string path,
                 base::Time now) {
  Change change;
  change.at = now;
  change.actor = domain::to_string(author.source);
  change.account = author.account;
  change.run = author.run;
  change.decision = author.decision;
  change.asset_kind = domain::kFlexibleAsset;
  change.asset = asset.id;
  change.op = std::move(op);
  change.path = std::move(path);
  change.base_version = asset.version;
  return change;
}

// One row of history a trait that differs.
void note_traits(const Author& author, const FlexibleAsset& asset, const object& before,
                 const object& after, base::Time now, std::vector<Change>& changes) {
  std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> all;
  for (const auto& trait : before)
    all[std::string(trait.key())].first = domain::trait_text(before, trait.key());
  for (const auto& trait : after)
    all[std::string(trait.key())].second = domain::trait_text(after, trait.key());
  for (const auto& [key, values] : all) {
    if (values.first == values.second) continue;
    Change change = change_of(author, asset, "set", "traits/" + key, now);
    change.old_value = values.first;
    change.new_value = values.second;
    changes.push_back(std::move(change));
  }
}

// So that the changes from `first` on can be taken back.
void add_image(std::vector<Change>& changes, std::size_t first, const AssetImage& was,
               const FlexibleAsset& now) {
  const ImageChange change = difference(was, image_of(now));
  changes[first].image = {to_json(change.before), to_json(change.after),
                          static_cast<std::int64_t>(changes.size() - first)};
}

void save(db::Connection& c, const FlexibleAsset& asset) {
  c.execute(
      "UPDATE flexible_assets SET name = $1, name_folded = $2, traits = $3, version = $4, "
      "archived_at = $5, updated_at = $6 WHERE id = $7",
      {asset.name, base::fold(asset.name), base::to_json(asset.traits), asset.version,
       ms(asset.archived_at), ms(asset.updated_at), asset.id});
}

void insert(db::Connection& c, const FlexibleAsset& asset) {
  c.execute(
      "INSERT INTO flexible_assets (id, organization, type, name, name_folded, traits, sync_key, "
      "version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {asset.id, asset.organization, asset.type, asset.name, base::fold(asset.name),
       base::to_json(asset.traits), db::opt(asset.sync_key), asset.version, ms(asset.created_at),
       ms(asset.updated_at)});
}

std::optional<FlexibleAsset> locked_asset(db::Connection& c, std::string_view condition,
                                          const db::Params& params) {
  const std::string_view lock = c.backend() == db::Backend::postgresql ? " FOR UPDATE OF a" : "";
  const auto rows = c.query(fmt::format("SELECT {} FROM {} WHERE {}{}", kFlexibleAssetColumns,
                                        kFlexibleAssetTables, condition, lock),
                            params);
  if (rows.empty()) return std::nullopt;
  return flexible_asset_from(rows.front());
}

[[noreturn]] void refuse_trait(std::string_view name, const char* why) {
  throw Error(ErrorCode::invalid, fmt::format("\"{}\" {}", name, why));
}

base::json::value cleaned(const base::json::value& given) {
  if (const auto* text = given.if_string()) return base::json::string(base::clean_text(*text));
  return given;
}

// A synced trait may be left out, or be sent back as it is.
object merged_traits(const FlexibleAsset& asset, const std::vector<FlexibleAssetField>& fields,
                     const object& wanted) {
  object out;
  for (const FlexibleAssetField& field : fields) {
    const auto* given = wanted.if_contains(field.name_key);
    const auto* there = asset.traits.if_contains(field.name_key);
    if (field.synced) {
      if (given != nullptr && domain::trait_text(wanted, field.name_key) !=
                                  domain::trait_text(asset.traits, field.name_key))
        refuse_trait(field.name, "is kept by the sync and cannot be edited. Leave it out.");
      if (there != nullptr) out[field.name_key] = *there;
    } else if (given != nullptr && !given->is_null()) {
      if (base::to_json(*given).size() > kMaxTraitBytes)
        refuse_trait(field.name, "is longer than 64 KB. Shorten it.");
      out[field.name_key] = cleaned(*given);
    }
  }
  for (const auto& trait : wanted)
    if (std::ranges::find(fields, trait.key(), &FlexibleAssetField::name_key) == fields.end())
      refuse_trait(trait.key(), "is no field of this type.");
  return out;
}

void rule_never_create(db::Connection& c, const Author& author, base::Id asset, base::Time now) {
  for (const Link& link : links_of_asset(c, domain::kFlexibleAsset, asset)) {
    Decision decision;
    decision.tenant = link.tenant;
    decision.record = link.record;
    decision.verdict = "never_create";
    decision.asset_kind = domain::kFlexibleAsset;
    decision.asset = asset;
    decision.account = author.account;
    decision.at = now;
    add_decision(c, decision);
  }
}

void insert_fields(db::Connection& c, base::Id type, const domain::BuiltInType& built_in,
                   base::Time now) {
  base::Id next =
      next_ids(c, "flexible_asset_fields", static_cast<std::int64_t>(built_in.fields.size()));
  std::vector<db::Params> rows;
  std::int64_t position = 0;
  for (const domain::BuiltInField& field : built_in.fields)
    rows.push_back({next++, type, ++position, std::string(field.name),
                    domain::name_key_of(field.name), std::string(field.kind),
                    field.hint.empty() ? db::Value{} : db::Value{std::string(field.hint)},
                    flag(field.required), flag(field.use_for_title), flag(field.show_in_list),
                    flag(field.synced), ms(now), ms(now)});
  c.batch(
      "INSERT INTO flexible_asset_fields (id, type, position, name, name_key, kind, hint, "
      "required, use_for_title, show_in_list, synced, created_at, updated_at) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      rows);
}

std::optional<base::Id> type_named(db::Connection& c, std::string_view built_in) {
  const auto rows =
      c.query("SELECT id FROM flexible_asset_types WHERE built_in = $1", {std::string(built_in)});
  if (rows.empty()) return std::nullopt;
  return rows.front().integer(0);
}

// Keeps the assets of one call.
class Keeping {
 public:
  Keeping(db::Connection& c, const Author& author, base::Id tenant, base::Id organization,
          base::Id type, base::Time now)
      : c_(c),
        author_(author),
        tenant_(tenant),
        organization_(organization),
        type_(type),
        now_(now) {}

  SyncedAssetCounts run(const std::vector<SyncedAsset>& assets) {
    read_rulings(assets);
    for (const SyncedAsset& one : assets) keep(one);
    add_changes(c_, changes_);
    create_links(c_, author_, new_links_, now_);
    set_applied(c_, applied_);
    return counts_;
  }

 private:
  void read_rulings(const std::vector<SyncedAsset>& assets) {
    for (const Link& link :
         links_of_tenant(c_, tenant_, assets.empty() ? "" : assets.front().record_type))
      if (link.asset_kind == domain::kFlexibleAsset) links_.emplace(link.record, link);
    for (const Decision& ruling : decisions_of_tenant(c_, tenant_))
      if (ruling.record && (ruling.verdict == "never_create" || ruling.verdict == "ignore") &&
          (!ruling.asset_kind || ruling.asset_kind == domain::kFlexibleAsset))
        never_.insert(*ruling.record);
  }

  void keep(const SyncedAsset& one) {
    if (const auto link = links_.find(one.record); link != links_.end()) {
      const auto asset = locked_asset(c_, "a.id = $1", {link->second.asset});
      if (!asset || asset->archived_at) return;
      update(*asset, one);
      if (link->second.applied_hash != one.record_hash)
        applied_.push_back({link->second.id, one.record_hash, 0});
      return;
    }
    if (never_.contains(one.record)) return;
    auto asset = locked_asset(c_, "a.organization = $1 AND a.type = $2 AND a.sync_key = $3",
                              {organization_, type_, one.sync_key});
    if (asset && asset->archived_at && !bring_back(*asset)) return;
    if (!asset && !one.may_create) return;
    if (asset) {
      update(*asset, one);
      ++counts_.linked;
    } else {
      asset = create(one);
    }
    link_to(*asset, one);
  }

  // It went with a connection that was removed, and nobody touched it before or since: now that
  // Microsoft speaks of it again, it is back as well.
  bool bring_back(FlexibleAsset& asset) {
    const auto by_people = c_.query(
        "SELECT COUNT(*) FROM changes WHERE asset_kind = $1 AND asset = $2 AND actor <> "
        "'microsoft'",
        {std::string(domain::kFlexibleAsset), asset.id});
    const bool untouched = by_people.front().integer(0) == 1;
    const bool removed =
        untouched && c_.execute("DELETE FROM leaving_assets WHERE asset_kind = $1 AND asset = $2",
                                {std::string(domain::kFlexibleAsset), asset.id}) > 0;
    if (!removed) return false;
    ++asset.version;
    asset.archived_at = std::nullopt;
    asset.updated_at = now_;
    save(c_, asset);
    changes_.push_back(change_of(author_, asset, "restore", "", now_));
    return true;
  }

  void update(FlexibleAsset asset, const SyncedAsset& one) {
    object wanted = one.traits;
    for (const FlexibleAssetField& field : fields())
      if (const auto* own = asset.traits.if_contains(field.name_key);
          own != nullptr && !field.synced)
        wanted[field.name_key] = *own;
    const std::size_t before = changes_.size();
    const AssetImage was = image_of(asset);
    leave_refused(asset, wanted);
    ++asset.version;
    note_traits(author_, asset, asset.traits, wanted, now_, changes_);
    if (asset.name != one.name) {
      Change change = change_of(author_, asset, "set", "name", now_);
      change.old_value = asset.name;
      change.new_value = one.name;
      changes_.push_back(std::move(change));
    }
    if (changes_.size() == before) return;
    asset.name = one.name;
    asset.traits = std::move(wanted);
    asset.updated_at = now_;
    add_image(changes_, before, was, asset);
    save(c_, asset);
    ++counts_.updated;
  }

  // What a person took back is not written again.
  void leave_refused(const FlexibleAsset& asset, object& wanted) {
    const base::Id ids[] = {asset.id};
    const auto states = field_states(c_, domain::kFlexibleAsset, ids);
    const auto state = states.find(asset.id);
    if (state == states.end()) return;
    for (const auto& [field, op, value] : state->second.refused) {
      const std::string key = field.substr(field.find('/') + 1);
      const auto* now = wanted.if_contains(key);
      if (now == nullptr || base::to_json(*now) != value) continue;
      if (const auto* own = asset.traits.if_contains(key))
        wanted[key] = *own;
      else
        wanted.erase(key);
    }
  }

  FlexibleAsset create(const SyncedAsset& one) {
    FlexibleAsset asset;
    asset.id = next_ids(c_, "assets");
    asset.organization = organization_;
    asset.type = type_;
    asset.name = one.name;
    asset.traits = one.traits;
    asset.sync_key = one.sync_key;
    asset.created_at = asset.updated_at = now_;
    insert(c_, asset);
    Change change = change_of(author_, asset, "create", "", now_);
    change.new_value = asset.name;
    change.base_version = 0;
    changes_.push_back(std::move(change));
    ++counts_.created;
    return asset;
  }

  void link_to(const FlexibleAsset& asset, const SyncedAsset& one) {
    Link link;
    link.tenant = tenant_;
    link.record = one.record;
    link.asset = asset.id;
    link.type = one.record_type;
    link.asset_kind = domain::kFlexibleAsset;
    link.reason = one.reason;
    link.confidence = 1;
    link.applied_hash = one.record_hash;
    link.created_by_run = author_.run;
    new_links_.push_back(std::move(link));
  }

  const std::vector<FlexibleAssetField>& fields() {
    if (fields_.empty()) fields_ = fields_of_type(c_, type_);
    return fields_;
  }

  db::Connection& c_;
  const Author& author_;
  base::Id tenant_, organization_, type_;
  base::Time now_;
  std::unordered_map<base::Id, Link> links_;
  std::unordered_set<base::Id> never_;
  std::vector<FlexibleAssetField> fields_;
  std::vector<Change> changes_;
  std::vector<Link> new_links_;
  std::vector<Applied> applied_;
  SyncedAssetCounts counts_;
};

}  // namespace

FlexibleAsset update_flexible_asset(db::Connection& c, const Scope& scope, const Author& author,
                                    base::Id id, const FlexibleAssetPatch& patch,
                                    std::optional<std::int64_t> expected_version, base::Time now) {
  auto asset = locked_asset(c, "a.id = $1", {id});
  if (!asset || !scope.includes(asset->organization))
    throw Error(ErrorCode::not_found, "There is no such flexible asset, or you may not see it.");
  if (expected_version && *expected_version != asset->version)
    throw Error(ErrorCode::conflict,
                "Somebody else changed this asset meanwhile. Reload it and try again.");
  FlexibleAsset next = *asset;
  ++next.version;
  next.updated_at = now;
  std::vector<Change> changes;
  if (patch.traits) {
    next.traits = merged_traits(*asset, fields_of_type(c, asset->type), *patch.traits);
    note_traits(author, next, asset->traits, next.traits, now, changes);
    if (!changes.empty()) add_image(changes, 0, image_of(*asset), next);
  }
  const bool archives = patch.archived.value_or(asset->archived_at.has_value());
  if (archives != asset->archived_at.has_value()) {
    next.archived_at = archives ? std::optional(now) : std::nullopt;
    changes.push_back(change_of(author, next, archives ? "archive" : "restore", "", now));
  }
  if (changes.empty()) return *asset;
  save(c, next);
  add_changes(c, changes);
  if (archives && !asset->archived_at) rule_never_create(c, author, id, now);
  return next;
}

base::Id built_in_type(db::Connection& c, const domain::BuiltInType& type, base::Time now) {
  if (const auto found = type_named(c, type.built_in)) return *found;
  // Ids are given to one transaction at a time, so a second maker waits here and then sees it.
  const base::Id id = next_ids(c, "flexible_asset_types");
  if (const auto found = type_named(c, type.built_in)) return *found;
  // People may have a type of that name already, brought along from IT Glue.
  std::string name(type.name);
  if (!c.query("SELECT 1 FROM flexible_asset_types WHERE name_folded = $1", {base::fold(name)})
           .empty())
    name += " (Reeve)";
  c.execute(
      "INSERT INTO flexible_asset_types (id, name, name_folded, description, icon, built_in, "
      "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, name, base::fold(name), std::string(type.description), std::string(type.icon),
       std::string(type.built_in), ms(now), ms(now)});
  insert_fields(c, id, type, now);
  return id;
}

SyncedAssetCounts keep_synced_assets(db::Connection& c, const Author& author, base::Id tenant,
                                     base::Id organization, base::Id type,
                                     const std::vector<SyncedAsset>& assets, base::Time now) {
  if (assets.size() > kSyncedAssetsAtOnce) check_write_size(kMaxWrites + 1);
  return Keeping(c, author, tenant, organization, type, now).run(assets);
}

void drop_foreign_assets(db::Connection& c, base::Id tenant, base::Id organization,
                         std::optional<base::Id> account, base::Time now) {
  Author author;
  author.account = account;
  std::vector<Change> changes;
  std::vector<db::Params> ids;
  for (const auto& row :
       c.query("SELECT l.id, a.id, a.version, l.type, r.external_id FROM links l JOIN "
               "flexible_assets a ON a.id = l.asset JOIN records r ON r.id = l.record WHERE "
               "l.tenant = $1 AND l.asset_kind = 'flexible_asset' AND a.organization <> $2 AND " +
                   kept_links() + " ORDER BY l.id",
               {tenant, organization})) {
    ids.push_back({row.integer(0)});
    FlexibleAsset asset;
    asset.id = row.integer(1);
    asset.version = row.integer(2);
    changes.push_back(change_of(author, asset, "unlink", row.text(3), now));
    changes.back().old_value = row.text(4);
  }
  c.batch("DELETE FROM links WHERE id = $1", ids);
  add_changes(c, changes);
}

}  // namespace reeve::store

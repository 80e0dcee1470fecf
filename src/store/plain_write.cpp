// Creates and updates assets of plain fields, one or a thousand at a time, with history and
// sources.
#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "store/changes.h"
#include "store/field_sources.h"
#include "store/ids.h"
#include "store/links.h"
#include "store/named_rows.h"
#include "store/plain_assets.h"
#include "store/plain_image.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using Kind = PlainField::Kind;

std::optional<std::string> cleaned(const PlainField& field,
                                   const std::optional<std::string>& wanted) {
  if (!wanted) return std::nullopt;
  std::string value(base::trim(base::clean_text(*wanted)));
  if (value.size() > field.limit)
    throw Error(ErrorCode::invalid,
                fmt::format("A value is too long. It takes at most {} characters.", field.limit));
  if (value.empty()) return std::nullopt;
  return value;
}

// Two spellings of one maker are the same row; other texts differ by every letter.
bool same(const PlainField& field, const std::optional<std::string>& a,
          const std::optional<std::string>& b) {
  if (field.kind != Kind::named || !a || !b) return a == b;
  return base::fold(*a) == base::fold(*b);
}

db::Value stored(const PlainField& field, const PlainValue& value) {
  switch (field.kind) {
    case Kind::flag:
      return flag(value.text == "true");
    case Kind::named:
    case Kind::asset:
      return db::opt(value.id);
    case Kind::text:
      break;
  }
  // A name is never null.
  return field.name == "name" ? db::Value{value.text.value_or("")} : db::opt(value.text);
}

// Reads all assets that a call touches, changes them in memory, and writes the differences in a few
// batches.
class PlainBatch {
 public:
  PlainBatch(db::Connection& c, const PlainShape& shape, const Author& author, base::Time now)
      : c_(c), shape_(shape), author_(author), now_(now), names_(c, now) {}

  void load(const std::vector<base::Id>& ids) {
    const std::string lock =
        c_.backend() == db::Backend::postgresql ? " ORDER BY a.id FOR UPDATE OF a" : "";
    const std::unordered_set<base::Id> distinct(ids.begin(), ids.end());
    const std::vector<base::Id> once(distinct.begin(), distinct.end());
    auto fields = field_states(c_, shape_.kind, once);
    query_by_ids(c_,
                 "SELECT " + plain_columns(shape_) + " FROM " + plain_tables(shape_) +
                     " WHERE a.id IN ({})" + lock,
                 {}, once, [&](const db::Row& row) {
                   PlainAsset asset = plain_from(shape_, row);
                   const base::Id id = asset.id;
                   entries_.emplace(id, Entry{std::move(asset), std::move(fields[id])});
                 });
  }
  bool has(base::Id id) const { return entries_.contains(id); }
  const PlainAsset& asset(base::Id id) const { return entries_.at(id).asset; }
  // From now on nothing is made on the way; save() is not called.
  void rehearse() { rehearsal_ = true; }
  void reserve(std::int64_t count) { next_id_ = count > 0 ? next_ids(c_, "assets", count) : 0; }

  base::Id create(const PlainPatch& values, base::Id organization) {
    const base::Id id = next_id_++;
    Entry entry;
    entry.created = true;
    entry.asset.shape = &shape_;
    entry.asset.id = id;
    entry.asset.organization = organization;
    entry.asset.values.resize(shape_.fields.size());
    for (std::size_t i = 0; i < shape_.fields.size(); ++i)
      if (shape_.fields[i].kind == Kind::flag) entry.asset.values[i].text = "false";
    entry.asset.created_at = entry.asset.updated_at = now_;
    change(entry, values);
    order_.push_back(id);
    entries_.emplace(id, std::move(entry));
    return id;
  }

  bool update(base::Id id, const PlainPatch& patch) {
    Entry& entry = entries_.at(id);
    const bool first = !entry.created && !entry.touched;
    const std::size_t row = changes_.size();
    const AssetImage before = image_of(entry.asset, entry.fields);
    if (!change(entry, patch)) return false;
    const auto image = difference(before, image_of(entry.asset, entry.fields));
    changes_[row].image = {to_json(image.before), to_json(image.after),
                           static_cast<std::int64_t>(changes_.size() - row)};
    entry.asset.updated_at = now_;
    if (!entry.created) ++entry.asset.version;
    if (first) order_.push_back(id);
    entry.touched = true;
    return true;
  }

  // As it is given, whoever wrote what; the history is the caller's.
  void replace(const UndoAsset& given) {
    Entry& entry = entries_.at(given.id);
    for (std::size_t i = 0; i < shape_.fields.size(); ++i) {
      const PlainField& field = shape_.fields[i];
      PlainValue value{given.image.values.at(std::string(field.name)), std::nullopt};
      if (field.kind == Kind::asset && value.text) value.id = std::stoll(*value.text);
      if (field.kind == Kind::named && value.text)
        value.id = names_.named(field, *value.text, within(entry.asset, field));
      entry.asset.values[i] = std::move(value);
    }
    if (given.archived != entry.asset.archived_at.has_value())
      entry.asset.archived_at = given.archived ? std::optional(now_) : std::nullopt;
    entry.asset.updated_at = now_;
    ++entry.asset.version;
    order_.push_back(given.id);
    FieldState fields;
    for (const auto& [field, source] : given.image.sources)
      if (source)
        fields.written[field] = {
            domain::source_from(source->source).value_or(domain::Source::person),
            base::from_ms(source->at)};
    replace_field_sources(c_, shape_.kind, given.id, fields);
  }

  void save() {
    insert();
    update_rows();
    add_changes(c_, changes_);
    save_field_sources(c_, shape_.kind, written_, now_);
  }

 private:
  struct Entry {
    PlainAsset asset;
    FieldState fields;
    bool created = false, touched = false;
  };

  // Whether anything changed. History of a creation is one row.
  bool change(Entry& entry, const PlainPatch& patch) {
    const std::size_t before = changes_.size();
    for (std::size_t i = 0; i < shape_.fields.size(); ++i) change_field(entry, i, patch);
    change_archived(entry, patch);
    if (!entry.asset.text("name"))
      throw Error(ErrorCode::invalid, fmt::format("A {} needs a name. Type one.", shape_.noun));
    if (entry.created && !entry.touched) {
      changes_.resize(before);
      note(entry, "create", "", std::nullopt, entry.asset.text("name"));
    }
    return changes_.size() > before;
  }

  void change_field(Entry& entry, std::size_t at, const PlainPatch& patch) {
    const PlainField& field = shape_.fields[at];
    PlainValue& current = entry.asset.values[at];
    PlainValue wanted;
    if (const auto by_id = patch.ids.find(field.name); by_id != patch.ids.end()) {
      wanted.id = by_id->second;
      if (wanted.id == current.id) return;
      if (wanted.id) wanted.text = names_.title(field, *wanted.id, entry.asset.organization);
    } else if (const auto text = patch.texts.find(field.name); text != patch.texts.end()) {
      wanted.text = cleaned(field, text->second);
      if (same(field, wanted.text, current.text)) return;
    } else {
      return;
    }
    if (!allowed(entry, field, current) && !overrules(entry, field, patch, wanted)) return;
    if (refused(entry, field, wanted)) return;
    if (author_.source == domain::Source::microsoft && !wanted.text && field.name == "name") return;
    if (field.kind == Kind::named && wanted.text && !wanted.id && !rehearsal_)
      wanted.id = names_.named(field, *wanted.text, within(entry.asset, field));
    note(entry, "set", std::string(field.name), current.text, wanted.text);
    written_.push_back({entry.asset.id, std::string(field.name), author_.source});
    entry.fields.written[std::string(field.name)] = {author_.source, now_};
    current = std::move(wanted);
  }

  // Somebody took that very value back.
  bool refused(const Entry& entry, const PlainField& field, const PlainValue& wanted) const {
    return author_.source == domain::Source::microsoft &&
           entry.fields.refuses(field.name, "set", image_value(field, wanted).value_or(""));
  }

  static base::Id within(const PlainAsset& asset, const PlainField& field) {
    return field.within.empty() ? 0 : asset.value(field.within).id.value_or(0);
  }

  bool allowed(const Entry& entry, const PlainField& field, const PlainValue& current) const {
    const bool unset = field.kind == Kind::flag
                           ? current.text != "true" && !entry.fields.written.contains(field.name)
                           : !current.text && !current.id;
    return may_write(author_.source, entry.fields, field.name, unset);
  }

  bool overrules(const Entry& entry, const PlainField& field, const PlainPatch& patch,
                 const PlainValue& wanted) const {
    return author_.source == domain::Source::microsoft && patch.wins.contains(field.name) &&
           wanted.text && !entry.fields.locked(field.name);
  }

  void change_archived(Entry& entry, const PlainPatch& patch) {
    auto& current = entry.asset.archived_at;
    if (!patch.archived || *patch.archived == current.has_value() ||
        author_.source == domain::Source::microsoft)
      return;
    current = *patch.archived ? std::optional(now_) : std::nullopt;
    note(entry, *patch.archived ? "archive" : "restore", "", std::nullopt, std::nullopt);
  }

  void note(const Entry& entry, std::string op, std::string path, std::optional<std::string> old,
            std::optional<std::string> value) {
    Change row;
    row.at = now_;
    row.actor = domain::to_string(author_.source);
    row.account = author_.account;
    row.run = author_.run;
    row.decision = author_.decision;
    row.asset_kind = shape_.kind;
    row.asset = entry.asset.id;
    row.op = std::move(op);
    row.path = std::move(path);
    row.old_value = std::move(old);
    row.new_value = std::move(value);
    row.base_version = entry.created ? 0 : entry.asset.version;
    changes_.push_back(std::move(row));
  }

  // The fields' columns, then those that follow from them, then the rest.
  std::vector<std::string> columns() const {
    std::vector<std::string> all;
    for (const PlainField& field : shape_.fields) all.emplace_back(field.name);
    for (const DerivedColumn& column : shape_.derived) all.emplace_back(column.column);
    for (const char* name : {"version", "archived_at", "updated_at"}) all.emplace_back(name);
    return all;
  }
  db::Params values_of(const PlainAsset& asset) const {
    db::Params row;
    for (std::size_t i = 0; i < shape_.fields.size(); ++i)
      row.push_back(stored(shape_.fields[i], asset.values[i]));
    for (const DerivedColumn& column : shape_.derived) row.emplace_back(column.of(asset));
    row.emplace_back(asset.version);
    row.push_back(ms(asset.archived_at));
    row.push_back(ms(asset.updated_at));
    return row;
  }

  void insert() {
    std::vector<db::Params> rows;
    for (const auto id : order_) {
      const Entry& entry = entries_.at(id);
      if (!entry.created) continue;
      rows.push_back(values_of(entry.asset));
      rows.back().insert(rows.back().end(),
                         {id, entry.asset.organization, ms(entry.asset.created_at)});
    }
    if (rows.empty()) return;
    auto names = columns();
    names.insert(names.end(), {"id", "organization", "created_at"});
    std::vector<std::string> places;
    for (std::size_t i = 1; i <= names.size(); ++i) places.push_back(fmt::format("${}", i));
    c_.batch(fmt::format("INSERT INTO {} ({}) VALUES ({})", shape_.table, base::join(names, ", "),
                         base::join(places, ", ")),
             rows);
  }

  void update_rows() {
    std::vector<db::Params> rows;
    for (const auto id : order_) {
      const Entry& entry = entries_.at(id);
      if (entry.created) continue;
      rows.push_back(values_of(entry.asset));
      rows.back().emplace_back(id);
    }
    if (rows.empty()) return;
    std::vector<std::string> sets;
    for (const std::string& name : columns())
      sets.push_back(fmt::format("{} = ${}", name, sets.size() + 1));
    c_.batch(fmt::format("UPDATE {} SET {} WHERE id = ${}", shape_.table, base::join(sets, ", "),
                         sets.size() + 1),
             rows);
  }

  db::Connection& c_;
  const PlainShape& shape_;
  const Author& author_;
  base::Time now_;
  NamedRows names_;
  base::Id next_id_ = 0;
  bool rehearsal_ = false;
  std::unordered_map<base::Id, Entry> entries_;
  std::vector<base::Id> order_;  // what is to be written, in the order of the calls
  std::vector<Change> changes_;
  std::vector<FieldWritten> written_;
};

// A person who archives a linked asset has ruled that its records shall not make a new one.
void rule_never_create(db::Connection& c, const PlainShape& shape, const Author& author,
                       base::Id asset, base::Time now) {
  for (const auto& link : links_of_asset(c, shape.kind, asset)) {
    Decision decision;
    decision.tenant = link.tenant;
    decision.record = link.record;
    decision.verdict = "never_create";
    decision.asset_kind = shape.kind;
    decision.asset = asset;
    decision.account = author.account;
    decision.at = now;
    add_decision(c, decision);
  }
}

void check_organization(db::Connection& c, const PlainShape& shape, const Scope& scope,
                        const std::optional<base::Id>& id) {
  if (!id)
    throw Error(ErrorCode::invalid,
                fmt::format("A {} belongs to an organization. Name one.", shape.noun));
  const bool exists =
      scope.includes(*id) &&
      !c.query("SELECT 1 FROM organizations WHERE id = $1 AND archived_at IS NULL", {*id}).empty();
  if (!exists)
    throw Error(ErrorCode::invalid,
                "There is no such organization, or it is archived. Choose another.");
}

}  // namespace

PlainAsset create_plain(db::Connection& c, const PlainShape& shape, const Scope& scope,
                        const Author& author, const PlainPatch& values, base::Time now) {
  check_organization(c, shape, scope, values.organization);
  PlainBatch batch(c, shape, author, now);
  batch.reserve(1);
  const base::Id id = batch.create(values, *values.organization);
  batch.save();
  return find_plain(c, shape, scope, id).value();
}

PlainAsset update_plain(db::Connection& c, const PlainShape& shape, const Scope& scope,
                        const Author& author, base::Id id, const PlainPatch& patch,
                        std::optional<std::int64_t> expected_version, base::Time now,
                        bool* changed) {
  PlainBatch batch(c, shape, author, now);
  batch.load({id});
  if (!batch.has(id) || !scope.includes(batch.asset(id).organization))
    throw Error(ErrorCode::not_found,
                fmt::format("There is no such {}, or you may not see it.", shape.noun));
  if (expected_version && *expected_version != batch.asset(id).version)
    throw Error(ErrorCode::conflict,
                fmt::format("Somebody else changed this {} meanwhile. Reload it and try again.",
                            shape.noun));
  const bool was_archived = batch.asset(id).archived_at.has_value();
  const bool wrote = batch.update(id, patch);
  if (changed != nullptr) *changed = wrote;
  if (!wrote) return batch.asset(id);
  batch.save();
  if (!was_archived && batch.asset(id).archived_at) rule_never_create(c, shape, author, id, now);
  return batch.asset(id);
}

std::vector<PlainWritten> write_plain(db::Connection& c, const PlainShape& shape,
                                      const Author& author, const std::vector<PlainWrite>& writes,
                                      base::Time now) {
  check_write_size(writes.size());
  PlainBatch batch(c, shape, author, now);
  std::vector<base::Id> existing;
  for (const auto& write : writes)
    if (write.asset) existing.push_back(*write.asset);
  batch.load(existing);
  batch.reserve(static_cast<std::int64_t>(writes.size() - existing.size()));
  std::vector<PlainWritten> written;
  for (const auto& write : writes) {
    if (!write.asset) {
      written.push_back({batch.create(write.patch, write.patch.organization.value()), true, true});
      continue;
    }
    if (!batch.has(*write.asset) || batch.asset(*write.asset).archived_at)
      throw Error(ErrorCode::conflict,
                  fmt::format("A {} was archived during the sync.", shape.noun));
    written.push_back({*write.asset, false, batch.update(*write.asset, write.patch)});
  }
  batch.save();
  return written;
}

void restore_plain(db::Connection& c, const PlainShape& shape, const std::vector<UndoAsset>& assets,
                   base::Time now) {
  check_write_size(assets.size());
  const Author nobody;
  PlainBatch batch(c, shape, nobody, now);
  std::vector<base::Id> ids;
  for (const UndoAsset& asset : assets) ids.push_back(asset.id);
  batch.load(ids);
  for (const UndoAsset& asset : assets) batch.replace(asset);
  batch.save();
}

std::vector<PlainWritten> rehearse_plain(db::Connection& c, const PlainShape& shape,
                                         const Author& author,
                                         const std::vector<PlainWrite>& writes, base::Time now) {
  check_write_size(writes.size());
  PlainBatch batch(c, shape, author, now);
  batch.rehearse();
  std::vector<base::Id> ids;
  for (const auto& write : writes) ids.push_back(write.asset.value());
  batch.load(ids);
  std::vector<PlainWritten> out;
  for (const auto& write : writes) {
    const bool there = batch.has(*write.asset) && !batch.asset(*write.asset).archived_at;
    out.push_back({*write.asset, false, there && batch.update(*write.asset, write.patch)});
  }
  return out;
}

}  // namespace reeve::store

// Merging contacts, and splitting them again.
#include "store/merges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "domain/contact.h"
#include "store/changes.h"
#include "store/contact_image.h"
#include "store/contact_restore.h"
#include "store/ids.h"
#include "store/merge_moves.h"
#include "store/merge_rulings.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxMerged = 1'000;  // assets in one
constexpr std::size_t kMaxEntries = 500;   // addresses of one contact
constexpr std::array<std::string_view, 6> kValues{"first_name",   "last_name", "title",
                                                  "contact_type", "notes",     "important"};
constexpr std::array<std::string_view, 2> kLists{"emails", "phones"};

[[noreturn]] void invalid(std::string sentence) {
  throw Error(ErrorCode::invalid, std::move(sentence));
}

struct Pair {
  ContactState survivor, other;
};

Pair pair_of(db::Connection& c, const Scope& scope, const MergeOf& of, bool writing) {
  if (of.survivor == of.other) invalid("A contact cannot be merged with itself. Choose another.");
  auto states = contact_states(c, {of.survivor, of.other}, writing);
  const auto seen = [&](const ContactState& one) {
    return scope.includes(one.contact.organization);
  };
  if (states.size() != 2 || !std::ranges::all_of(states, seen))
    throw Error(ErrorCode::not_found, "There is no such contact, or you may not see it.");
  if (states[0].contact.organization != states[1].contact.organization)
    invalid("Only contacts of one organization can be merged.");
  for (const auto& one : states)
    if (one.contact.archived_at)
      invalid(fmt::format("{} is archived. Restore it before you merge it.",
                          domain::full_name(one.contact)));
  return {std::move(states[0]), std::move(states[1])};
}

// What merging makes of the survivor.
class Merging {
 public:
  Merging(const Pair& pair, const MergeOf& of)
      : of_(of), survivor_(image_of(pair.survivor)), other_(image_of(pair.other)), now_(survivor_) {
    check_choices();
    for (const auto field : kValues) take_value(std::string(field));
    for (const auto list : kLists) take_list(std::string(list));
  }

  const AssetImage& before() const { return survivor_; }
  const AssetImage& after() const { return now_; }
  const MergeEffect& effect() const { return effect_; }

 private:
  void check_choices() const {
    for (const auto& [field, side] : of_.fields) {
      const bool known = std::ranges::find(kValues, field) != kValues.end() ||
                         field == "primary_email" || field == "primary_phone";
      if (!known) invalid(fmt::format("\"{}\" is no field that one can choose.", field));
      if (side != "survivor" && side != "other")
        invalid(fmt::format("Choose \"survivor\" or \"other\" for {}.", field));
    }
  }

  bool takes_other(const std::string& field, bool survivor_has, bool other_has) const {
    const auto chosen = of_.fields.find(field);
    if (chosen == of_.fields.end()) return !survivor_has && other_has;
    return chosen->second == "other";
  }

  static std::optional<std::string> value_of(const AssetImage& image, const std::string& field) {
    const auto value = image.values.at(field);
    return field == "important" && value == "false" ? std::nullopt : value;
  }

  void note(const std::string& field, const std::optional<std::string>& a,
            const std::optional<std::string>& b, bool other) {
    effect_.fields.push_back({field, a, b, other ? b : a, other ? "other" : "survivor",
                              a.has_value() && b.has_value() && a != b});
  }

  void source_from_other(const std::string& field) {
    const auto found = other_.sources.find(field);
    if (found == other_.sources.end())
      now_.sources.erase(field);
    else
      now_.sources[field] = found->second;
  }

  void take_value(const std::string& field) {
    const auto a = value_of(survivor_, field), b = value_of(other_, field);
    const bool other = takes_other(field, a.has_value(), b.has_value());
    note(field, a, b, other);
    if (!other || a == b) return;
    now_.values[field] = other_.values.at(field);
    source_from_other(field);
  }

  static const ImageEntry* primary_in(const ImageList& list) {
    const auto found = std::ranges::find(list, true, &ImageEntry::primary);
    return found == list.end() ? nullptr : &*found;
  }

  // All entries of both; one of them is the primary one.
  void take_list(const std::string& name) {
    const ImageList &a = survivor_.lists.at(name), &b = other_.lists.at(name);
    const std::string field = primary_path(name);
    const auto *first = primary_in(a), *second = primary_in(b);
    const auto text = [](const ImageEntry* entry) {
      return entry ? std::optional(entry->text("value")) : std::nullopt;
    };
    const bool other = takes_other(field, first != nullptr, second != nullptr) && second != nullptr;
    note(field, text(first), text(second), other);
    ImageList all = a;
    for (const ImageEntry& entry : b) {
      if (std::ranges::find(all, entry.key, &ImageEntry::key) != all.end()) continue;
      all.push_back(entry);
      all.back().primary = false;
      ++(name == "emails" ? effect_.emails : effect_.phones);
    }
    if (all.size() > kMaxEntries)
      invalid("Both together have more than 500 addresses or phone numbers. Remove some first.");
    const std::string primary = other ? second->key : first ? first->key : std::string();
    for (ImageEntry& entry : all) entry.primary = entry.key == primary;
    if (!all.empty() && primary_in(all) == nullptr) all.front().primary = true;
    if (all == a) return;
    now_.lists[name] = std::move(all);
    if (!now_.sources.contains(name)) source_from_other(name);
    if (other) source_from_other(field);
  }

  const MergeOf& of_;
  AssetImage survivor_, other_, now_;
  MergeEffect effect_;
};

Change change_of(const Author& author, base::Id contact, std::int64_t version, base::Time now) {
  Change row;
  row.at = now;
  row.actor = domain::to_string(author.source);
  row.account = author.account;
  row.asset_kind = domain::kContact;
  row.asset = contact;
  row.base_version = version;
  return row;
}

// The survivor's values, their history, and a row that says why.
void save_survivor(db::Connection& c, const Author& author, const ContactState& was,
                   const AssetImage& now_image, ImageRow why, base::Time now) {
  const auto change = difference(image_of(was), now_image);
  ContactState state = was;
  restore(state, now_image);
  restore_contacts(c, {state}, now);
  std::vector<Change> rows;
  const auto parts = rows_of(change);
  for (const ImageRow& part : parts) {
    rows.push_back(change_of(author, was.contact.id, was.contact.version + 1, now));
    rows.back().op = part.op;
    rows.back().path = part.path;
    rows.back().old_value = part.old_value;
    rows.back().new_value = part.new_value;
  }
  if (!rows.empty())
    rows.front().image = {to_json(change.before), to_json(change.after),
                          static_cast<std::int64_t>(rows.size())};
  rows.push_back(change_of(author, was.contact.id, was.contact.version + 1, now));
  rows.back().op = std::move(why.op);
  rows.back().path = std::move(why.path);
  rows.back().old_value = std::move(why.old_value);
  rows.back().new_value = std::move(why.new_value);
  add_changes(c, rows);
}

// Merged into `survivor`, or on its own again.
void save_other(db::Connection& c, const Author& author, base::Id other,
                std::optional<base::Id> survivor, std::optional<base::Time> archived,
                base::Time now) {
  c.execute(
      "UPDATE contacts SET merged_into = $1, archived_at = $2, version = version + 1, updated_at = "
      "$3 WHERE id = $4",
      {db::opt(survivor), ms(archived), ms(now), other});
  c.execute("DELETE FROM id_aliases WHERE kind = 'contact' AND old_id = $1", {other});
  if (survivor)
    c.execute("INSERT INTO id_aliases (kind, old_id, asset) VALUES ('contact', $1, $2)",
              {other, *survivor});
  const auto version =
      c.query("SELECT version FROM contacts WHERE id = $1", {other}).front().integer(0);
  std::vector<Change> rows{change_of(author, other, version, now)};
  rows.front().op = "set";
  rows.front().path = "merged_into";
  if (survivor) rows.front().new_value = std::to_string(*survivor);
  add_changes(c, rows);
}

Merge merge_from(const db::Row& row) {
  Merge merge;
  merge.id = row.integer(0);
  merge.survivor = row.integer(1);
  merge.other = row.integer(2);
  merge.account = row.optional_integer(3);
  merge.at = time_at(row, 4);
  return merge;
}

}  // namespace

std::vector<base::Id> merged_assets(db::Connection& c, std::string_view asset_kind,
                                    base::Id asset) {
  std::vector<base::Id> all{asset};
  for (std::size_t at = 0; at < all.size() && all.size() < kMaxMerged; ++at)
    for (const auto& row :
         c.query("SELECT other FROM merges WHERE asset_kind = $1 AND survivor = $2 AND split_at IS "
                 "NULL ORDER BY id",
                 {std::string(asset_kind), all[at]}))
      all.push_back(row.integer(0));
  all.erase(all.begin());
  return all;
}

base::Id current_contact(db::Connection& c, base::Id id) {
  for (std::size_t i = 0; i < kMaxMerged; ++i) {
    const auto rows =
        c.query("SELECT asset FROM id_aliases WHERE kind = 'contact' AND old_id = $1", {id});
    if (rows.empty()) break;
    id = rows.front().integer(0);
  }
  return id;
}

MergeEffect preview_merge(db::Connection& c, const Scope& scope, const MergeOf& of) {
  const Pair pair = pair_of(c, scope, of, false);
  MergeEffect effect = Merging(pair, of).effect();
  const MoveCounts moves = count_moves(c, of.other);
  effect.links = moves.links;
  effect.relations = moves.relations;
  effect.reviews = moves.reviews;
  effect.others = moves.others;
  return effect;
}

Merge merge_contacts(db::Connection& c, const Scope& scope, const Author& author, const MergeOf& of,
                     base::Time now) {
  const Pair pair = pair_of(c, scope, of, true);
  const Merging merging(pair, of);
  Merge merge;
  merge.id = next_ids(c, "merges");
  merge.survivor = of.survivor;
  merge.other = of.other;
  merge.other_name = domain::full_name(pair.other.contact);
  merge.account = author.account;
  merge.at = now;
  const auto change = difference(merging.before(), merging.after());
  c.execute(
      "INSERT INTO merges (id, asset_kind, survivor, other, account, at, before, after, "
      "was_archived_at) VALUES ($1, 'contact', $2, $3, $4, $5, $6, $7, $8)",
      {merge.id, of.survivor, of.other, db::opt(author.account), ms(now), to_json(change.before),
       to_json(change.after), ms(pair.other.contact.archived_at)});
  save_survivor(c, author, pair.survivor, merging.after(),
                {"add", "merged", std::nullopt, merge.other_name}, now);
  move_all(c, merge.id, of.survivor, of.other, of.primary_record);
  copy_rulings(c, merge.id, of.survivor, of.other);
  save_other(c, author, of.other, of.survivor, now, now);
  return merge;
}

std::vector<Merge> merges_of(db::Connection& c, base::Id survivor) {
  std::vector<Merge> merges;
  for (const auto& row : c.query(
           "SELECT m.id, m.survivor, m.other, m.account, m.at FROM merges m WHERE m.asset_kind = "
           "'contact' AND m.survivor = $1 AND m.split_at IS NULL ORDER BY m.id DESC",
           {survivor})) {
    merges.push_back(merge_from(row));
    for (const auto& state : contact_states(c, {merges.back().other}, false))
      merges.back().other_name = domain::full_name(state.contact);
  }
  return merges;
}

std::vector<std::string> split_contact(db::Connection& c, const Scope& scope, const Author& author,
                                       base::Id id, base::Time now) {
  const auto rows = c.query(
      "SELECT survivor, other, before, after, was_archived_at FROM merges WHERE id = $1 AND "
      "split_at IS NULL",
      {id});
  const auto states = rows.empty()
                          ? std::vector<ContactState>{}
                          : contact_states(c, {rows[0].integer(0), rows[0].integer(1)}, true);
  if (states.size() != 2 || !scope.includes(states.front().contact.organization))
    throw Error(ErrorCode::not_found, "There is nothing to be split off any more.");
  const auto& [survivor, other] = std::tie(states[0], states[1]);
  if (survivor.contact.merged_into)
    throw Error(ErrorCode::conflict,
                "This contact was merged into another one since. Split it off there first.");
  AssetImage image = image_of(survivor);
  const auto back = take_back(
      image, {image_from_json(rows[0].text(2)), image_from_json(rows[0].text(3))}, std::nullopt);
  const std::string name = domain::full_name(other.contact);
  save_survivor(c, author, survivor, image, {"remove", "merged", name, std::nullopt}, now);
  save_other(c, author, other.contact.id, std::nullopt, optional_time(rows[0], 4), now);
  move_back(c, id, survivor.contact.id, other.contact.id);
  forget_rulings(c, id, survivor.contact.id);
  c.execute("UPDATE merges SET split_at = $1, split_by = $2 WHERE id = $3",
            {ms(now), db::opt(author.account), id});
  return back.stayed;
}

}  // namespace reeve::store

// Moves, unlinks and asks, one transaction a tenant.
#include "store/rematches.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "domain/asset.h"
#include "store/asset_tables.h"
#include "store/changes.h"
#include "store/contacts.h"
#include "store/ids.h"
#include "store/links.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::Id;

// Made by a sync, and only ever written by it; a move to another organization is no edit.
std::string untouched(std::string_view kind) {
  return fmt::format(
      "NOT EXISTS (SELECT 1 FROM changes h WHERE h.asset_kind = '{0}' AND h.asset = k.id AND "
      "h.actor <> 'microsoft' AND NOT (h.op = 'set' AND h.path = 'organization')) AND NOT EXISTS "
      "(SELECT 1 FROM field_sources f WHERE f.asset_kind = '{0}' AND f.asset = k.id AND f.source "
      "<> 'microsoft') AND NOT EXISTS (SELECT 1 FROM locks p WHERE p.asset_kind = '{0}' AND "
      "p.asset = k.id)",
      kind);
}
std::string made_by_sync(std::string_view kind) {
  return fmt::format(
      "EXISTS (SELECT 1 FROM changes h WHERE h.asset_kind = '{0}' AND h.asset = k.id AND h.op = "
      "'create' AND h.actor = 'microsoft')",
      kind);
}
// Users of another tenant have it, too: it is not this tenant's to take along.
std::string elsewhere(std::string_view kind) {
  return fmt::format(
      "EXISTS (SELECT 1 FROM links o WHERE o.asset_kind = '{}' AND o.asset = k.id AND o.tenant <> "
      "l.tenant)",
      kind);
}

struct Hanging {
  RematchAsset asset;
  Link link;
  Id organization = 0;
  std::int64_t version = 0;
};

std::string act_of(const db::Row& row) {
  const bool made = row.boolean(15), clean = row.boolean(16), other = row.boolean(17),
             archived = row.boolean(18), taken = row.boolean(19);
  if (!made || other || archived || taken) return "unlink";
  return clean ? "move" : "ask";
}

// A kept flexible asset is the only one of its key in an organization.
std::string key_taken(std::string_view kind) {
  if (kind != domain::kFlexibleAsset) return "1 = 0";
  return "EXISTS (SELECT 1 FROM flexible_assets q WHERE q.organization = $1 AND q.type = k.type "
         "AND "
         "q.sync_key = k.sync_key)";
}

void read_kind(db::Connection& c, const AssetTable& kind, Id tenant, Id organization,
               std::vector<Hanging>& out) {
  const auto rows = c.query(
      fmt::format(
          "SELECT l.id, l.asset, {}, l.type, l.record, l.role, l.reason, l.confidence, "
          "l.applied_hash, l.mapping_revision, l.created_by_run, l.created_at, "
          "k.organization, k.version, l.asset_kind, CASE WHEN {} THEN 1 ELSE 0 END, CASE "
          "WHEN {} THEN 1 ELSE 0 END, CASE WHEN {} THEN 1 ELSE 0 END, CASE WHEN "
          "k.archived_at IS NULL THEN 0 ELSE 1 END, CASE WHEN {} THEN 1 ELSE 0 END FROM "
          "links l JOIN {} k ON k.id = l.asset WHERE k.organization <> $1 AND l.tenant = $2 "
          "AND l.asset_kind = $3 ORDER BY l.id",
          kind.title, made_by_sync(kind.kind), untouched(kind.kind), elsewhere(kind.kind),
          key_taken(kind.kind), kind.table),
      {organization, tenant, std::string(kind.kind)});
  for (const auto& row : rows) {
    Hanging one;
    one.asset = {std::string(kind.kind), row.integer(1), row.text(2), act_of(row)};
    Link& link = one.link;
    link.id = row.integer(0);
    link.tenant = tenant;
    link.asset = one.asset.id;
    link.type = row.text(3);
    link.record = row.integer(4);
    link.role = row.text(5);
    link.reason = row.text(6);
    link.confidence = row.real(7);
    link.applied_hash = row.optional_text(8);
    link.mapping_revision = row.integer(9);
    link.created_by_run = row.optional_integer(10);
    link.created_at = time_at(row, 11);
    link.asset_kind = kind.kind;
    one.organization = row.integer(12);
    one.version = row.integer(13);
    out.push_back(std::move(one));
  }
}

std::vector<Hanging> hanging(db::Connection& c, Id tenant, Id organization) {
  std::vector<Hanging> out;
  for (const AssetTable& kind : all_asset_tables()) read_kind(c, kind, tenant, organization, out);
  return out;
}

const AssetTable& kind_named(std::string_view name) {
  const AssetTable* found = find_asset_table(name);
  if (found == nullptr) throw Error(ErrorCode::internal, "No such kind of asset.");
  return *found;
}

Change change_of(std::string_view kind, Id asset, std::int64_t version, std::optional<Id> account,
                 base::Time now) {
  Change change;
  change.at = now;
  change.actor = domain::to_string(domain::Source::person);
  change.account = account;
  change.asset_kind = kind;
  change.asset = asset;
  change.base_version = version;
  return change;
}

struct Move {
  std::string kind;
  Id asset = 0;
  Id from = 0;
  std::int64_t version = 0;
};

// With history, as a person's decision.
void move_assets(db::Connection& c, const std::vector<Move>& moves, Id to,
                 std::optional<Id> account, base::Time now) {
  std::vector<Change> changes;
  for (const Move& one : moves) {
    c.execute(fmt::format("UPDATE {} SET organization = $1, version = version + 1, updated_at = $2 "
                          "WHERE id = $3",
                          kind_named(one.kind).table),
              {to, ms(now), one.asset});
    Change change = change_of(one.kind, one.asset, one.version, account, now);
    change.op = "set";
    change.path = "organization";
    change.old_value = std::to_string(one.from);
    change.new_value = std::to_string(to);
    changes.push_back(std::move(change));
    // Relations stand where the first of both stands.
    c.execute(
        "UPDATE related_items SET organization = $1 WHERE (a_kind = $2 AND a = $3) OR (b_kind = $4 "
        "AND b = $5)",
        {to, one.kind, one.asset, one.kind, one.asset});
  }
  add_changes(c, changes);
}

void open_review(db::Connection& c, const Hanging& one, Id to, base::Time now) {
  const base::json::object detail{{"asset-kind", one.asset.kind},
                                  {"asset-id", one.asset.id},
                                  {"title", one.asset.name},
                                  {"from-organization-id", one.organization},
                                  {"to-organization-id", to}};
  const std::string sentence = fmt::format(
      "{} was made by the sync and edited by people since. Its tenant has another organization "
      "now. "
      "Choose whether it moves along or stays.",
      one.asset.name);
  c.execute(
      "INSERT INTO reviews (id, tenant, run, kind, record, sentence, detail, state, created_at) "
      "VALUES ($1, $2, NULL, $3, $4, $5, $6, 'open', $7)",
      {next_ids(c, "reviews"), one.link.tenant, std::string(kMovedAsset), one.link.record, sentence,
       base::to_json(detail), ms(now)});
}

void write_down(db::Connection& c, Id rematch, const std::vector<Hanging>& all) {
  std::vector<db::Params> rows;
  for (const Hanging& one : all)
    rows.push_back({rematch, one.asset.kind, one.asset.id, one.asset.act, one.organization,
                    one.link.id, one.link.type, one.link.record, one.link.role, one.link.reason,
                    one.link.confidence, db::opt(one.link.applied_hash), one.link.mapping_revision,
                    db::opt(one.link.created_by_run), ms(one.link.created_at)});
  c.batch(
      "INSERT INTO rematch_assets (rematch, asset_kind, asset, act, from_organization, link, type, "
      "record, role, reason, confidence, applied_hash, mapping_revision, created_by_run, "
      "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
      rows);
}

constexpr std::string_view kRematchColumns =
    "id, tenant, from_organization, to_organization, at, undone_at";

Rematch rematch_from(const db::Row& row) {
  Rematch out;
  out.id = row.integer(0);
  out.tenant = row.integer(1);
  out.from = row.optional_integer(2);
  out.to = row.integer(3);
  out.at = time_at(row, 4);
  out.undone_at = optional_time(row, 5);
  return out;
}

// ---- undoing ----

// What was linked in the new organization since: its links go, and what the sync made for them and
// nobody edited is archived.
void take_back_new(db::Connection& c, const Rematch& rematch, std::optional<Id> account,
                   base::Time now) {
  Author author;
  author.account = account;
  for (const AssetTable& kind : all_asset_tables()) {
    const auto rows = c.query(
        fmt::format(
            "SELECT l.id, k.id, CASE WHEN {} AND {} AND NOT {} AND k.archived_at IS NULL "
            "THEN 1 ELSE 0 END FROM links l JOIN {} k ON k.id = l.asset WHERE l.tenant = "
            "$1 AND l.asset_kind = $2 AND k.organization = $3 AND NOT EXISTS (SELECT 1 FROM "
            "rematch_assets a WHERE a.rematch = $4 AND a.asset_kind = l.asset_kind AND "
            "a.asset = l.asset AND a.record = l.record) ORDER BY l.id",
            made_by_sync(kind.kind), untouched(kind.kind), elsewhere(kind.kind), kind.table),
        {rematch.tenant, std::string(kind.kind), rematch.to, rematch.id});
    std::vector<db::Params> links;
    std::vector<Change> changes;
    for (const auto& row : rows) {
      links.push_back({row.integer(0)});
      if (!row.boolean(2)) continue;
      c.execute(fmt::format("UPDATE {} SET archived_at = $1, version = version + 1, updated_at = "
                            "$2 WHERE id = $3",
                            kind.table),
                {ms(now), ms(now), row.integer(1)});
      changes.push_back(change_of(kind.kind, row.integer(1), 0, account, now));
      changes.back().op = "archive";
    }
    c.batch("DELETE FROM links WHERE id = $1", links);
    add_changes(c, changes);
  }
}

void put_assets_back(db::Connection& c, const Rematch& rematch, std::optional<Id> account,
                     base::Time now) {
  for (const AssetTable& kind : all_asset_tables()) {
    std::vector<Move> moves;
    std::set<Id> seen;
    for (const auto& row :
         c.query(fmt::format(
                     "SELECT k.id, a.from_organization, k.version FROM rematch_assets a JOIN {} "
                     "k ON k.id = a.asset WHERE a.rematch = $1 AND a.asset_kind = $2 AND "
                     "k.organization = $3 AND a.from_organization <> $4 ORDER BY a.link",
                     kind.table),
                 {rematch.id, std::string(kind.kind), rematch.to, rematch.to}))
      if (seen.insert(row.integer(0)).second)
        moves.push_back({std::string(kind.kind), row.integer(0), row.integer(1), row.integer(2)});
    for (const Move& one : moves) {
      Move back = one;
      back.from = rematch.to;
      move_assets(c, {back}, one.from, account, now);
    }
  }
}

void put_links_back(db::Connection& c, const Rematch& rematch) {
  c.execute(
      "INSERT INTO links (id, tenant, type, record, asset_kind, asset, role, reason, confidence, "
      "applied_hash, mapping_revision, created_by_run, created_at) SELECT a.link, m.tenant, "
      "a.type, "
      "a.record, a.asset_kind, a.asset, a.role, a.reason, a.confidence, a.applied_hash, "
      "a.mapping_revision, a.created_by_run, a.created_at FROM rematch_assets a JOIN rematches m "
      "ON "
      "m.id = a.rematch WHERE a.rematch = $1 AND NOT EXISTS (SELECT 1 FROM links l WHERE l.record "
      "= "
      "a.record AND l.asset_kind = a.asset_kind) AND NOT EXISTS (SELECT 1 FROM links l WHERE "
      "l.tenant = m.tenant AND l.type = a.type AND l.asset_kind = a.asset_kind AND l.asset = "
      "a.asset "
      "AND l.role = 'primary' AND a.role = 'primary')",
      {rematch.id});
}

void put_tenant_back(db::Connection& c, const Rematch& rematch, base::Time now) {
  c.execute(
      "UPDATE tenants SET organization = (SELECT m.from_organization FROM rematches m WHERE m.id = "
      "$1), matched_how = (SELECT m.from_how FROM rematches m WHERE m.id = $1), matched_by = "
      "(SELECT "
      "m.from_by FROM rematches m WHERE m.id = $1), matched_at = (SELECT m.from_at FROM rematches "
      "m "
      "WHERE m.id = $1), first_sync_accepted_at = (SELECT m.first_sync_accepted_at FROM rematches "
      "m "
      "WHERE m.id = $1), first_sync_accepted_by = (SELECT m.first_sync_accepted_by FROM rematches "
      "m "
      "WHERE m.id = $1), state = CASE WHEN (SELECT m.from_organization FROM rematches m WHERE m.id "
      "= "
      "$1) IS NULL THEN 'read' ELSE 'active' END, updated_at = $2, version = version + 1 WHERE id "
      "= "
      "$3",
      {rematch.id, ms(now), rematch.tenant});
}

}  // namespace

RematchEffect rematch_effect(db::Connection& c, Id tenant, Id organization) {
  RematchEffect out;
  for (Hanging& one : hanging(c, tenant, organization)) {
    ++(one.asset.act == "move" ? out.moves : one.asset.act == "ask" ? out.asks : out.unlinks);
    out.assets.push_back(std::move(one.asset));
  }
  std::ranges::stable_sort(out.assets, {}, [](const RematchAsset& one) {
    return std::tuple(one.act != "ask", one.act, one.name);
  });
  if (out.assets.size() > kMaxRematchShown) out.assets.resize(kMaxRematchShown);
  return out;
}

std::optional<Id> carry_over(db::Connection& c, Id tenant, Id organization,
                             std::optional<Id> account, base::Time now) {
  const auto all = hanging(c, tenant, organization);
  const auto tenants = c.query(
      "SELECT organization, matched_how, matched_by, matched_at, first_sync_accepted_at, "
      "first_sync_accepted_by FROM tenants WHERE id = $1",
      {tenant});
  if (tenants.empty()) throw Error(ErrorCode::not_found, "There is no such tenant.");
  const db::Row& before = tenants.front();
  const auto from = before.optional_integer(0);
  if (from == organization || (!from && all.empty())) return std::nullopt;
  const Id id = next_ids(c, "rematches");
  c.execute(
      "INSERT INTO rematches (id, tenant, from_organization, to_organization, from_how, from_by, "
      "from_at, first_sync_accepted_at, first_sync_accepted_by, account, at) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7, $8, $9, $10, $11)",
      {id, tenant, db::opt(from), organization, before.value(1), before.value(2), before.value(3),
       before.value(4), before.value(5), db::opt(account), ms(now)});
  write_down(c, id, all);
  c.execute(
      "UPDATE reviews SET state = 'obsolete', decided_at = $1 WHERE tenant = $2 AND kind = $3 AND "
      "state = 'open'",
      {ms(now), tenant, std::string(kMovedAsset)});
  std::vector<Move> moves;
  std::set<std::pair<std::string, Id>> seen;
  for (const Hanging& one : all) {
    if (!seen.emplace(one.asset.kind, one.asset.id).second) continue;
    if (one.asset.act == "move")
      moves.push_back({one.asset.kind, one.asset.id, one.organization, one.version});
    if (one.asset.act == "ask") open_review(c, one, organization, now);
  }
  move_assets(c, moves, organization, account, now);
  return id;
}

std::string kept_links() {
  return fmt::format(
      "NOT EXISTS (SELECT 1 FROM reviews v WHERE v.tenant = l.tenant AND v.record = l.record AND "
      "v.kind = '{}' AND v.state = 'open')",
      kMovedAsset);
}

std::optional<Rematch> last_rematch(db::Connection& c, Id tenant) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM rematches WHERE tenant = $1 ORDER BY id DESC LIMIT 1",
                          kRematchColumns),
              {tenant});
  return rows.empty() ? std::nullopt : std::optional(rematch_from(rows.front()));
}

void undo_rematch(db::Connection& c, Id id, std::optional<Id> account, base::Time now) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM rematches WHERE id = $1", kRematchColumns), {id});
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no such change of a match.");
  const Rematch rematch = rematch_from(rows.front());
  const auto tenant =
      c.query("SELECT organization FROM tenants WHERE id = $1", {rematch.tenant}).front();
  const auto newest = last_rematch(c, rematch.tenant);
  if (rematch.undone_at || newest->id != id || tenant.optional_integer(0) != rematch.to)
    throw Error(
        ErrorCode::conflict,
        "This change of the match is undone already, or the tenant was matched again since. "
        "Look at the tenant and change its match from there.");
  take_back_new(c, rematch, account, now);
  put_assets_back(c, rematch, account, now);
  put_links_back(c, rematch);
  c.execute(
      "UPDATE reviews SET state = 'obsolete', decided_at = $1 WHERE tenant = $2 AND kind = $3 AND "
      "state = 'open'",
      {ms(now), rematch.tenant, std::string(kMovedAsset)});
  put_tenant_back(c, rematch, now);
  Decision decision;
  decision.tenant = rematch.tenant;
  decision.verdict = "match_tenant";
  if (rematch.from) decision.asset_kind = domain::kOrganization;
  decision.asset = rematch.from;
  decision.account = account;
  decision.at = now;
  add_decision(c, decision);
  c.execute("UPDATE rematches SET undone_at = $1, undone_by = $2 WHERE id = $3",
            {ms(now), db::opt(account), id});
}

void decide_moved(db::Connection& c, Id review, bool move, std::optional<Id> account,
                  base::Time now) {
  const auto rows =
      c.query("SELECT tenant, record, detail, kind FROM reviews WHERE id = $1", {review});
  if (rows.empty() || rows.front().text(3) != kMovedAsset)
    throw Error(ErrorCode::invalid, "This review does not ask whether an asset moves.");
  decide_review(c, review, account, now);
  const auto detail = base::parse_json(rows.front().text(2), "The review");
  const std::string kind = base::text_member(detail, "asset-kind");
  const Id asset = base::optional_integer(detail, "asset-id").value_or(0);
  const Id to = base::optional_integer(detail, "to-organization-id").value_or(0);
  const auto now_at = c.query(
      fmt::format("SELECT organization, version FROM {} WHERE id = $1", kind_named(kind).table),
      {asset});
  if (now_at.empty()) return;
  if (move) {
    move_assets(c, {{kind, asset, now_at.front().integer(0), now_at.front().integer(1)}}, to,
                account, now);
    return;
  }
  const auto links = c.query(
      "SELECT l.id, l.type, r.external_id FROM links l JOIN records r ON r.id = l.record WHERE "
      "l.tenant = $1 AND l.asset_kind = $2 AND l.asset = $3",
      {rows.front().integer(0), kind, asset});
  std::vector<Change> changes;
  for (const auto& link : links) {
    changes.push_back(change_of(kind, asset, now_at.front().integer(1), account, now));
    changes.back().op = "unlink";
    changes.back().path = link.text(1);
    changes.back().old_value = link.text(2);
    c.execute("DELETE FROM links WHERE id = $1", {link.integer(0)});
  }
  add_changes(c, changes);
}

}  // namespace reeve::store

// Unties records from assets, ties them again, and keeps in mind what people ruled by it.
#include "store/undo_ties.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "store/rows.h"

#include <boost/json/object.hpp>

namespace reeve::store {
namespace {

namespace json = base::json;

json::value nullable(const std::optional<base::Id>& id) {
  return id ? json::value(*id) : json::value();
}

std::string link_json(const Link& link, const std::vector<base::Id>& promoted) {
  json::object out;
  out["tenant"] = link.tenant;
  out["record"] = link.record;
  out["role"] = json::string(link.role);
  out["reason"] = json::string(link.reason);
  out["confidence"] = link.confidence;
  out["applied-hash"] =
      link.applied_hash ? json::value(json::string(*link.applied_hash)) : json::value();
  out["mapping-revision"] = link.mapping_revision;
  out["created-by-run"] = nullable(link.created_by_run);
  out["created-at"] = base::to_ms(link.created_at);
  json::array ids;
  for (const base::Id id : promoted) ids.emplace_back(id);
  out["promoted"] = std::move(ids);
  return base::to_json(out);
}

Link link_from(const json::value& text, const Change& row) {
  Link link;
  link.tenant = base::optional_integer(text, "tenant").value_or(0);
  link.record = base::optional_integer(text, "record").value_or(0);
  link.type = row.path;
  link.asset_kind = row.asset_kind;
  link.asset = row.asset;
  link.role = base::text_member(text, "role", "primary");
  link.reason = base::text_member(text, "reason", "chosen");
  const auto& confidence = base::member(text, "confidence");
  link.confidence = confidence.is_number() ? confidence.to_number<double>() : 1;
  link.applied_hash = base::optional_text(text, "applied-hash");
  link.mapping_revision = base::optional_integer(text, "mapping-revision").value_or(0);
  link.created_by_run = base::optional_integer(text, "created-by-run");
  link.created_at = base::from_ms(base::optional_integer(text, "created-at").value_or(0));
  return link;
}

std::vector<base::Id> promoted_in(const json::value& text) {
  std::vector<base::Id> ids;
  if (const auto* all = base::member(text, "promoted").if_array())
    for (const auto& one : *all)
      if (one.is_int64()) ids.push_back(one.as_int64());
  return ids;
}

// Those that gave way to the link in its run speak for the asset again.
std::vector<base::Id> promote_after(db::Connection& c, const Link& link) {
  std::vector<base::Id> ids;
  if (link.role != "primary" || !link.created_by_run) return ids;
  for (const auto& row :
       c.query("SELECT l.id FROM links l WHERE l.asset_kind = $1 AND l.asset = $2 AND l.tenant = "
               "$3 AND l.yielded_run = $4 AND l.role = 'additional' ORDER BY l.id",
               {link.asset_kind, link.asset, link.tenant, *link.created_by_run})) {
    const auto promoted = c.execute(
        "UPDATE links SET role = 'primary' WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM links o "
        "WHERE o.tenant = links.tenant AND o.type = links.type AND o.asset_kind = "
        "links.asset_kind AND o.asset = links.asset AND o.role = 'primary')",
        {row.integer(0)});
    if (promoted == 1) ids.push_back(row.integer(0));
  }
  return ids;
}

std::vector<std::pair<Link, std::string>> links_with_ids(db::Connection& c, const std::string& kind,
                                                         base::Id asset) {
  std::vector<std::pair<Link, std::string>> out;
  for (auto& link : links_of_asset(c, kind, asset)) {
    const auto rows = c.query("SELECT external_id FROM records WHERE id = $1", {link.record});
    out.emplace_back(std::move(link), rows.empty() ? std::string() : rows.front().text(0));
  }
  return out;
}

base::Id rule(db::Connection& c, const TieAuthor& author, const Link& link) {
  Decision decision;
  decision.tenant = link.tenant;
  decision.record = link.record;
  decision.verdict = author.verdict;
  decision.asset_kind = link.asset_kind;
  // "Never link" without an asset: to no other one either, else the next sync would make a second
  // contact of the person.
  if (author.verdict != "never_link") decision.asset = link.asset;
  decision.account = author.account;
  decision.at = author.now;
  return add_decision(c, decision);
}

}  // namespace

std::string why_it_stays(db::Connection& c, const std::vector<const Change*>& rows) {
  const Change& any = *rows.front();
  std::set<base::Id> own;
  base::Id creation = 0;
  for (const Change* row : rows) {
    own.insert(row->id);
    if (row->op == "create") creation = row->id;
  }
  for (const auto& row : c.query(
           "SELECT id, actor, op FROM changes WHERE asset_kind = $1 AND asset = $2 AND id > $3 AND "
           "undone_by IS NULL AND undo IS NULL AND path <> 'organization' ORDER BY id",
           {any.asset_kind, any.asset, creation})) {
    if (own.contains(row.integer(0))) continue;
    if (row.text(1) != "microsoft") return "edited";
    if (row.text(2) == "link") return "linked_since";
  }
  const bool locked = !c.query("SELECT 1 FROM locks WHERE asset_kind = $1 AND asset = $2 LIMIT 1",
                               {any.asset_kind, any.asset})
                           .empty();
  return locked ? "edited" : "";
}

std::string why_written(db::Connection& c, const Change& row, const std::string& path) {
  const auto rows = c.query(
      "SELECT actor FROM changes WHERE asset_kind = $1 AND asset = $2 AND id > $3 AND path = $4 "
      "AND undone_by IS NULL ORDER BY id DESC LIMIT 1",
      {row.asset_kind, row.asset, row.id, path});
  return !rows.empty() && rows.front().text(0) == "microsoft" ? "later_sync" : "edited";
}

std::vector<std::pair<Link, std::string>> links_made(db::Connection& c,
                                                     const std::vector<const Change*>& rows) {
  const Change& any = *rows.front();
  std::set<std::string> tied;
  std::optional<base::Id> run;
  for (const Change* row : rows) {
    if (row->op == "link") tied.insert(row->new_value.value_or(""));
    if (row->op == "create") run = row->run;
  }
  auto links = links_with_ids(c, any.asset_kind, any.asset);
  std::erase_if(links, [&](const auto& one) {
    const bool of_run = run && one.first.created_by_run == run;
    return !of_run && !tied.contains(one.second);
  });
  return links;
}

std::string find_link_of(db::Connection& c, const Change& row, TieChanges& ties) {
  for (auto& [link, external_id] : links_with_ids(c, row.asset_kind, row.asset))
    if (link.type == row.path && external_id == row.new_value)
      ties.unlink.emplace_back(std::move(link), external_id);
  return {};
}

std::string find_tie_of(db::Connection& c, const Change& row, TieChanges& ties) {
  const auto image = c.query("SELECT before FROM change_images WHERE change = $1", {row.id});
  if (image.empty()) return "unknown";
  const auto text = base::parse_json(image.front().text(0), "A tie");
  const Link link = link_from(text, row);
  const auto promoted = promoted_in(text);
  if (c.query("SELECT 1 FROM records WHERE id = $1", {link.record}).empty()) return "gone";
  const auto there = c.query("SELECT asset FROM links WHERE record = $1 AND asset_kind = $2",
                             {link.record, link.asset_kind});
  if (!there.empty()) return there.front().integer(0) == link.asset ? "" : "taken";
  if (link.role == "primary")
    for (const auto& other : c.query(
             "SELECT id FROM links WHERE tenant = $1 AND type = $2 AND asset_kind = $3 AND asset = "
             "$4 AND role = 'primary'",
             {link.tenant, link.type, link.asset_kind, link.asset}))
      if (std::ranges::find(promoted, other.integer(0)) == promoted.end()) return "taken";
  ties.link.push_back({link, row.old_value.value_or(""), row.decision, promoted});
  return {};
}

bool is_linked(db::Connection& c, const std::string& kind, base::Id asset) {
  return !c.query("SELECT 1 FROM links WHERE asset_kind = $1 AND asset = $2 LIMIT 1", {kind, asset})
              .empty();
}

void write_ties(db::Connection& c, const TieAuthor& author, const TieChanges& ties,
                std::vector<Change>& changes) {
  for (const auto& [link, external_id] : ties.unlink) {
    Change row = author.row;
    row.op = "unlink";
    row.path = link.type;
    row.old_value = external_id;
    row.decision = rule(c, author, link);
    c.execute("DELETE FROM links WHERE id = $1", {link.id});
    row.image = {link_json(link, promote_after(c, link)), "{}", 1};
    changes.push_back(std::move(row));
  }
  for (const TieBack& back : ties.link) {
    for (const base::Id id : back.promoted)
      c.execute("UPDATE links SET role = 'additional' WHERE id = $1 AND asset = $2",
                {id, back.link.asset});
    std::vector<Link> links{back.link};
    insert_links(c, links, author.now);
    if (back.decision)
      c.execute("UPDATE decisions SET withdrawn_at = $1 WHERE id = $2",
                {ms(author.now), *back.decision});
    Change row = author.row;
    row.op = "link";
    row.path = back.link.type;
    row.new_value = back.external_id;
    changes.push_back(std::move(row));
  }
}

}  // namespace reeve::store

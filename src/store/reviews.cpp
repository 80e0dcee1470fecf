// Decisions that wait for a person.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"
#include "store/links.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "v.id, v.tenant, t.name, v.run, v.record, v.kind, v.sentence, v.detail, v.state, v.created_at, "
    "v.decided_at, v.decided_by, v.answer, v.answer_asset, a.first_name, a.last_name, a.email";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "v.id"},
                                     {"tenant_id", Compare::id, "v.tenant"},
                                     {"organization_id", Compare::id, "t.organization"},
                                     {"kind", Compare::text, "v.kind"},
                                     {"state", Compare::text, "v.state"},
                                     {"record_id", Compare::id, "v.record"}};
constexpr SortColumn kSorts[] = {{"created_at", "v.created_at"},
                                 {"decided_at", "v.decided_at"},
                                 {"kind", "v.kind"},
                                 {"tenant", "t.name"},
                                 {"id", "v.id"}};
constexpr ListShape kShape{kColumns,
                           "reviews v JOIN tenants t ON t.id = v.tenant LEFT JOIN accounts a ON "
                           "a.id = v.decided_by",
                           "v.id",
                           "v.created_at",
                           kFilters,
                           kSorts};

// Who signed in, else the address.
std::string name_of(const db::Row& row) {
  std::string name = row.optional_text(14).value_or("");
  const std::string last = row.optional_text(15).value_or("");
  if (!name.empty() && !last.empty()) name += " ";
  name += last;
  return name.empty() ? row.optional_text(16).value_or("") : name;
}

Review review_from(const db::Row& row) {
  Review v;
  v.id = row.integer(0);
  v.tenant = row.integer(1);
  v.tenant_name = row.text(2);
  v.run = row.optional_integer(3);
  v.record = row.optional_integer(4);
  v.kind = row.text(5);
  v.sentence = row.text(6);
  v.detail = row.text(7);
  v.state = row.text(8);
  v.created_at = time_at(row, 9);
  v.decided_at = optional_time(row, 10);
  v.decided_by = row.optional_integer(11);
  v.answer = row.optional_text(12);
  v.answer_asset = row.optional_integer(13);
  if (v.decided_by) v.decided_by_name = name_of(row);
  return v;
}

using Key = std::pair<std::string, base::Id>;  // kind and record (0: none)

struct OpenReview {
  base::Id id = 0;
  std::string sentence, detail;
};

std::map<Key, OpenReview> open_reviews(db::Connection& c, base::Id tenant,
                                       const std::set<std::string>& kinds) {
  std::map<Key, OpenReview> open;
  for (const auto& row : c.query("SELECT id, kind, record, sentence, detail FROM reviews WHERE "
                                 "tenant = $1 AND state = 'open' "
                                 "ORDER BY id",
                                 {tenant}))
    if (kinds.contains(row.text(1)))
      open[{row.text(1), row.optional_integer(2).value_or(0)}] = {row.integer(0), row.text(3),
                                                                  row.text(4)};
  return open;
}

}  // namespace

void replace_open_reviews(db::Connection& c, base::Id tenant, const std::vector<std::string>& kinds,
                          const std::vector<Review>& wanted, base::Time now) {
  auto open = open_reviews(c, tenant, {kinds.begin(), kinds.end()});
  std::vector<db::Params> updates, inserts, obsolete;
  std::set<Key> seen;
  std::vector<const Review*> added;
  for (const auto& review : wanted) {
    const Key key{review.kind, review.record.value_or(0)};
    if (!seen.insert(key).second) continue;
    const auto found = open.find(key);
    if (found == open.end()) {
      added.push_back(&review);
      continue;
    }
    const auto sentence = base::clean_text(review.sentence),
               detail = base::clean_text(review.detail);
    if (found->second.sentence != sentence || found->second.detail != detail)
      updates.push_back({sentence, detail, db::opt(review.run), found->second.id});
    open.erase(found);
  }
  for (const auto& [key, review] : open) obsolete.push_back({ms(now), review.id});
  base::Id next =
      added.empty() ? 0 : next_ids(c, "reviews", static_cast<std::int64_t>(added.size()));
  for (const auto* review : added)
    inserts.push_back({next++, tenant, db::opt(review->run), review->kind, db::opt(review->record),
                       base::clean_text(review->sentence), base::clean_text(review->detail),
                       ms(now)});
  c.batch("UPDATE reviews SET sentence = $1, detail = $2, run = $3 WHERE id = $4", updates);
  c.batch("UPDATE reviews SET state = 'obsolete', decided_at = $1 WHERE id = $2", obsolete);
  c.batch(
      "INSERT INTO reviews (id, tenant, run, kind, record, sentence, detail, state, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)",
      inserts);
}

Page<Review> list_reviews(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  return list.page<Review>(c, review_from);
}

std::map<std::string, std::int64_t> open_review_counts(db::Connection& c, const Scope& scope) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& row :
       c.query("SELECT v.kind, t.organization, COUNT(*) FROM reviews v JOIN tenants t ON t.id = "
               "v.tenant WHERE v.state = 'open' GROUP BY v.kind, t.organization",
               {}))
    if (row.is_null(1) ? scope.all() : scope.includes(row.integer(1)))
      counts[row.text(0)] += row.integer(2);
  return counts;
}

std::optional<Review> find_review(db::Connection& c, const Scope& scope, base::Id id) {
  auto page = list_reviews(c, scope, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

void decide_review(db::Connection& c, base::Id review, std::optional<base::Id> account,
                   base::Time now) {
  if (c.execute("UPDATE reviews SET state = 'decided', decided_at = $1, decided_by = $2 "
                "WHERE id = $3 AND state = 'open'",
                {ms(now), db::opt(account), review}) == 0)
    throw base::Error(
        base::ErrorCode::conflict,
        "This review was decided already, or is not needed any more. Reload the list.");
}

}  // namespace reeve::store

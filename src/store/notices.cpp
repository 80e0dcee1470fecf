// Opens, mends and lists notices.
#include "store/notices.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/notice_deliveries.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "n.id, n.kind, n.severity, n.connection, n.tenant, n.account, n.key, n.state, n.title, "
    "n.sentence, n.remedy, n.path, n.mended_sentence, n.opened_at, n.mended_at";
// The list also says whether the viewer dismissed it.
constexpr std::string_view kListColumns =
    "n.id, n.kind, n.severity, n.connection, n.tenant, n.account, n.key, n.state, n.title, "
    "n.sentence, n.remedy, n.path, n.mended_sentence, n.opened_at, n.mended_at, m.at";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "n.id"},
                                     {"kind", Compare::text, "n.kind"},
                                     {"state", Compare::text, "n.state"},
                                     {"severity", Compare::text, "n.severity"},
                                     {"tenant_id", Compare::id, "n.tenant"},
                                     {"connection_id", Compare::id, "n.connection"},
                                     {"muted", Compare::present, "m.at"}};
constexpr SortColumn kSorts[] = {{"id", "n.id"}, {"opened_at", "n.opened_at"}};
// Open ones first ("open" after "mended" in the alphabet), newest first.
constexpr std::string_view kNewestFirst = "n.state DESC, n.opened_at DESC";

Notice notice_from(const db::Row& row) {
  Notice n;
  n.id = row.integer(0);
  n.kind = row.text(1);
  n.severity = row.text(2);
  n.connection = row.optional_integer(3);
  n.tenant = row.optional_integer(4);
  n.account = row.optional_integer(5);
  n.key = row.text(6);
  n.state = row.text(7);
  n.title = row.text(8);
  n.sentence = row.text(9);
  n.remedy = row.optional_text(10);
  n.path = row.text(11);
  n.mended_sentence = row.optional_text(12);
  n.opened_at = time_at(row, 13);
  n.mended_at = optional_time(row, 14);
  n.muted = row.size() > 15 && !row.is_null(15);
  return n;
}

std::optional<std::string> cleaned(const std::optional<std::string>& text) {
  if (!text || text->empty()) return std::nullopt;
  return base::clean_text(*text);
}

// Editors see the tenants of their organizations, managers the connections, everybody what is
// theirs alone.
std::string visible(const NoticeView& view) {
  std::string out = fmt::format("(n.account = {}", view.scope.account());
  if (view.role <= domain::Role::editor) {
    out += " OR (n.tenant IS NOT NULL";
    if (!view.scope.all()) {
      std::string ids;
      for (const auto id : view.scope.organizations())
        ids += fmt::format("{}{}", ids.empty() ? "" : ",", id);
      out += ids.empty() ? " AND 1 = 0" : fmt::format(" AND t.organization IN ({})", ids);
    }
    out += ")";
  }
  if (view.role <= domain::Role::manager) out += " OR (n.tenant IS NULL AND n.account IS NULL)";
  return out + ")";
}

}  // namespace

std::optional<Notice> find_open_notice(db::Connection& c, const std::string& key) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM notices n WHERE n.key = $1 AND n.state = 'open'{}",
                          kColumns, for_update(c)),
              {key});
  if (rows.empty()) return std::nullopt;
  return notice_from(rows.front());
}

std::optional<Notice> notice_by_id(db::Connection& c, base::Id id) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM notices n WHERE n.id = $1", kColumns), {id});
  if (rows.empty()) return std::nullopt;
  return notice_from(rows.front());
}

std::optional<base::Id> open_notice(db::Connection& c, const Notice& notice, base::Time now) {
  const auto title = base::clean_text(notice.title), sentence = base::clean_text(notice.sentence);
  const auto remedy = cleaned(notice.remedy);
  auto open = find_open_notice(c, notice.key);
  // The lock of the ids keeps two openings of one key apart on PostgreSQL; then look again.
  const base::Id id = open ? 0 : next_ids(c, "notices");
  if (!open) open = find_open_notice(c, notice.key);
  if (open) {
    if (open->title != title || open->sentence != sentence || open->remedy != remedy ||
        open->path != notice.path)
      c.execute(
          "UPDATE notices SET title = $1, sentence = $2, remedy = $3, path = $4 WHERE id = $5",
          {title, sentence, db::opt(remedy), notice.path, open->id});
    return std::nullopt;
  }
  c.execute(
      "INSERT INTO notices (id, kind, severity, connection, tenant, account, key, state, title, "
      "sentence, remedy, path, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, "
      "$10, $11, $12)",
      {id, notice.kind, notice.severity, db::opt(notice.connection), db::opt(notice.tenant),
       db::opt(notice.account), notice.key, title, sentence, db::opt(remedy), notice.path,
       ms(now)});
  Notice made = notice;
  made.id = id;
  add_deliveries_of_opening(c, made, now);
  return id;
}

bool mend_notice(db::Connection& c, const std::string& key, const std::string& sentence,
                 base::Time now) {
  const auto rows = c.query(
      "UPDATE notices SET state = 'mended', mended_sentence = $1, mended_at = $2 "
      "WHERE key = $3 AND state = 'open' RETURNING id",
      {base::clean_text(sentence), ms(now), key});
  if (rows.empty()) return false;
  add_deliveries_of_mending(c, rows.front().integer(0), now);
  return true;
}

bool close_notice(db::Connection& c, const std::string& key, base::Time now) {
  return c.execute(
             "UPDATE notices SET state = 'mended', mended_at = $1 WHERE key = $2 AND state = "
             "'open'",
             {ms(now), key}) == 1;
}

std::vector<std::string> open_notice_keys(db::Connection& c, std::string_view kind) {
  std::vector<std::string> keys;
  for (const auto& row :
       c.query("SELECT key FROM notices WHERE state = 'open' AND kind = $1 ORDER BY key",
               {std::string(kind)}))
    keys.push_back(row.text(0));
  return keys;
}

Page<Notice> list_notices(db::Connection& c, const NoticeView& view, const ListQuery& query) {
  const auto from = fmt::format(
      "notices n LEFT JOIN tenants t ON t.id = n.tenant LEFT JOIN notice_mutes m ON m.notice = "
      "n.id AND m.account = {}",
      view.scope.account());
  const ListShape shape{kListColumns, from, "n.id DESC", kNewestFirst, kFilters, kSorts};
  ListStatement list(shape, query);
  list.where(visible(view));
  return list.page<Notice>(c, notice_from);
}

std::optional<Notice> find_notice(db::Connection& c, const NoticeView& view, base::Id id) {
  auto page = list_notices(c, view, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

void mute_notice(db::Connection& c, base::Id notice, base::Id account, bool muted, base::Time now) {
  if (!muted) {
    c.execute("DELETE FROM notice_mutes WHERE notice = $1 AND account = $2", {notice, account});
    return;
  }
  c.execute(
      "INSERT INTO notice_mutes (notice, account, at) VALUES ($1, $2, $3) "
      "ON CONFLICT (notice, account) DO NOTHING",
      {notice, account, ms(now)});
}

}  // namespace reeve::store

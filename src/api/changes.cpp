// One change of an asset, and the pages of them.
#include "api/changes.h"

#include <algorithm>

#include "api/resources.h"
#include "store/changes.h"

namespace reeve::api {
namespace {

constexpr Attribute kChangeAttributes[] = {
    {"at", Kind::time},
    {"actor", Kind::text},
    {"account-id", Kind::integer, true},
    {"account-name", Kind::text, true},
    {"run-id", Kind::integer, true},
    {"op", Kind::text},
    {"path", Kind::text},
    {"old", Kind::text, true},
    {"new", Kind::text, true},
    {"undo-id", Kind::integer, true},
    {"undone-by-id", Kind::integer, true},
};

json::object change_object(db::Connection& c, const store::Change& change) {
  json::object out;
  const auto account = change.account ? store::find_account(c, *change.account) : std::nullopt;
  out["at"] = time_value(change.at);
  out["actor"] = json::string(change.actor);
  out["account-id"] = nullable(change.account);
  out["account-name"] = account ? json::value(json::string(account->email)) : json::value();
  out["run-id"] = nullable(change.run);
  out["op"] = json::string(change.op);
  out["path"] = json::string(change.path);
  out["old"] = nullable(change.old_value);
  out["new"] = nullable(change.new_value);
  out["undo-id"] = nullable(change.undo);
  out["undone-by-id"] = nullable(change.undone_by);
  return resource_object(kChangeResource, change.id, std::move(out));
}

}  // namespace

const Resource kChangeResource{"changes", kChangeAttributes};

Response answer_changes(Call& call, std::string_view asset_kind, base::Id asset,
                        const std::function<void(db::Connection&)>& check) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        check(c);
        store::Page<store::Change> page;
        page.rows = store::changes_of(c, asset_kind, asset);
        page.total = static_cast<std::int64_t>(page.rows.size());
        const auto from = std::min<std::int64_t>((query.page - 1) * query.size, page.total);
        page.rows.erase(page.rows.begin(), page.rows.begin() + from);
        if (static_cast<std::int64_t>(page.rows.size()) > query.size)
          page.rows.erase(page.rows.begin() + query.size, page.rows.end());
        return page;
      },
      [](db::Connection& c, const store::Change& change) { return change_object(c, change); });
}

}  // namespace reeve::api

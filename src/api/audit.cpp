// The audit trail: who did what, when and from where.
#include <algorithm>
#include <map>

#include "api/resources.h"
#include "store/secrets.h"

namespace reeve::api {
namespace {

// The newest so many can be paged through.
constexpr std::int64_t kNewest = 10'000;

constexpr Attribute kAuditAttributes[] = {
    {"at", Kind::time},
    {"actor", Kind::text},
    {"account-id", Kind::integer, true},
    {"account-name", Kind::text, true},
    {"address", Kind::text, true},
    {"action", Kind::text},
    {"subject-kind", Kind::text},
    {"subject-id", Kind::integer, true},
    {"detail", Kind::object},
};

json::object audit_object(db::Connection& c, const store::AuditEntry& entry) {
  const auto account = entry.account ? store::find_account(c, *entry.account) : std::nullopt;
  json::value detail = stored_json(entry.detail);
  json::object out;
  out["at"] = time_value(entry.at);
  out["actor"] = json::string(entry.actor);
  out["account-id"] = nullable(entry.account);
  out["account-name"] = account ? json::value(json::string(account->email)) : json::value();
  out["address"] = nullable(entry.address);
  out["action"] = json::string(entry.action);
  out["subject-kind"] = json::string(entry.subject_kind);
  out["subject-id"] = nullable(entry.subject);
  out["detail"] = detail.is_object() ? std::move(detail) : json::value(json::object());
  return resource_object(kAuditResource, entry.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        store::Page<store::AuditEntry> page;
        page.rows = store::list_audit(c, kNewest);
        page.total = static_cast<std::int64_t>(page.rows.size());
        const auto from = std::min((query.page - 1) * query.size, page.total);
        page.rows.erase(page.rows.begin(), page.rows.begin() + from);
        if (static_cast<std::int64_t>(page.rows.size()) > query.size)
          page.rows.erase(page.rows.begin() + query.size, page.rows.end());
        return page;
      },
      [](db::Connection& c, const store::AuditEntry& entry) { return audit_object(c, entry); });
}

}  // namespace

const Resource kAuditResource{"audits", kAuditAttributes};

void add_audit_routes(Router& router) {
  router.add({"GET", "/api/audit", Access::administrator, list_all, "Who did what, newest first",
              &kAuditResource, Answer::list});
}

}  // namespace reeve::api

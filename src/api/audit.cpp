// The audit trail: who did what, when and from where.
#include "store/audit.h"
#include "api/resources.h"

namespace reeve::api {
namespace {

constexpr Attribute kAuditAttributes[] = {
    {"at", Kind::time},
    {"actor", Kind::text},
    {"account-id", Kind::integer, true},
    {"account-name", Kind::text, true},
    {"address", Kind::text, true},
    {"action", Kind::text},
    {"subject-kind", Kind::text},
    {"subject-id", Kind::integer, true},
    {"subject-name", Kind::text, true},
    {"before", Kind::object, true},
    {"after", Kind::object, true},
    {"detail", Kind::object},
};

// Takes a member that the row tells by itself out of its detail.
json::value taken_out(json::value& detail, std::string_view name) {
  if (!detail.is_object()) return {};
  const auto found = detail.get_object().find(name);
  if (found == detail.get_object().end()) return {};
  json::value value = std::move(found->value());
  detail.get_object().erase(found);
  if (!value.is_object() || value.get_object().empty()) return {};
  return value;
}

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
  const auto name = entry.subject ? store::audit_subject_name(c, entry.subject_kind, *entry.subject)
                                  : std::nullopt;
  out["subject-name"] = nullable(name);
  out["before"] = taken_out(detail, "before");
  out["after"] = taken_out(detail, "after");
  out["detail"] = detail.is_object() ? std::move(detail) : json::value(json::object());
  return resource_object(kAuditResource, entry.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) { return store::list_audit(c, query); },
      [](db::Connection& c, const store::AuditEntry& entry) { return audit_object(c, entry); });
}

}  // namespace

const Resource kAuditResource{"audits", kAuditAttributes};

void add_audit_routes(Router& router) {
  router.add({"GET", "/api/audit", Access::administrator, list_all, "Who did what, newest first",
              &kAuditResource, Answer::list, nullptr,
              "id account_id action subject_kind subject_id address", "at id"});
}

}  // namespace reeve::api

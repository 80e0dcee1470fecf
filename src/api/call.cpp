// What every handler asks of its call.
#include "api/call.h"

#include <charconv>

#include "base/error.h"
#include "store/secrets.h"

namespace reeve::api {

const Identity& Call::who() const {
  if (!identity)
    throw base::Error(base::ErrorCode::internal, "A public route asked who is signed in.");
  return *identity;
}

base::Id Call::id(std::string_view name) const {
  const auto found = values.find(std::string(name));
  base::Id id = 0;
  if (found != values.end()) {
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) id = 0;
  }
  if (id <= 0)
    throw base::Error(base::ErrorCode::not_found,
                      "There is nothing under this address. Check the id in it.");
  return id;
}

void audit_as(db::Connection& c, const Call& call, std::optional<base::Id> account,
              std::string_view actor, std::string_view action, std::string_view subject_kind,
              std::optional<base::Id> subject, const base::json::object& detail) {
  store::AuditEntry entry;
  entry.at = call.services.clock.now();
  entry.account = account;
  entry.actor = actor;
  entry.address = call.client.address;
  entry.action = action;
  entry.subject_kind = subject_kind;
  entry.subject = subject;
  entry.detail = base::to_json(detail);
  store::add_audit(c, entry);
}

Actor actor_of(const Call& call) {
  return {call.who().account, call.who().name, call.client.address, {}};
}

void audit(db::Connection& c, const Call& call, std::string_view action,
           std::string_view subject_kind, std::optional<base::Id> subject,
           const base::json::object& detail) {
  const Identity& who = call.who();
  audit_as(c, call, who.account_or_none(), who.name, action, subject_kind, subject, detail);
}

}  // namespace reeve::api

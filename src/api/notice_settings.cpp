// What one wants to be told, by mail or webhook: one's own settings, and a test of them.
#include "store/notice_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/audited.h"
#include "api/resources.h"
#include "base/time_zone.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr std::size_t kMaxWebhookUrl = 4'096;

constexpr Attribute kSettingsAttributes[] = {
    {"account-email", Kind::text},
    {"email", Kind::text, true, Use::both},
    {"mail-kinds", Kind::array, false, Use::both},
    {"webhook-kinds", Kind::array, false, Use::both},
    {"webhook-format", Kind::text, false, Use::both},
    {"webhook-url", Kind::text, true, Use::write},
    {"has-webhook", Kind::boolean},
    {"digest-hour", Kind::integer, false, Use::both},
    {"time-zone", Kind::text, true, Use::both},
    {"default-time-zone", Kind::text},
    {"mail-server", Kind::boolean},
};

json::array names_of(const std::set<std::string>& kinds) {
  json::array out;
  for (const auto& kind : kinds) out.emplace_back(json::string(kind));
  return out;
}

json::object settings_object(const Call& call, const store::NoticeSettings& settings,
                             bool has_webhook) {
  json::object out;
  out["account-email"] = json::string(call.who().name);
  out["email"] = nullable(settings.email);
  out["mail-kinds"] = names_of(settings.mail_kinds);
  out["webhook-kinds"] = names_of(settings.webhook_kinds);
  out["webhook-format"] = json::string(settings.webhook_format);
  out["has-webhook"] = has_webhook;
  out["digest-hour"] = settings.digest_hour;
  out["time-zone"] = nullable(settings.time_zone);
  out["default-time-zone"] = json::string(call.services.settings.time_zone);
  out["mail-server"] = call.services.settings.mail_server;
  return resource_object(kNoticeSettingsResource, settings.account, std::move(out));
}

store::NoticeSettings settings_of(Call& call) {
  return call.read(
      [&](db::Connection& c) { return store::notice_settings(c, call.who().account); });
}

// What a person chose; of the webhook only whether there is one.
json::object audited(const store::NoticeSettings& settings, bool has_webhook) {
  return {{"email", nullable(settings.email)},
          {"mail-kinds", names_of(settings.mail_kinds)},
          {"webhook-kinds", names_of(settings.webhook_kinds)},
          {"webhook-format", json::string(settings.webhook_format)},
          {"has-webhook", has_webhook},
          {"digest-hour", settings.digest_hour},
          {"time-zone", nullable(settings.time_zone)}};
}

Response show(Call& call) {
  const bool has_webhook = call.services.outside.has_webhook(call.who().account);
  return one(settings_object(call, settings_of(call), has_webhook));
}

void take_kinds(std::set<std::string>& kinds, const Fields& fields, std::string_view name) {
  const json::value* given = fields.find(name);
  if (!given) return;
  if (!given->is_array() || given->get_array().size() > kMaxBulk)
    fields.refuse(name, "The kinds of notices must be a list of names.");
  kinds.clear();
  for (const auto& one_kind : given->get_array()) {
    const std::string kind = one_kind.is_string() ? std::string(one_kind.get_string()) : "";
    if (std::find(store::kNoticeKinds.begin(), store::kNoticeKinds.end(), kind) ==
        store::kNoticeKinds.end())
      fields.refuse(name,
                    "There is no such kind of notice. Choose connection_lost, expiring, "
                    "tenant_failing, tenant_held or reviews_waiting.");
    kinds.insert(kind);
  }
}

void take_settings(store::NoticeSettings& settings, const Fields& fields, const Call& call) {
  if (const auto email = fields.nullable_text("email")) {
    if (*email && !call.services.outside.is_mail_address(**email))
      fields.refuse("email", "Mail cannot be sent to this address. Write it as name@example.com.");
    settings.email = *email;
  }
  take_kinds(settings.mail_kinds, fields, "mail_kinds");
  take_kinds(settings.webhook_kinds, fields, "webhook_kinds");
  if (const auto format = fields.text("webhook_format")) {
    if (*format != "teams" && *format != "json")
      fields.refuse("webhook_format", "A webhook takes teams or json.");
    settings.webhook_format = *format;
  }
  if (const auto hour = fields.integer("digest_hour")) {
    if (*hour < 0 || *hour > 23)
      fields.refuse("digest_hour", "The hour of the digest goes from 0 to 23.");
    settings.digest_hour = *hour;
  }
  if (const auto zone = fields.nullable_text("time_zone")) {
    if (*zone && !base::is_time_zone(**zone))
      fields.refuse("time_zone", "There is no such time zone. Write it as Europe/Berlin.");
    settings.time_zone = *zone;
  }
}

// True when the request changed the webhook. A refused address leaves the one before.
bool take_webhook(Call& call, const Fields& fields) {
  if (!fields.has("webhook_url")) return false;
  const auto url = fields.secret("webhook_url").value_or("");
  if (url.size() > kMaxWebhookUrl)
    fields.refuse("webhook_url", "This is too long for the address of a webhook.");
  try {
    call.services.outside.set_webhook(call.who().account, base::SecretBytes(url));
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::invalid) throw;
    fields.refuse("webhook_url", error.message());
  }
  return true;
}

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "notice-settings");
  auto wanted = settings_of(call);
  const auto before = audited(wanted, call.services.outside.has_webhook(call.who().account));
  take_settings(wanted, fields, call);
  const bool webhook = take_webhook(call, fields);
  const bool has_webhook = call.services.outside.has_webhook(call.who().account);
  call.write([&](db::Connection& c) {
    store::save_notice_settings(c, wanted, call.now());
    audit_change(c, call, "notice_settings", "account", wanted.account, before,
                 audited(wanted, has_webhook), {{"webhook-changed", webhook}});
  });
  return one(settings_object(call, wanted, has_webhook));
}

Response test(Call& call) {
  const Fields fields = read_fields(call.request, "notice-settings");
  const auto channel = fields.required("channel");
  if (channel != "mail" && channel != "webhook")
    fields.refuse("channel", "A test goes by mail or by webhook.");
  const auto sent = call.services.outside.send_test_notice(call.who().account, channel);
  return meta_only({{"sent", sent.sent}, {"sentence", json::string(sent.sentence)}});
}

}  // namespace

const Resource kNoticeSettingsResource{"notice-settings", kSettingsAttributes};

void add_notice_settings_routes(Router& router) {
  const Resource* own = &kNoticeSettingsResource;
  router.add({"GET", "/api/notice_settings", Access::person, show,
              "What one is told by mail and webhook", own, Answer::one});
  router.add({"PATCH", "/api/notice_settings", Access::person, change,
              "Choose what one is told; webhook-url is never given back", own, Answer::one, own});
  router.add({"POST", "/api/notice_settings/test", Access::person, test,
              "Send a test message to oneself by mail or webhook", nullptr, Answer::meta});
}

}  // namespace reeve::api

// Notices: what Reeve tells by itself, dismissed by whom, and how each message of them ended.
#include "store/notices.h"

#include "api/audited.h"
#include "api/resources.h"
#include "store/notice_deliveries.h"

namespace reeve::api {
namespace {

constexpr Attribute kNoticeAttributes[] = {
    {"kind", Kind::text},
    {"severity", Kind::text},
    {"state", Kind::text},
    {"title", Kind::text},
    {"sentence", Kind::text},
    {"remedy", Kind::text, true},
    {"path", Kind::text},
    {"connection-id", Kind::integer, true},
    {"tenant-id", Kind::integer, true},
    {"mended-sentence", Kind::text, true},
    {"opened-at", Kind::time},
    {"mended-at", Kind::time, true},
    {"muted", Kind::boolean},
};

constexpr Attribute kDeliveryAttributes[] = {
    {"notice-id", Kind::integer},   {"title", Kind::text},
    {"kind", Kind::text},           {"event", Kind::text},
    {"account-id", Kind::integer},  {"account-name", Kind::text},
    {"channel", Kind::text},        {"state", Kind::text},
    {"attempts", Kind::integer},    {"last-error", Kind::text, true},
    {"next-try-at", Kind::time},    {"created-at", Kind::time},
    {"ended-at", Kind::time, true},
};

store::NoticeView view_of(const Call& call) { return {call.scope(), call.who().role}; }

json::object notice_object(const store::Notice& notice) {
  json::object out;
  out["kind"] = json::string(notice.kind);
  out["severity"] = json::string(notice.severity);
  out["state"] = json::string(notice.state);
  out["title"] = json::string(notice.title);
  out["sentence"] = json::string(notice.sentence);
  out["remedy"] = nullable(notice.remedy);
  out["path"] = json::string(notice.path);
  out["connection-id"] = nullable(notice.connection);
  out["tenant-id"] = nullable(notice.tenant);
  out["mended-sentence"] = nullable(notice.mended_sentence);
  out["opened-at"] = time_value(notice.opened_at);
  out["mended-at"] = nullable(notice.mended_at);
  out["muted"] = notice.muted;
  return resource_object(kNoticeResource, notice.id, std::move(out));
}

json::object delivery_object(const store::Delivery& delivery) {
  json::object out;
  out["notice-id"] = delivery.notice;
  out["title"] = json::string(delivery.title);
  out["kind"] = json::string(delivery.kind);
  out["event"] = json::string(delivery.event);
  out["account-id"] = delivery.account;
  out["account-name"] = json::string(delivery.account_email);
  out["channel"] = json::string(delivery.channel);
  out["state"] = json::string(delivery.state);
  out["attempts"] = delivery.attempts;
  out["last-error"] = nullable(delivery.last_error);
  out["next-try-at"] = time_value(delivery.next_try);
  out["created-at"] = time_value(delivery.created_at);
  out["ended-at"] = nullable(delivery.ended_at);
  return resource_object(kNoticeDeliveryResource, delivery.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_notices(c, view_of(call), query);
      },
      [](db::Connection&, const store::Notice& notice) { return notice_object(notice); });
}

store::Notice notice_or_throw(db::Connection& c, const Call& call) {
  auto notice = store::find_notice(c, view_of(call), call.id());
  if (!notice) throw_not_found("notice");
  return *std::move(notice);
}

Response show(Call& call) {
  return call.read([&](db::Connection& c) { return one(notice_object(notice_or_throw(c, call))); });
}

Response set_muted(Call& call, bool muted) {
  call.write([&](db::Connection& c) {
    const auto notice = notice_or_throw(c, call);
    store::mute_notice(c, notice.id, call.who().account, muted, call.now());
  });
  return no_content();
}

Response mute(Call& call) { return set_muted(call, true); }
Response unmute(Call& call) { return set_muted(call, false); }

Response list_messages(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return store::list_deliveries(c, query);
      },
      [](db::Connection&, const store::Delivery& delivery) { return delivery_object(delivery); });
}

Response send_again(Call& call) {
  const base::Id id = call.id();
  const auto delivery = call.write([&](db::Connection& c) {
    const auto before = store::find_delivery(c, id);
    if (!before) throw_not_found("message");
    store::send_again(c, id, call.now());
    auto after = store::find_delivery(c, id).value();
    audit_change(c, call, "send_again", "notice_delivery", id,
                 {{"state", json::string(before->state)}}, {{"state", json::string(after.state)}});
    return after;
  });
  return one(delivery_object(delivery));
}

}  // namespace

const Resource kNoticeResource{"notices", kNoticeAttributes};
const Resource kNoticeDeliveryResource{"notice-deliveries", kDeliveryAttributes};

void add_notice_routes(Router& router) {
  router.add({"GET", "/api/notices", Access::lite, list_all,
              "What Reeve tells by itself, open ones first", &kNoticeResource, Answer::list,
              nullptr, "id kind state severity tenant_id connection_id muted", "opened_at id"});
  router.add(
      {"GET", "/api/notices/:id", Access::lite, show, "One notice", &kNoticeResource, Answer::one});
  router.add({"POST", "/api/notices/:id/mute", Access::person, mute,
              "Dismiss it on one's own Home page", nullptr, Answer::nothing});
  router.add({"DELETE", "/api/notices/:id/mute", Access::person, unmute,
              "Show it on one's own Home page again", nullptr, Answer::nothing});
  router.add({"GET", "/api/notice_deliveries", Access::administrator, list_messages,
              "Messages of notices by mail and webhook, newest first", &kNoticeDeliveryResource,
              Answer::list, nullptr, "id notice_id account_id state channel event",
              "created_at id"});
  router.add({"POST", "/api/notice_deliveries/:id/send_again", Access::administrator, send_again,
              "Send a message again that did not arrive for sure", &kNoticeDeliveryResource,
              Answer::one});
}

}  // namespace reeve::api

// Reviews: decisions that people must take, and their answers to what the guard held back.
#include "api/resources.h"
#include "store/held_acts.h"
#include "store/links.h"
#include "store/rematches.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

constexpr Attribute kReviewAttributes[] = {
    {"tenant-id", Kind::integer},       {"tenant-name", Kind::text},     {"kind", Kind::text},
    {"sentence", Kind::text},           {"detail", Kind::object},        {"state", Kind::text},
    {"record-id", Kind::integer, true}, {"run-id", Kind::integer, true}, {"created-at", Kind::time},
    {"decided-at", Kind::time, true},   {"verdict", Kind::text, true},
};

constexpr std::string_view kHeld = "held_";

// Of what the guard held: waiting, accepted or rejected, as long as it matters.
json::value verdict_of(db::Connection& c, const store::Review& review) {
  if (!review.kind.starts_with(kHeld)) return {};
  const auto act = store::held_act_of_review(c, review.id);
  return act ? json::value(json::string(act->verdict)) : json::value();
}

json::object review_object(db::Connection& c, const store::Review& review) {
  json::object out;
  json::value detail = stored_json(review.detail);
  out["tenant-id"] = review.tenant;
  out["tenant-name"] = json::string(review.tenant_name);
  out["kind"] = json::string(review.kind);
  out["sentence"] = json::string(review.sentence);
  out["detail"] = detail.is_object() ? std::move(detail) : json::value(json::object());
  out["state"] = json::string(review.state);
  out["record-id"] = nullable(review.record);
  out["run-id"] = nullable(review.run);
  out["created-at"] = time_value(review.created_at);
  out["decided-at"] = nullable(review.decided_at);
  out["verdict"] = verdict_of(c, review);
  return resource_object(kReviewResource, review.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_reviews(c, call.scope(), query);
      },
      [](db::Connection& c, const store::Review& review) { return review_object(c, review); });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto review = store::find_review(c, call.scope(), id);
    if (!review) throw_not_found("review");
    return one(review_object(c, *review));
  });
}

// Accepted: a sync starts at once and does it. Rejected: nothing is to be done, and nobody is asked
// again for the same.
Response decide(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const base::Id id = call.id();
  const std::string decision = fields.required("decision");
  const bool accept = decision == "accept";
  if (!accept && decision != "reject") fields.refuse("decision", "Say accept or reject.");
  auto data = call.write([&](db::Connection& c) {
    const auto review = store::find_review(c, call.scope(), id);
    if (!review) throw_not_found("review");
    const auto account = call.who().account_or_none();
    if (review->kind == store::kMovedAsset)
      store::decide_moved(c, id, accept, account, call.now());
    else
      store::decide_hold(c, id, accept, fields.text("set_hash"), account, call.now());
    audit(c, call, accept ? "accept_held" : "reject_held", "review", id,
          {{"tenant", review->tenant},
           {"kind", json::string(review->kind)},
           {"sentence", json::string(review->sentence)}});
    if (accept)
      store::queue_run(c, {review->tenant, "manual", account, false, false}, kPeoplePriority,
                       call.now());
    return review_object(c, store::find_review(c, call.scope(), id).value());
  });
  call.services.outside.notify_workers();
  return one(std::move(data));
}

}  // namespace

const Resource kReviewResource{"reviews", kReviewAttributes};

void add_review_routes(Router& router) {
  router.add({"GET", "/api/reviews", Access::editor, list_all, "Decisions that wait for a person",
              &kReviewResource, Answer::list, nullptr, "id tenant_id organization_id kind state",
              "created_at id"});
  router.add({"GET", "/api/reviews/:id", Access::editor, show, "One review", &kReviewResource,
              Answer::one});
  router.add({"POST", "/api/reviews/:id/decide", Access::editor, decide,
              "Accept or reject what the guard held back (decision, set-hash)", &kReviewResource,
              Answer::one});
}

}  // namespace reeve::api

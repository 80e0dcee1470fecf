// Reviews: decisions that people must take.
#include "api/resources.h"
#include "store/links.h"

namespace reeve::api {
namespace {

constexpr Attribute kReviewAttributes[] = {
    {"tenant-id", Kind::integer},       {"tenant-name", Kind::text},     {"kind", Kind::text},
    {"sentence", Kind::text},           {"detail", Kind::object},        {"state", Kind::text},
    {"record-id", Kind::integer, true}, {"run-id", Kind::integer, true}, {"created-at", Kind::time},
    {"decided-at", Kind::time, true},
};

json::object review_object(const store::Review& review) {
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
  return resource_object(kReviewResource, review.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_reviews(c, call.scope(), query);
      },
      [](db::Connection&, const store::Review& review) { return review_object(review); });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto review = store::find_review(c, call.scope(), id);
    if (!review) throw_not_found("review");
    return one(review_object(*review));
  });
}

}  // namespace

const Resource kReviewResource{"reviews", kReviewAttributes};

void add_review_routes(Router& router) {
  router.add({"GET", "/api/reviews", Access::editor, list_all, "Decisions that wait for a person",
              &kReviewResource, Answer::list, nullptr, "id tenant_id organization_id kind state",
              "created_at id"});
  router.add({"GET", "/api/reviews/:id", Access::editor, show, "One review", &kReviewResource,
              Answer::one});
}

}  // namespace reeve::api

// Reviews: decisions that people must take, with both sides, and their answers.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "api/audited.h"
#include "api/resources.h"
#include "store/asset_tables.h"
#include "store/held_acts.h"
#include "store/links.h"
#include "store/rematches.h"
#include "store/review_answers.h"
#include "store/review_sides.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

constexpr Attribute kReviewAttributes[] = {
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"kind", Kind::text},
    {"sentence", Kind::text},
    {"detail", Kind::object},
    {"state", Kind::text},
    {"record-id", Kind::integer, true},
    {"run-id", Kind::integer, true},
    {"created-at", Kind::time},
    {"decided-at", Kind::time, true},
    {"verdict", Kind::text, true},
    {"answers", Kind::array},
    {"answer", Kind::text, true},
    {"decided-by", Kind::text, true},
    {"answer-asset-id", Kind::integer, true},
    {"asset-kind", Kind::text, true},
};
constexpr Attribute kSidesAttributes[] = {
    {"asset-kind", Kind::text, true},
    {"candidates", Kind::array},
    {"lines", Kind::array},
    {"acts", Kind::array},
    {"proposed", Kind::integer, true},
};
constexpr Attribute kAnswersAttributes[] = {
    {"answered", Kind::integer}, {"left", Kind::integer}, {"refused", Kind::array}};

// One request answers so many reviews; each is a decision, an audit row and at most one archived
// contact, all in one transaction.
constexpr std::size_t kMaxAnswersAtOnce = 100;

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
  json::array answers;
  for (const auto one : store::answers_for(review)) answers.emplace_back(json::string(one));
  out["answers"] = std::move(answers);
  out["answer"] = nullable(review.answer);
  out["decided-by"] = nullable(review.decided_by_name);
  out["answer-asset-id"] = nullable(review.answer_asset);
  const std::string kind = store::asset_kind_of(review);
  out["asset-kind"] = kind.empty() ? json::value() : json::value(json::string(kind));
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

json::array texts(const std::vector<std::string>& values) {
  json::array out;
  for (const auto& one : values) out.emplace_back(json::string(one));
  return out;
}

json::object line_object(const store::ReviewLine& line) {
  json::array documented;
  for (std::size_t i = 0; i < line.documented.size(); ++i)
    documented.push_back(json::object{{"values", texts(line.documented[i])},
                                      {"same", static_cast<bool>(line.same[i])}});
  return {{"name", json::string(line.name)},
          {"microsoft", texts(line.microsoft)},
          {"documented", std::move(documented)}};
}

json::object sides_object(base::Id review, const store::ReviewSides& sides) {
  json::array candidates, lines, acts;
  for (const auto& one : sides.candidates)
    candidates.push_back(json::object{{"id", one.id},
                                      {"title", json::string(one.title)},
                                      {"here", one.here},
                                      {"linked-to", texts(one.linked_to)},
                                      {"evidence", texts(one.evidence)}});
  for (const auto& one : sides.lines) lines.push_back(line_object(one));
  for (const auto& one : sides.acts)
    acts.push_back(json::object{{"answer", json::string(one.answer)},
                                {"asset-id", nullable(one.asset)},
                                {"title", json::string(one.title)},
                                {"effect", json::string(one.effect)}});
  json::object out;
  out["asset-kind"] =
      sides.asset_kind.empty() ? json::value() : json::value(json::string(sides.asset_kind));
  out["candidates"] = std::move(candidates);
  out["lines"] = std::move(lines);
  out["acts"] = std::move(acts);
  out["proposed"] =
      sides.proposed ? json::value(static_cast<std::int64_t>(*sides.proposed)) : json::value();
  return resource_object(kReviewSidesResource, review, std::move(out));
}

Response show_sides(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto review = store::find_review(c, call.scope(), id);
    if (!review) throw_not_found("review");
    return one(sides_object(id, store::sides_of(c, call.scope(), *review, call.now())));
  });
}

store::Review review_in_scope(db::Connection& c, const Call& call, base::Id id) {
  auto review = store::find_review(c, call.scope(), id);
  if (!review) throw_not_found("review");
  return std::move(*review);
}

// What was answered, with the asset's name.
json::object audited(db::Connection& c, const store::Review& review) {
  const auto asset = review.answer_asset
                         ? store::asset_name(c, store::asset_kind_of(review), *review.answer_asset)
                         : std::nullopt;
  const auto verdict = verdict_of(c, review);
  return {{"state", json::string(review.state)},
          {"answer", nullable(review.answer)},
          {"verdict", verdict},
          {"asset", asset ? json::value(json::string(asset->title)) : json::value()},
          {"asset-id", nullable(review.answer_asset)}};
}

void audit_answer(db::Connection& c, const Call& call, std::string_view action,
                  const store::Review& review, const json::object& before) {
  audit_change(c, call, action, "review", review.id, before,
               audited(c, review_in_scope(c, call, review.id)),
               {{"tenant", review.tenant},
                {"kind", json::string(review.kind)},
                {"sentence", json::string(review.sentence)}});
}

// What the limits held back, and whether an edited asset moves along with its tenant. Accepted: a
// sync starts at once and does it. Rejected: nothing is to be done, and nobody is asked again for
// the same.
bool answer_held(db::Connection& c, Call& call, const store::Review& review, const Fields& fields,
                 const std::string& decision) {
  const bool accept = decision == "accept";
  if (!accept && decision != "reject") fields.refuse("decision", "Say accept or reject.");
  const auto account = call.who().account_or_none();
  const auto before = audited(c, review);
  if (review.kind == store::kMovedAsset)
    store::decide_moved(c, review.id, accept, account, call.now());
  else
    store::decide_hold(c, review.id, accept, fields.text("set_hash"), account, call.now());
  store::note_answer(c, review.id, {decision, std::nullopt});
  audit_answer(c, call, accept ? "accept_held" : "reject_held", review, before);
  return accept;
}

// Whether a sync has something to do now.
bool answer_one(db::Connection& c, Call& call, const store::Review& review,
                const store::ReviewAnswer& answer) {
  const store::Author author = call.who().author();
  const auto before = audited(c, review);
  store::answer_review(c, call.scope(), author, review, answer, call.now());
  audit_answer(c, call, "answer_review", review, before);
  return answer.answer == "link" || answer.answer == "create";
}

void queue_sync(db::Connection& c, Call& call, base::Id tenant) {
  store::queue_run(c, {tenant, "manual", call.who().account_or_none(), false, false},
                   kPeoplePriority, call.now());
}

Response decide(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const base::Id id = call.id();
  const std::string decision = fields.required("decision");
  auto data = call.write([&](db::Connection& c) {
    const auto review = review_in_scope(c, call, id);
    const bool follows = store::is_accepted_or_rejected(review)
                             ? answer_held(c, call, review, fields, decision)
                             : answer_one(c, call, review, {decision, fields.integer("asset_id")});
    if (follows) queue_sync(c, call, review.tenant);
    return review_object(c, review_in_scope(c, call, id));
  });
  call.services.outside.notify_workers();
  return one(std::move(data));
}

// The same answer for many; what does not take it is told and left open.
Response decide_many(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const std::string decision = fields.required("decision");
  if (decision == "accept" || decision == "reject" || decision == "link")
    fields.refuse("decision", "Each of these wants a look of its own. Open them one by one.");
  const auto ids = fields.integers("ids").value_or(std::vector<std::int64_t>{});
  if (ids.empty() || ids.size() > kMaxAnswersAtOnce)
    fields.refuse("ids", fmt::format("Name 1 to {} reviews.", kMaxAnswersAtOnce));
  json::array refused;
  std::int64_t answered = 0;
  call.write([&](db::Connection& c) {
    std::set<base::Id> tenants;
    refused.clear();
    answered = 0;
    for (const auto id : std::set<base::Id>(ids.begin(), ids.end())) {
      const auto review = store::find_review(c, call.scope(), id);
      const auto fitting = review ? store::answers_for(*review) : std::vector<std::string_view>();
      if (!review || review->state != "open" ||
          std::ranges::find(fitting, decision) == fitting.end()) {
        refused.emplace_back(id);
        continue;
      }
      if (answer_one(c, call, *review, {decision, std::nullopt})) tenants.insert(review->tenant);
      ++answered;
    }
    for (const base::Id tenant : tenants) queue_sync(c, call, tenant);
  });
  call.services.outside.notify_workers();
  json::object out;
  out["answered"] = answered;
  out["left"] = static_cast<std::int64_t>(refused.size());
  out["refused"] = std::move(refused);
  return one(resource_object(kReviewAnswersResource, 1, std::move(out)));
}

}  // namespace

const Resource kReviewResource{"reviews", kReviewAttributes};
const Resource kReviewSidesResource{"review-sides", kSidesAttributes};
const Resource kReviewAnswersResource{"review-answers", kAnswersAttributes};

void add_review_routes(Router& router) {
  router.add({"GET", "/api/reviews", Access::editor, list_all, "Decisions that wait for a person",
              &kReviewResource, Answer::list, nullptr,
              "id tenant_id organization_id kind state record_id",
              "created_at decided_at kind tenant id"});
  router.add({"GET", "/api/reviews/:id", Access::editor, show, "One review", &kReviewResource,
              Answer::one});
  router.add({"GET", "/api/reviews/:id/sides", Access::editor, show_sides,
              "Both sides of a review, the evidence, and what each answer would do",
              &kReviewSidesResource, Answer::one});
  router.add({"POST", "/api/reviews/:id/decide", Access::editor, decide,
              "Answer a review (decision: one of its answers; asset-id for link; set-hash for what "
              "the guard held back)",
              &kReviewResource, Answer::one});
  router.add({"POST", "/api/reviews/decide", Access::editor, decide_many,
              "Give many reviews the same answer (ids, decision)", &kReviewAnswersResource,
              Answer::one});
}

}  // namespace reeve::api

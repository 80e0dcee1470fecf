// Decisions from answers.
#include "store/review_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "domain/asset.h"
#include "store/contacts.h"
#include "store/rematches.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

bool is_here(db::Connection& c, base::Id tenant, std::string_view kind, base::Id asset) {
  return !c.query(fmt::format("SELECT 1 FROM {} k JOIN tenants t ON t.organization = "
                              "k.organization WHERE k.id = $1 AND t.id = $2 AND k.archived_at IS "
                              "NULL",
                              kind == domain::kContact ? "contacts" : "configurations"),
                  {asset, tenant})
              .empty();
}

// A configuration is one machine's.
void stop_if_taken(db::Connection& c, const Review& review, base::Id configuration) {
  const auto rows = c.query(
      "SELECT r.title, k.name FROM links l JOIN records r ON r.id = l.record JOIN configurations k "
      "ON k.id = l.asset WHERE l.asset_kind = 'configuration' AND l.asset = $1 AND l.tenant = $2 "
      "AND l.record <> $3 AND r.gone_at IS NULL ORDER BY l.role DESC, l.id LIMIT 1",
      {configuration, review.tenant, review.record.value_or(0)});
  if (!rows.empty())
    throw Error(ErrorCode::conflict,
                fmt::format("The configuration {} belongs to the device {} already. Choose another "
                            "configuration, create a new one, or ignore the device.",
                            rows.front().text(1), rows.front().text(0)));
}

void mark_answered(db::Connection& c, const Author& author, const Review& review,
                   const ReviewAnswer& answer, base::Time now) {
  decide_review(c, review.id, author.account, now);
  note_answer(c, review.id, answer);
}

void rule(db::Connection& c, const Author& author, const Review& review, const ReviewAnswer& answer,
          base::Time now) {
  Decision decision;
  decision.tenant = review.tenant;
  decision.record = review.record;
  decision.verdict = answer.answer == "ignore" ? "ignore" : "link";
  decision.asset_kind = asset_kind_of(review);
  decision.asset = answer.answer == "link" ? answer.asset : std::nullopt;
  decision.account = author.account;
  decision.at = now;
  add_decision(c, decision);
}

std::optional<base::Id> asset_left(const Review& review) {
  const auto detail = base::try_parse_json(review.detail);
  if (!detail) return std::nullopt;
  return base::optional_integer(base::member(*detail, "asset"), "id");
}

void archive(db::Connection& c, const Scope& scope, const Author& author, const Review& review,
             base::Time now) {
  const auto asset = asset_left(review);
  if (!asset || !find_contact(c, scope, *asset))
    throw Error(ErrorCode::conflict, "The contact is not there any more. Reload the list.");
  ContactPatch patch;
  patch.archived = true;
  update_contact(c, scope, author, *asset, patch, std::nullopt, now);
}

}  // namespace

bool is_held(const Review& review) { return review.kind.starts_with("held_"); }

bool is_accepted_or_rejected(const Review& review) {
  return is_held(review) || review.kind == kMovedAsset;
}

void note_answer(db::Connection& c, base::Id review, const ReviewAnswer& answer) {
  c.execute("UPDATE reviews SET answer = $1, answer_asset = $2 WHERE id = $3",
            {answer.answer, db::opt(answer.asset), review});
}

std::string asset_kind_of(const Review& review) {
  static const std::map<std::string_view, std::string_view> kinds{
      {"unclear_match", domain::kContact},   {"asset_claimed", domain::kContact},
      {"new_contact", domain::kContact},     {kRecordLeft, domain::kContact},
      {"unclear_device", "configuration"},   {"configuration_claimed", "configuration"},
      {"new_configuration", "configuration"}};
  const auto found = kinds.find(review.kind);
  return found == kinds.end() ? std::string() : std::string(found->second);
}

std::vector<std::string_view> answers_for(const Review& review) {
  if (is_accepted_or_rejected(review)) return {"accept", "reject"};
  if (review.kind == kRecordLeft) return {"archive", "keep"};
  if (asset_kind_of(review).empty() || !review.record) return {};
  return {"link", "create", "ignore"};
}

void answer_review(db::Connection& c, const Scope& scope, const Author& author,
                   const Review& review, const ReviewAnswer& answer, base::Time now) {
  const auto fitting = answers_for(review);
  if (is_accepted_or_rejected(review) || std::ranges::find(fitting, answer.answer) == fitting.end())
    throw Error(ErrorCode::invalid,
                "This review cannot be answered so. Open it: it shows its answers.");
  if (answer.answer == "link" &&
      (!answer.asset || !is_here(c, review.tenant, asset_kind_of(review), *answer.asset)))
    throw Error(ErrorCode::invalid,
                "Name a contact or configuration of the tenant's organization that is not "
                "archived.");
  if (answer.answer == "link" && asset_kind_of(review) == domain::kConfiguration)
    stop_if_taken(c, review, *answer.asset);
  mark_answered(c, author, review, answer, now);
  if (answer.answer == "archive")
    archive(c, scope, author, review, now);
  else if (answer.answer != "keep")
    rule(c, author, review, answer, now);
}

std::vector<LeftRecord> left_records(db::Connection& c, base::Id tenant) {
  std::vector<LeftRecord> left;
  for (const auto& row : c.query(
           "SELECT r.id, l.asset, r.title, k.first_name, k.last_name, s.state, r.gone_at "
           "FROM records r JOIN links l ON l.record = r.id AND l.asset_kind = 'contact' AND "
           "l.role = 'primary' JOIN contacts k ON k.id = l.asset AND k.archived_at IS NULL "
           "LEFT JOIN person_states s ON s.record = r.id "
           "WHERE r.tenant = $1 AND r.type = 'users' AND r.gone_at IS NOT NULL AND r.not_chosen IS "
           "NULL AND NOT EXISTS (SELECT 1 FROM reviews v WHERE v.tenant = r.tenant AND v.record = "
           "r.id AND v.kind = 'record_left' AND v.state = 'decided' AND v.decided_at >= r.gone_at) "
           "AND NOT EXISTS (SELECT 1 FROM links ol JOIN records o ON o.id = ol.record WHERE "
           "ol.asset_kind = 'contact' AND ol.asset = l.asset AND ol.record <> r.id AND o.gone_at "
           "IS "
           "NULL) ORDER BY r.id",
           {tenant})) {
    domain::Contact contact;
    contact.first_name = row.text(3);
    contact.last_name = row.text(4);
    left.push_back({row.integer(0), row.integer(1), row.text(2), domain::full_name(contact),
                    row.optional_text(5).value_or(""), time_at(row, 6)});
  }
  return left;
}

}  // namespace reeve::store

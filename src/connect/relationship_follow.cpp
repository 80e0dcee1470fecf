// Lists relationships with their groups, and says when to look again.
#include "connect/relationship_follow.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "connect/connection_state.h"
#include "connect/discover.h"
#include "connect/onboarding_work.h"
#include "store/jobs.h"
#include "store/onboarding.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::int64_t kFollowPriority = 30;

// One look at all relationships.
class Follower {
 public:
  Follower(Services& services, TokenSource& tokens, base::Id connection, std::stop_token stop)
      : services_(services),
        connection_(read_connection(services, connection)),
        stop_(std::move(stop)),
        now_(services.clock.now()),
        graph_(services.transport, services.clock, services.random,
               microsoft::cloud_named(connection_.cloud), tokens.token_for(connection)) {}

  std::optional<base::Time> run() {
    if (connection_.kind != "partner") return {};
    const auto list = microsoft::list_relationships(graph_, connection_.directory_id, stop_);
    if (!list.listing.complete) throw_listing(list.listing);
    for (const auto& one : services_.database.read(
             [&](db::Connection& c) { return store::list_relationships(c, connection_.id); }))
      before_.emplace(one.external_id, one);
    for (const auto& one : list.found) look_at(one);
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      store::drop_unseen_relationships(c, connection_.id, now_);
    });
    if (activated_) tell_activated();
    return again_;
  }

 private:
  [[noreturn]] static void throw_listing(const microsoft::Listing& listing) {
    const bool person_must_act = listing.code == "no_token" || listing.code == "not_allowed";
    throw Error(person_must_act ? ErrorCode::refused : ErrorCode::unavailable,
                Refused{listing.sentence, listing.remedy, {}}.message(), listing.detail);
  }

  void look_at(const microsoft::DelegatedRelationship& one) {
    auto row = row_of(connection_, one, now_);
    const auto before = before_.find(one.id);
    row.made_here = before != before_.end() && before->second.made_here;
    if (!row.customer_name && before != before_.end())
      row.customer_name = before->second.customer_name;
    if (one.status == "active") read_groups(row);
    services_.database.write(db::Lane::background,
                             [&](db::Connection& c) { store::put_relationship(c, row); });
    if (!row.made_here) return;
    if (waits_for_customer(row.status)) look_again(row.created_at.value_or(now_));
    if (row.status == "active" && waits_for_customer(before->second.status)) {
      activated_ = true;
      give_to_group(row);
    }
  }

  void read_groups(store::Relationship& row) {
    const auto listed =
        microsoft::list_assignments(graph_, connection_.directory_id, row.external_id, stop_);
    if (!listed.listing.complete) return;
    row.assignments_seen_at = now_;
    for (const auto& one : listed.found) {
      row.assignments.push_back({one.group, one.status, one.roles});
      if (one.status == "pending") look_again(now_);
    }
  }

  void look_again(base::Time since) {
    const auto at = now_ + follow_pause(since, now_);
    if (!again_ || at < *again_) again_ = at;
  }

  // Only while somebody is still signed in for it; else the page offers it.
  void give_to_group(const store::Relationship& row) {
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      const auto session = store::find_onboarding_session(c, connection_.id, now_);
      const auto group = store::find_access_group(c, connection_.id);
      if (!session || !session->allows("relationships") || !group) return;
      store::OnboardingStep step;
      step.connection = connection_.id;
      step.act = "assign";
      step.subject = row.external_id;
      step.name = row.customer_name.value_or(row.name);
      step.wish = base::to_json(base::json::object{{"group", group->group_id}});
      step.account = session->account;
      store::ask_onboarding_steps(c, {step}, now_);
      queue_onboarding(c, connection_.id, "assign", now_);
    });
  }

  void tell_activated() {
    services_.database.write(db::Lane::background,
                             [&](db::Connection& c) { queue_discovery(c, connection_.id, now_); });
  }

  Services& services_;
  store::MicrosoftConnection connection_;
  std::stop_token stop_;
  base::Time now_;
  microsoft::GraphClient graph_;
  std::map<std::string, store::Relationship> before_;
  std::optional<base::Time> again_;
  bool activated_ = false;
};

}  // namespace

store::Relationship row_of(const store::MicrosoftConnection& connection,
                           const microsoft::DelegatedRelationship& one, base::Time now) {
  store::Relationship row;
  row.connection = connection.id;
  row.external_id = one.id;
  row.name = one.name;
  if (!one.customer.empty()) row.customer_tenant_id = one.customer;
  if (!one.customer_name.empty()) row.customer_name = one.customer_name;
  row.status = one.status;
  row.duration = one.duration;
  row.auto_extend = one.auto_extend;
  row.roles = one.roles;
  row.created_at = one.created_at;
  row.activated_at = one.activated_at;
  row.ends_at = one.ends_at;
  row.seen_at = now;
  return row;
}

bool waits_for_customer(std::string_view status) {
  return status == "created" || status == "approvalPending" || status == "approved" ||
         status == "activating";
}

std::optional<base::Time> follow_relationships(Services& services, TokenSource& tokens,
                                               base::Id connection, std::stop_token stop) {
  return Follower(services, tokens, connection, std::move(stop)).run();
}

void queue_follow(db::Connection& c, base::Id connection, base::Time now) {
  store::enqueue_afresh(c, "relationships", fmt::format("relationships:{}", connection),
                        fmt::format(R"({{"connection":{}}})", connection), kFollowPriority, now);
}

void queue_follow_if_wanted(db::Connection& c, base::Id connection, base::Time now) {
  const auto known = store::list_relationships(c, connection);
  const bool wanted = known.empty() || std::ranges::any_of(known, [](const auto& one) {
                        return one.made_here && waits_for_customer(one.status);
                      });
  if (wanted) queue_follow(c, connection, now);
}

base::Millis follow_pause(base::Time since, base::Time now) {
  constexpr int share = 10;
  return std::clamp((now - since) / share, kFollowSoonest, kFollowLatest);
}

}  // namespace reeve::connect

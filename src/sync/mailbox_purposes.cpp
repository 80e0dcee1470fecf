// Chooses whom to ask for the purpose of the mailbox, and asks.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "microsoft/batch.h"
#include "store/records.h"
#include "sync/mailbox_readers.h"
#include "types/user_contact.h"

namespace reeve::sync {
namespace {

namespace json = base::json;

constexpr std::size_t kSlice = 10 * microsoft::kBatchSize;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

struct Candidate {
  std::string id, user_name, asked_as;
  int rank = 0;  // the lowest first
};

struct Plan {
  std::vector<Candidate> ask;
  std::vector<std::string> known;  // objects as they are, which need no question
};

std::string body_member(const std::string& body, std::string_view name) {
  const auto tree = base::try_parse_json(body);
  return tree ? base::text_member(*tree, name) : std::string();
}

Plan plan_of(db::Connection& c, const ReaderCall& call) {
  std::unordered_map<std::string, std::string> before;
  for (const auto& one : store::records_for_matching(c, call.tenant.id, call.type.name))
    before[one.record.external_id] = one.record.body;
  const auto reported = store::known_records(c, call.tenant.id, "mailbox_usage");
  Plan plan;
  for (const auto& one : store::records_for_matching(c, call.tenant.id, "users")) {
    // Who has just left is marked gone at the end of the run, and nobody asks for that mailbox.
    if (call.users != nullptr && !call.users->has(one.record.external_id)) continue;
    const types::UserFacts facts = types::user_facts(one.record.body);
    if (facts.guest || body_member(one.record.body, "mail").empty()) continue;
    Candidate user{one.record.external_id, facts.user_name,
                   fmt::format("{}, {}", facts.enabled ? "enabled" : "disabled",
                               facts.licensed ? "licensed" : "unlicensed")};
    const auto known = before.find(user.id);
    if (known != before.end() && body_member(known->second, "askedAs") == user.asked_as &&
        body_member(known->second, "userPrincipalName") == user.user_name) {
      plan.known.push_back(std::move(known->second));
      continue;
    }
    const bool likely = !facts.enabled || !facts.licensed;
    user.rank = !likely ? 2 : reported.contains(base::ascii_lower(user.user_name)) ? 0 : 1;
    plan.ask.push_back(std::move(user));
  }
  std::ranges::sort(plan.ask, [](const Candidate& a, const Candidate& b) {
    return std::tie(a.rank, a.id) < std::tie(b.rank, b.id);
  });
  return plan;
}

// "shared", {"value":"shared"} or {"value":{"value":"shared"}} (reference/microsoft-cloud.md C.6).
std::string purpose_in(const std::string& body) {
  const auto tree = base::try_parse_json(body);
  if (!tree) return {};
  const json::value* at = &*tree;
  while (at->is_object() && !base::member(*at, "value").is_null()) at = &base::member(*at, "value");
  return at->is_string() ? std::string(at->get_string()) : std::string();
}

std::string object_of(const Candidate& user, const std::string& purpose) {
  return base::to_json(json::object{
      {"id", user.id},
      {"userPrincipalName", user.user_name},
      {"userPurpose", purpose.empty() ? json::value() : json::value(json::string(purpose))},
      {"askedAs", user.asked_as}});
}

class Purposes {
 public:
  Purposes(const ReaderCall& call, const OnPage& on_page) : call_(call), on_page_(on_page) {}

  microsoft::Listing run() {
    Plan plan = call_.services.database.read([&](db::Connection& c) { return plan_of(c, call_); });
    give(plan.known);
    const std::size_t all = plan.ask.size();
    plan.ask.resize(std::min(all, kMaxPurposesARun));
    for (std::size_t at = 0; at < plan.ask.size() && listing_.code.empty(); at += kSlice)
      ask({plan.ask.begin() + static_cast<std::ptrdiff_t>(at),
           plan.ask.begin() + static_cast<std::ptrdiff_t>(std::min(plan.ask.size(), at + kSlice))});
    conclude(all);
    return std::move(listing_);
  }

 private:
  void give(const std::vector<std::string>& objects) {
    std::vector<std::string_view> views(objects.begin(), objects.end());
    listing_.objects += static_cast<std::int64_t>(views.size());
    on_page_({.objects = views, .number = ++listing_.pages, .about = std::nullopt});
  }

  void ask(const std::vector<Candidate>& users) {
    std::vector<microsoft::BatchQuestion> questions;
    std::unordered_map<std::string, const Candidate*> by_id;
    for (const Candidate& user : users) {
      questions.push_back({user.id, fmt::format("/users/{}/mailboxSettings/userPurpose", user.id)});
      by_id[user.id] = &user;
    }
    auto result = call_.source.batch(questions, call_.stop, call_.options);
    listing_.requests += result.requests;
    listing_.batched += result.batched;
    std::vector<std::string> objects;
    for (const auto& answer : result.answers) {
      if (answer.status == kForbidden) ++denied_;
      // Nobody's mailbox, or one on the MSP's customer's own server: nothing to tell.
      if (answer.ok() || answer.status == kNotFound)
        objects.push_back(
            object_of(*by_id.at(answer.id), answer.ok() ? purpose_in(answer.body) : std::string()));
    }
    answered_ += objects.size();
    give(objects);
    if (!result.code.empty()) stop_for(std::move(result));
    if (denied_ > 0 && answered_ == 0) stop_for_denial();
  }

  void stop_for(microsoft::BatchResult result) {
    listing_.code = std::move(result.code);
    listing_.sentence = std::move(result.sentence);
    listing_.remedy = std::move(result.remedy);
    listing_.detail = std::move(result.detail);
  }

  void stop_for_denial() {
    listing_.code = "not_allowed";
    listing_.sentence = fmt::format(
        "Microsoft does not let Reeve read what the mailboxes of {} are for.", call_.tenant.name);
    listing_.remedy = fmt::format(
        "Grant the application itself the permission {} in that tenant (admin consent). Granted "
        "for "
        "people it opens only their own mailbox.",
        call_.type.permission);
    listing_.pages = 0;
  }

  void conclude(std::size_t all) {
    listing_.complete = listing_.code.empty() && answered_ == all;
    if (listing_.complete || !listing_.code.empty()) return;
    listing_.code = "more_to_ask";
    listing_.sentence =
        fmt::format("{} of {} mailboxes were asked what they are for.", answered_, all);
    listing_.remedy = "Nothing to do: the others are asked with the next syncs.";
  }

  const ReaderCall& call_;
  const OnPage& on_page_;
  microsoft::Listing listing_;
  std::size_t answered_ = 0, denied_ = 0;
};

}  // namespace

microsoft::Listing read_mailbox_purposes(const ReaderCall& call, const OnPage& on_page) {
  return Purposes(call, on_page).run();
}

}  // namespace reeve::sync

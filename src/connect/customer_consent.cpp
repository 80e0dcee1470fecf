// One customer's consent, from the first look to the proof by fresh tokens.
#include "connect/customer_consent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "connect/authorize.h"
#include "connect/granted.h"
#include "store/grants_made.h"
#include "store/token_ways.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using Names = std::vector<std::string>;

// Until an assignment shows in the application's token.
constexpr std::array<std::int64_t, 3> kPauses{2'000, 5'000, 10'000};
constexpr std::string_view kByLink =
    "Or send the customer the consent link: one of its Global Administrators opens it and accepts.";

Names names_needed(const domain::Tier& tier, bool application) {
  Names out;
  for (const auto& need : tier.permissions)
    if (application ? need.application : need.delegated) out.emplace_back(need.permission);
  return out;
}

base::json::array array_of(const Names& names) {
  base::json::array out;
  for (const auto& one : names) out.emplace_back(base::json::string(one));
  return out;
}

base::json::object side_facts(const GrantSide& side) {
  return {{"known", side.known},
          {"granted", array_of(side.granted)},
          {"missing", array_of(side.missing)},
          {"extra", array_of(side.extra)}};
}

std::string count_of(std::size_t count, std::string_view kind) {
  return fmt::format("{} {} permission{}", count, kind, count == 1 ? "" : "s");
}

// What tokens just issued in the tenant hold beside what the tier needs there.
struct Proof {
  GrantSide application, delegated;
  bool whole() const {
    return application.known && application.missing.empty() && delegated.known &&
           delegated.missing.empty();
  }
};

class Consent {
 public:
  Consent(Services& services, TokenSource& tokens, const store::MicrosoftConnection& connection,
          PartnerToken& partner, const store::OnboardingStep& step, std::stop_token stop)
      : services_(services),
        tokens_(tokens),
        connection_(connection),
        step_(step),
        stop_(std::move(stop)),
        tier_(tier_of_customers(connection)),
        door_(services, connection, partner, step.subject, step.name, stop_) {}

  StepEnd run() {
    auto proof = look();
    const auto facts = base::try_parse_json(step_.facts).value_or(base::json::value{});
    const bool left_open = base::bool_member(facts, "opened");
    if (proof.whole() && !left_open) return told(proof, "already");
    door_.before_widening = [this] { note_opened(); };
    if (const auto why = door_.open("consent", names_needed(tier_, false), left_open))
      return still_open(end_of(*why));
    note_delegated();
    const auto roles = assign_roles();
    const bool opened = door_.widened();
    if (const auto why = door_.close()) open_because_ = why;
    if (opened && !door_.widened()) removed_ = door_scopes("consent");
    tokens_.forget(connection_.id, step_.subject);
    proof = look_until_whole(roles);
    if (roles && roles->passing) return still_open(later_end(*roles));
    return told(proof, roles ? "partly" : "done", roles);
  }

 private:
  // The person here is the service account: what Reeve will read with, not who signed in now.
  Proof look() {
    Proof proof;
    try {
      const auto fresh = tokens_.fresh_at(connection_.id, step_.subject, stop_);
      proof.application = side_of(&fresh.application, true);
      proof.delegated = side_of(fresh.person ? &*fresh.person : nullptr, false);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::refused) throw;
      proof.delegated.sentence = error.message();
    }
    return proof;
  }

  GrantSide side_of(const microsoft::TokenAnswer* answer, bool application) const {
    GrantSide side;
    if (answer == nullptr || !answer->grant) {
      if (answer != nullptr) side.sentence = answer->refusal->sentence;
      // Never allowed there is an answer too: nothing is granted.
      if (answer != nullptr && wants_consent(*answer->refusal))
        side = compare_grants(tier_, application, {});
      return side;
    }
    if (const auto names = granted_names(answer->grant->access, application))
      return compare_grants(tier_, application, *names);
    side.sentence = "Microsoft gave a token that cannot be looked into.";
    return side;
  }

  Proof look_until_whole(const std::optional<Hindrance>& roles) {
    for (std::size_t attempt = 0;; ++attempt) {
      auto proof = look();
      const bool expected = roles.has_value() ? proof.delegated.missing.empty() : proof.whole();
      if (expected || !proof.application.known || attempt == kPauses.size()) return proof;
      if (!services_.clock.wait_for(stop_, base::Millis{kPauses[attempt]}))
        throw Error(ErrorCode::canceled, "Stopped while waiting for a consent to take effect.");
    }
  }

  // Kept with the step: whoever takes it up again after this program died closes what it opened.
  void note_opened() {
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      store::note_onboarding_facts(c, step_.id, R"({"opened":true})");
    });
  }

  StepEnd still_open(StepEnd end) const {
    if (door_.widened()) end.facts["opened"] = true;
    return end;
  }

  void note_delegated() {
    std::string what;
    for (const auto& one : names_needed(tier_, false)) {
      if (std::ranges::find(door_.before(), one) != door_.before().end()) continue;
      what += (what.empty() ? "" : " ") + one;
    }
    if (!what.empty()) note("delegated", std::string(domain::kGraphApi), what);
  }

  void note(std::string_view kind, const std::string& object, const std::string& what) {
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      store::add_grant_made(c, {connection_.id, step_.subject, std::string(kind), object, what,
                                services_.clock.now()});
    });
  }

  // The application's own permissions, each once. What stands in the way is no failure of the
  // delegated part.
  std::optional<Hindrance> assign_roles() {
    std::optional<Hindrance> why;
    const auto principal = door_.principal_of(connection_.application_id, why);
    if (why) return why;
    const auto graph = door_.principal_of(std::string(domain::kGraphApi), why);
    if (why) return why;
    microsoft::AskOptions options;
    options.subject = "application permissions";
    options.permission = "AppRoleAssignment.ReadWrite.All";
    const auto path = fmt::format("/v1.0/servicePrincipals/{}/appRoleAssignments", principal);
    const auto listed = door_.get(path, options);
    if (auto trouble = hindrance_of(listed)) return trouble;
    Names held;
    const auto body = base::parse_json(listed.body, "The list of assignments");
    if (const auto* all = base::member(body, "value").if_array())
      for (const auto& one : *all) held.push_back(base::text_member(one, "appRoleId"));
    for (const auto& name : names_needed(tier_, true)) {
      const auto* permission = domain::find_permission(name);
      if (permission == nullptr || permission->application_id.empty()) continue;
      const std::string id(permission->application_id);
      if (std::ranges::find(held, id) != held.end()) continue;
      const auto answer =
          door_.send({"POST", path,
                      base::to_json(base::json::object{
                          {"principalId", principal}, {"resourceId", graph}, {"appRoleId", id}})},
                     options);
      if (answer.status == 403) return lesser_role(answer);
      if (answer.code == "exists") continue;
      if (auto trouble = hindrance_of(answer)) return trouble;
      added_.push_back(name);
      note("application", base::text_member(base::parse_json(answer.body, "The assignment"), "id"),
           name);
    }
    return std::nullopt;
  }

  // reference/microsoft-cloud.md B.3: Graph's application permissions take the Privileged Role
  // Administrator.
  Hindrance lesser_role(const microsoft::Answer& answer) const {
    return {
        {fmt::format("Only delegated permissions could be granted in {}: your roles there do not "
                     "include Privileged Role Administrator, which grants Graph's application "
                     "permissions. Reeve reads with the service account.",
                     step_.name),
         fmt::format("To be read by the application itself the relationship needs Privileged "
                     "Role Administrator. Roles of a relationship cannot grow: make a new one. "
                     "{}",
                     kByLink),
         answer.detail}};
  }

  StepEnd told(const Proof& proof, std::string_view state,
               const std::optional<Hindrance>& roles = {}) {
    StepEnd end;
    end.state = state;
    const auto held = fmt::format(
        "{} and {} of the tier \"{}\"", count_of(proof.application.granted.size(), "application"),
        count_of(proof.delegated.granted.size(), "delegated"), tier_.title);
    end.sentence = state == "already" ? fmt::format("It was so before: {} are granted.", held)
                                      : fmt::format("A fresh token holds {}.", held);
    if (roles) {
      end.sentence = roles->why.sentence;
      end.remedy = roles->why.remedy;
      end.detail = roles->why.detail;
    } else if (!proof.whole() && state == "done") {
      end.state = "partly";
      unproven(proof, end);
    }
    tell_narrowing(end);
    end.facts = {{"application", side_facts(proof.application)},
                 {"delegated", side_facts(proof.delegated)},
                 {"added", array_of(added_)},
                 {"kept", array_of(door_.before())},
                 {"removed", array_of(removed_)}};
    remember_way(proof);
    return still_open(std::move(end));
  }

  static void unproven(const Proof& proof, StepEnd& end) {
    const auto& side = proof.application.known ? proof.delegated : proof.application;
    end.sentence = fmt::format(
        "The permissions were granted, but a fresh token does not show all of them yet. {}",
        side.sentence);
    end.remedy =
        "Microsoft takes some minutes. Look again then; a relationship that does not "
        "reach the service account keeps its token away for good.";
  }

  void tell_narrowing(StepEnd& end) const {
    if (!removed_.empty()) end.sentence += " What only this needed was taken back.";
    if (!open_because_) return;
    end.state = "partly";
    end.sentence += fmt::format(" What only this needed could not be taken back: {}",
                                open_because_->why.sentence);
    end.remedy = fmt::format(
        "Do it again, or remove {} from the application's permissions in the customer's Entra, "
        "under Enterprise applications. {}",
        fmt::join(door_scopes("consent"), ", "), end.remedy);
    end.detail = open_because_->why.detail;
  }

  // So that the pages say at once by whose token the tenant is read.
  void remember_way(const Proof& proof) {
    store::TokenWay way{connection_.id,       base::ascii_lower(step_.subject), "none", "", "",
                        services_.clock.now()};
    const auto reads = [](const GrantSide& side) {
      return side.known && std::ranges::find(side.missing, "User.Read.All") == side.missing.end();
    };
    if (reads(proof.application))
      way.used = "application";
    else if (reads(proof.delegated))
      way.used = "person";
    else
      return;
    services_.database.write(db::Lane::background,
                             [&](db::Connection& c) { store::put_token_way(c, way); });
  }

  Services& services_;
  TokenSource& tokens_;
  const store::MicrosoftConnection& connection_;
  const store::OnboardingStep& step_;
  std::stop_token stop_;
  domain::Tier tier_;
  CustomerDoor door_;
  Names added_, removed_;
  std::optional<Hindrance> open_because_;  // why what only this needed is still there
};

}  // namespace

StepEnd refused_end(const Refused& why) {
  StepEnd end;
  end.state = "refused";
  end.sentence = why.sentence;
  end.remedy = why.remedy;
  end.detail = why.detail;
  return end;
}

StepEnd later_end(const Hindrance& why) {
  auto end = refused_end(why.why);
  end.state.clear();
  end.retry_at = why.retry_at;
  return end;
}

StepEnd end_of(const Hindrance& why) { return why.passing ? later_end(why) : refused_end(why.why); }

domain::Tier tier_of_customers(const store::MicrosoftConnection& connection) {
  auto tier = domain::tier_for(connection.tier, connection.kind);
  std::erase_if(tier.permissions, [](const domain::Need& need) {
    const auto* permission = domain::find_permission(need.permission);
    return need.place != domain::Place::every_tenant || permission == nullptr ||
           permission->api != domain::kGraphApi;
  });
  return tier;
}

StepEnd consent_in_customer(Services& services, TokenSource& tokens,
                            const store::MicrosoftConnection& connection, PartnerToken& partner,
                            const store::OnboardingStep& step, std::stop_token stop) {
  auto end = Consent(services, tokens, connection, partner, step, std::move(stop)).run();
  if (end.state == "refused" && end.remedy.find("consent link") == std::string::npos)
    end.remedy += (end.remedy.empty() ? "" : " ") + std::string(kByLink);
  return end;
}

std::string customer_consent_link(const Services& services,
                                  const store::MicrosoftConnection& connection,
                                  const std::string& tenant) {
  // api/sign_in.cpp thanks whoever comes back by this state, and takes nothing from it.
  return admin_consent_url(services, connection, microsoft::cloud_named(connection.cloud), tenant,
                           "customer");
}

}  // namespace reeve::connect

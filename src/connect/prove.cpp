// The checks between coming back from Microsoft and being connected (reference/microsoft-cloud.md
// A.1 to A.6).
#include "connect/prove.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "connect/granted.h"
#include "connect/may_read.h"
#include "microsoft/graph.h"
#include "microsoft/id_token.h"
#include "microsoft/jwt.h"
#include "microsoft/partner_center.h"
#include "microsoft/token.h"

namespace reeve::connect {

namespace {

using base::SecretBytes;
using microsoft::TokenGrant;

Refused refused(const microsoft::TokenRefusal& refusal) {
  return {refusal.sentence, refusal.remedy, refusal.detail};
}

microsoft::AskOptions asked_by_a_person() {
  microsoft::AskOptions options;
  options.background = false;
  return options;
}

// One proof: what it needs is borrowed for the call.
class Prover {
 public:
  Prover(Services& services, const Credentials& credentials, std::stop_token stop)
      : services_(services),
        credentials_(credentials),
        row_(credentials.connection),
        stop_(std::move(stop)),
        cloud_(microsoft::cloud_named(row_.cloud)),
        client_(services.transport, services.clock, services.random, cloud_, http::kPersonWaits) {}

  std::optional<Refused> look_ahead() {
    try {
      verifier().settings(row_.directory_id, stop_);
    } catch (const base::Error& error) {
      if (error.code() != base::ErrorCode::refused) throw;
      return Refused{error.message(), "", error.detail()};
    }
    const auto answer = client_.client_credentials(row_.directory_id, credentials_.app(),
                                                   client_.graph_scope(), stop_);
    if (answer.refusal && answer.refusal->error == "invalid_client")
      return refused(*answer.refusal);
    return {};
  }

  enum class Connects { yes, no };

  ProofOrRefusal person(const Journey& journey, const std::string& code, const std::string& scope,
                        Connects connects) {
    const auto redirect = redirect_uri(services_);
    auto answer = client_.redeem_code(row_.directory_id, credentials_.app(),
                                      {code, journey.verifier, redirect}, scope, stop_);
    if (answer.refusal) return refused(*answer.refusal);
    auto& grant = *answer.grant;
    const auto claims =
        verifier().verify(grant.id_token.text(), row_.application_id, journey.nonce, stop_);
    if (const auto why = wrong_directory(claims)) return *why;
    if (grant.refresh_token.empty())
      return Refused{
          "Microsoft signed the account in, but gave no lasting permission.",
          "Allow offline_access in the app registration's API permissions, then connect again.",
          "no refresh_token in the answer"};
    if (connects == Connects::yes)
      if (auto why = no_partner(grant)) return *std::move(why);
    Proof proof{claims.user_name, claims.object_id, std::move(grant.refresh_token), "unknown"};
    if (auto why = second_factor(claims, proof)) return *std::move(why);
    return proof;
  }

  ProofOrRefusal application() {
    const auto answer = client_.client_credentials(row_.directory_id, credentials_.app(),
                                                   client_.graph_scope(), stop_);
    if (answer.refusal) return refused(*answer.refusal);
    const auto& token = answer.grant->access;
    const auto tenant = microsoft::claimed_tenant(token.value.text());
    if (!tenant.empty() && tenant != base::ascii_lower(row_.directory_id))
      return Refused{"Microsoft answered for another tenant than the one of this connection.",
                     "Correct the directory id, then connect again.",
                     fmt::format("token of tenant {}", tenant)};
    if (!may_read(token))
      return Refused{
          "The consent was given, but the application has no permission to read users in this "
          "tenant.",
          "Add the application permission User.Read.All to the app registration, wait a minute, "
          "and connect again.",
          "no reading role in the application's token"};
    return Proof{};
  }

 private:
  microsoft::IdTokenVerifier& verifier() {
    if (!verifier_)
      verifier_.emplace(services_.transport, services_.clock, services_.random, cloud_,
                        http::kPersonWaits);
    return *verifier_;
  }

  std::optional<Refused> wrong_directory(const microsoft::IdClaims& claims) const {
    if (claims.tenant_id == base::ascii_lower(row_.directory_id)) return {};
    return Refused{
        fmt::format("{} belongs to another tenant than the one of this connection.",
                    claims.user_name),
        "Start again and sign in with an account of the directory that the connection names, or "
        "correct the directory id.",
        fmt::format("signed in to tenant {}, wanted {}", claims.tenant_id, row_.directory_id)};
  }

  // A customer's directory where the MSP's is meant: no kind of partner by its own record, and not
  // one customer. Where any of the three cannot be read, nothing is concluded.
  std::optional<Refused> no_partner(const TokenGrant& grant) {
    microsoft::GraphClient graph(
        services_.transport, services_.clock, services_.random, cloud_,
        [&](const std::string&, std::stop_token) { return grant.access.value.clone(); });
    bool partner = false, known = true;
    const auto look = [&](const std::string& path, auto&& counts) {
      if (partner || !known) return;
      const auto listing = graph.list(
          row_.directory_id, path,
          [&](const microsoft::Page& page) {
            for (const auto object : page.objects)
              partner =
                  partner || counts(base::try_parse_json(object).value_or(base::json::value{}));
          },
          stop_, asked_by_a_person());
      known = listing.complete;
    };
    const auto any = [](const base::json::value&) { return true; };
    look("/v1.0/organization?$select=id,partnerTenantType", [](const base::json::value& one) {
      return !base::text_member(one, "partnerTenantType").empty();
    });
    look("/v1.0/contracts?$top=1", any);
    look("/v1.0/tenantRelationships/delegatedAdminRelationships?$top=1", any);
    if (partner || !known) return {};
    return Refused{
        "This directory is not a partner's: it has no customers and no relationship with any.",
        "Enter the directory (tenant) id of your own partner tenant, or connect this one as a "
        "single tenant.",
        "partnerTenantType is empty, contracts and delegatedAdminRelationships are empty"};
  }

  // `amr` with mfa is yes. Absent is unknown: Partner Center knows, and only its 401 refuses.
  std::optional<Refused> second_factor(const microsoft::IdClaims& claims, Proof& proof) {
    if (std::ranges::find(claims.methods, "mfa") != claims.methods.end()) {
      proof.mfa = "yes";
      return {};
    }
    const auto scope = microsoft::partner_center_scope(cloud_);
    if (scope.empty() || row_.kind == "direct") return {};
    auto answer =
        client_.refresh(row_.directory_id, credentials_.app(), proof.refresh_token, scope, stop_);
    if (answer.refusal) {
      base::log_info("connect", "connection {}: no Partner Center token: {}", row_.id,
                     answer.refusal->detail);
      return {};
    }
    if (!answer.grant->refresh_token.empty())
      proof.refresh_token = std::move(answer.grant->refresh_token);
    const auto probe = microsoft::probe_mfa(services_.transport, services_.clock, services_.random,
                                            cloud_, answer.grant->access.value, stop_);
    if (probe.verdict == microsoft::MfaVerdict::accepted) proof.mfa = "yes";
    if (probe.verdict != microsoft::MfaVerdict::refused) return {};
    return Refused{
        fmt::format("{} signed in without multi-factor authentication, so Microsoft will refuse "
                    "it at your customers.",
                    claims.user_name),
        "Turn multi-factor authentication on for the account, sign out of Microsoft, and connect "
        "again.",
        probe.detail};
  }

  Services& services_;
  const Credentials& credentials_;
  const store::MicrosoftConnection& row_;
  std::stop_token stop_;
  microsoft::Cloud cloud_;
  microsoft::TokenClient client_;
  std::optional<microsoft::IdTokenVerifier> verifier_;
};

}  // namespace

std::optional<Refused> look_ahead(Services& services, const Credentials& credentials,
                                  std::stop_token stop) {
  return Prover(services, credentials, std::move(stop)).look_ahead();
}

ProofOrRefusal prove_person(Services& services, const Credentials& credentials,
                            const Journey& journey, const std::string& code, std::stop_token stop) {
  const auto& row = credentials.connection;
  return Prover(services, credentials, std::move(stop))
      .person(journey, code, sign_in_scope(row, microsoft::cloud_named(row.cloud)),
              Prover::Connects::yes);
}

ProofOrRefusal prove_person_for(Services& services, const Credentials& credentials,
                                const Journey& journey, const std::string& code,
                                const std::string& scope, std::stop_token stop) {
  return Prover(services, credentials, std::move(stop))
      .person(journey, code, scope, Prover::Connects::no);
}

ProofOrRefusal prove_application(Services& services, const Credentials& credentials,
                                 std::stop_token stop) {
  return Prover(services, credentials, std::move(stop)).application();
}

}  // namespace reeve::connect

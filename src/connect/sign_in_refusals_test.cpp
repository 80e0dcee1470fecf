// THE TABLE of attacks and mishaps on the way back from Microsoft: each is refused with a sentence,
// leaves nothing behind, and is written down; a working connection works on.
#include <gtest/gtest.h>

#include <set>

#include "connect/token_refusal_rows.h"

namespace reeve::connect {
namespace {

using namespace refusals;

std::vector<Row> state_rows() {
  return {
      partner("no state", Asked::nothing, kUnknown, [](Scene& s) { s.refused_without("state"); }),
      partner("an empty state", Asked::nothing, kUnknown,
              [](Scene& s) { s.refused_with("state", ""); }),
      partner("a made-up state", Asked::nothing, kUnknown,
              [](Scene& s) { s.refused_with("state", std::string(43, 'A')); }),
      partner("a state with one letter changed", Asked::nothing, kUnknown,
              [](Scene& s) {
                auto back = s.sign_in();
                back["state"][7] = back["state"][7] == 'a' ? 'b' : 'a';
                s.refused(back);
              }),
      partner("a state of ten thousand letters", Asked::nothing, kUnknown,
              [](Scene& s) { s.refused_with("state", std::string(10'000, 'x')); }),
      partner("a state that connected already", Asked::nothing, kUnknown,
              [](Scene& s) {
                const auto back = s.sign_in();
                EXPECT_TRUE(s.finish(back, s.me()).connected());
                s.refused(back);
              }),
      partner("a state that was refused already", Asked::nothing, kUnknown,
              [](Scene& s) {
                auto back = s.sign_in();
                EXPECT_FALSE(s.finish({{"state", back["state"]}}, s.me()).connected());
                s.refused(back);
              }),
      partner("a state after its ten minutes", Asked::nothing, kUnknown,
              [](Scene& s) {
                const auto back = s.sign_in();
                s.world.clock.advance(kSignInLife);
                s.refused(back);
              }),
  };
}

std::vector<Row> journey_rows() {
  return {
      partner("another browser", Asked::nothing, "begun in another browser",
              [](Scene& s) {
                s.refused(s.sign_in(), {s.world.account, "127.0.0.1", "other"});
              }),
      partner("a browser without the cookie", Asked::nothing, "begun in another browser",
              [](Scene& s) {
                s.refused(s.sign_in(), {s.world.account, "127.0.0.1", ""});
              }),
      partner("another account", Asked::nothing, "begun by somebody else",
              [](Scene& s) { s.refused(s.sign_in(), s.somebody_else()); }),
      partner("the state of another connection, of another application", Asked::sign_in_host,
              "does not accept",
              [](Scene& s) {
                auto back = s.sign_in();
                const auto url = s.begin(s.second(kOtherApplication, kPartner));
                back["state"] = s.microsoft.sign_in(url, "another-code")["state"];
                s.refused(back);
              }),
      partner("the state of another connection, of the same application", Asked::sign_in_host,
              "did not recognize the sign-in",
              [](Scene& s) {
                auto back = s.sign_in();
                const auto url = s.begin(s.second(kApplication, kPartner));
                back["state"] = s.microsoft.sign_in(url, "another-code")["state"];
                s.refused(back);
              }),
      partner("the connection is removed meanwhile", Asked::nothing, kUnknown,
              [](Scene& s) {
                const auto back = s.sign_in();
                s.world.database->write(db::Lane::people, [&](db::Connection& c) {
                  store::delete_connection(c, s.world.connection, kTestNow);
                });
                s.refused(back);
              }),
      partner("the application is changed meanwhile", Asked::nothing, kChanged,
              [](Scene& s) {
                const auto back = s.sign_in();
                auto row = s.world.row();
                row.application_id = kOtherApplication;
                s.world.database->write(db::Lane::people, [&](db::Connection& c) {
                  store::update_connection(c, row, kTestNow);
                });
                s.refused(back);
                row = s.world.row();
                row.application_id = kApplication;
                s.world.database->write(db::Lane::people, [&](db::Connection& c) {
                  store::update_connection(c, row, kTestNow);
                });
              }),
      partner("the secret is changed meanwhile", Asked::nothing, kChanged,
              [](Scene& s) {
                const auto back = s.sign_in();
                s.world.database->write(db::Lane::people, [&](db::Connection& c) {
                  s.world.vault->put(c, vault::kConnection, s.world.connection,
                                     vault::kClientSecret,
                                     base::SecretBytes(std::string_view("newer s3cret")), kTestNow);
                });
                s.refused(back);
              }),
  };
}

std::vector<Row> code_rows() {
  const auto row = [](std::string_view name, std::string_view sentence, void (*happens)(Scene&)) {
    return partner(name, Asked::sign_in_host, sentence, happens);
  };
  return {
      row("a code after its end", "has expired",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.world.clock.advance(kCodeLife);
            s.refused(back);
          }),
      row("a code that was redeemed already", "was used already",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.microsoft.codes["the-code"].used = true;
            s.refused(back);
          }),
      row("the code of another sign-in of the same connection", "did not recognize the sign-in",
          [](Scene& s) {
            const auto first = s.sign_in();
            auto second = s.microsoft.sign_in(s.begin(), "second");
            second["code"] = first.at("code");
            s.refused(second);
          }),
      row("an attacker's code that was got without PKCE", kForged,
          [](Scene& s) {
            const auto back = s.sign_in();
            auto& code = s.microsoft.codes["the-code"];
            code.challenge = code.nonce = "";
            s.refused(back);
          }),
      row("a code whose challenge is another's", "did not recognize the sign-in",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.microsoft.codes["the-code"].challenge = std::string(43, 'c');
            s.refused(back);
          }),
      row("a code of another redirect address", "another address",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.microsoft.codes["the-code"].redirect = "https://evil.example/microsoft/callback";
            s.refused(back);
          }),
  };
}

std::vector<Row> foreign_code_rows() {
  const auto row = [](std::string_view name, std::string_view sentence, void (*happens)(Scene&)) {
    return partner(name, Asked::sign_in_host, sentence, happens);
  };
  return {
      row("a code of another application", "does not accept",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.microsoft.codes["the-code"].application = kOtherApplication;
            s.refused(back);
          }),
      row("a code of another tenant", "for another tenant",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.microsoft.codes["the-code"].tenant = kCustomer;
            s.refused(back);
          }),
      row("a made-up code", "does not accept",
          [](Scene& s) { s.refused_with("code", "another-the-c0de"); }),
      partner("no code", Asked::nothing, kNoCode, [](Scene& s) { s.refused_without("code"); }),
      partner("an empty code", Asked::nothing, kNoCode,
              [](Scene& s) { s.refused_with("code", ""); }),
      partner("a code of ten thousand letters", Asked::nothing, kNoCode,
              [](Scene& s) { s.refused_with("code", std::string(10'000, 'c')); }),
  };
}

std::vector<Row> tenant_rows() {
  return {
      partner("an account of another tenant", Asked::sign_in_host, kOtherTenant,
              [](Scene& s) {
                s.microsoft.forged["tid"] = json::value(kCustomer);
                s.refused_claim("iss", json::value(TinyMicrosoft::issuer(kCustomer)));
              }),
      partner("a personal account", Asked::sign_in_host, kOtherTenant,
              [](Scene& s) {
                s.microsoft.forged["tid"] = json::value(kConsumers);
                s.refused_claim("iss", json::value(TinyMicrosoft::issuer(kConsumers)));
              }),
      partner("two connections with their tenants swapped", Asked::sign_in_host,
              "for another tenant",
              [](Scene& s) {
                auto ours = s.sign_in();
                const auto url = s.begin(s.second(kApplication, kCustomer));
                ours["code"] = s.microsoft.sign_in(url, "theirs")["code"];
                s.refused(ours);
              }),
      partner("a customer's directory where the partner's is meant", Asked::graph,
              "This directory is not a partner's",
              [](Scene& s) {
                auto& lists = s.world.microsoft.lists;
                lists["organization"] = R"({"id":"1","partnerTenantType":null})";
                lists["contracts"] = lists["delegatedAdminRelationships"] = "";
                s.refused(s.sign_in());
              }),
      partner("without a second factor, as Partner Center says", Asked::partner_center,
              "without multi-factor authentication",
              [](Scene& s) {
                s.world.microsoft.partner_center = http::json_answer(401, "{}");
                s.refused_claim("amr", nullptr);
                s.world.microsoft.partner_center = http::json_answer(200, "{}");
              }),
  };
}

std::vector<Row> direct_tenant_rows() {
  return {
      direct("consent in another directory", Asked::nothing, "in another tenant",
             [](Scene& s) { s.refused_with("tenant", kCustomer); }),
      direct("consent in every directory", Asked::nothing, "in another tenant",
             [](Scene& s) { s.refused_with("tenant", "common"); }),
      direct("a token of another tenant", Asked::sign_in_host, "answered for another tenant",
             [](Scene& s) {
               s.microsoft.application_claims =
                   fmt::format(R"({{"tid":"{}","roles":["User.Read.All"]}})", kCustomer);
               s.refused(s.sign_in());
             }),
  };
}

std::vector<Row> consent_rows() {
  return {
      direct("admin_consent=True without any consent", Asked::sign_in_host,
             "application id is not known in this tenant",
             [](Scene& s) {
               const auto back = s.sign_in();
               s.world.microsoft.refuse[{kPartner, "client_credentials"}] =
                   http::json_answer(400, aadsts("unauthorized_client", 700016));
               s.refused(back);
             }),
      direct("admin_consent=True, but nothing granted", Asked::sign_in_host,
             "no permission to read users",
             [](Scene& s) {
               s.microsoft.application_claims = fmt::format(R"({{"tid":"{}"}})", kPartner);
               s.refused(s.sign_in());
             }),
      direct("admin_consent=False", Asked::nothing, kNoConsent,
             [](Scene& s) { s.refused_with("admin_consent", "False"); }),
      direct("a code instead of a consent", Asked::nothing, kNoConsent,
             [](Scene& s) {
               auto back = s.sign_in();
               back.erase("admin_consent");
               back["code"] = "the-code";
               s.refused(back);
             }),
      direct("a consent without its state", Asked::nothing, kUnknown,
             [](Scene& s) { s.refused_without("state"); }),
      direct("a consent that was used already", Asked::nothing, kUnknown,
             [](Scene& s) {
               const auto back = s.sign_in();
               EXPECT_TRUE(s.finish(back, s.me()).connected());
               s.refused(back);
             }),
      direct("a consent in another browser", Asked::nothing, "begun in another browser",
             [](Scene& s) {
               s.refused(s.sign_in(), {s.world.account, "127.0.0.1", "x"});
             }),
      direct("a declined consent that says True", Asked::nothing, "declined",
             [](Scene& s) { s.refused_with("error", "access_denied"); }),
      partner("a consent instead of a sign-in", Asked::nothing, kNoCode,
              [](Scene& s) {
                auto back = s.sign_in();
                back.erase("code");
                back["admin_consent"] = "True";
                back["tenant"] = kPartner;
                s.refused(back);
              }),
  };
}

std::vector<Row> error_rows() {
  return {
      partner("an error beside a good code", Asked::nothing, "declined",
              [](Scene& s) { s.refused_with("error", "access_denied"); }),
      partner("an empty error beside a good code", Asked::nothing, "refused the sign-in",
              [](Scene& s) { s.refused_with("error", ""); }),
      partner("an oversized error beside a good code", Asked::nothing, "refused the sign-in",
              [](Scene& s) { s.refused_with("error", std::string(10'000, 'e')); }),
      partner("a page of HTML for an error", Asked::nothing, "refused the sign-in",
              [](Scene& s) { s.refused_with("error", "<script>alert(1)</script>"); }),
      partner("HTML in the description", Asked::nothing, "declined",
              [](Scene& s) {
                auto back = s.sign_in();
                back.erase("code");
                back["error"] = "access_denied";
                back["error_description"] =
                    "<img src=x onerror=alert(1)> Call <a href=//evil.example>us</a>";
                s.refused(back);
              }),
      partner("an error without its state", Asked::nothing, kUnknown,
              [](Scene& s) {
                auto back = s.sign_in();
                back["error"] = "access_denied";
                back.erase("state");
                s.refused(back);
              }),
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (const auto& rows :
       {state_rows(), journey_rows(), nonce_and_issuer_rows(), audience_and_time_rows(),
        signature_rows(), settings_rows(), code_rows(), foreign_code_rows(), tenant_rows(),
        direct_tenant_rows(), consent_rows(), error_rows()})
    all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

std::size_t run_each(bool working) {
  std::size_t refused = 0;
  for (const auto& row : all_rows()) {
    SCOPED_TRACE(fmt::format("{}, {}", row.name, working ? "a working connection" : "a new one"));
    Scene scene(row.kind == Kind::direct, working, row.expected);
    row.happens(scene);
    if (scene.attacked()) ++refused;
    scene.expect_a_good_one_works();
  }
  return refused;
}

TEST(SignInRefusals, EachOfANewConnection) { EXPECT_EQ(run_each(false), all_rows().size()); }

TEST(SignInRefusals, EachOfAWorkingConnection) { EXPECT_EQ(run_each(true), all_rows().size()); }

TEST(SignInRefusals, TheTableHasEnoughRowsEachWithAName) {
  std::set<std::string_view> names;
  for (const auto& row : all_rows()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  EXPECT_GE(names.size(), 80U);
}

}  // namespace
}  // namespace reeve::connect

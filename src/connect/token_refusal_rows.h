// Rows of refused sign-ins whose id token is not Microsoft's, not ours, or not of now.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "connect/refusal_row.h"

namespace reeve::connect::refusals {

namespace json = base::json;

inline std::string part(std::string_view text) { return base::base64url(base::as_bytes(text)); }

// A token as a careless checker would take it: HMAC under what everybody may read.
inline std::string signed_with_the_public_key(const std::string& claims) {
  const auto key = TinyMicrosoft::signer().key().modulus;
  const auto text = part(R"({"alg":"HS256","typ":"JWT","kid":"key-1"})") + "." + part(claims);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mark{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mark.data(), &size);
  return text + "." + part({reinterpret_cast<const char*>(mark.data()), size});
}

inline std::string without_its_signature(std::string token) {
  token.resize(token.rfind('.') + 1);
  return token;
}

// The published keys, with a word on whose tokens each signs.
inline std::string keys_of_issuer(const std::string& issuer) {
  auto keys = base::parse_json(TinyMicrosoft::signer().jwks(), "keys");
  keys.at("keys").at(0).as_object()["issuer"] = issuer;
  return base::to_json(keys);
}

inline std::vector<Row> nonce_and_issuer_rows() {
  const auto row = [](std::string_view name, void (*happens)(Scene&)) {
    return partner(name, Asked::sign_in_host, kForged, happens);
  };
  return {
      row("no nonce", [](Scene& s) { s.refused_claim("nonce", nullptr); }),
      row("an empty nonce", [](Scene& s) { s.refused_claim("nonce", ""); }),
      row("the nonce of an earlier sign-in",
          [](Scene& s) {
            s.sign_in();
            s.refused_claim("nonce", json::value(s.microsoft.codes["the-code"].nonce));
          }),
      row("the issuer of another tenant",
          [](Scene& s) { s.refused_claim("iss", json::value(TinyMicrosoft::issuer(kCustomer))); }),
      row("the issuer of version 1",
          [](Scene& s) {
            s.microsoft.forged["ver"] = "1.0";
            s.refused_claim("iss", json::value("https://sts.windows.net/" + kPartner + "/"));
          }),
      row("an issuer on a foreign host",
          [](Scene& s) {
            s.refused_claim("iss", json::value("https://login.microsoftonline.com.evil.example/" +
                                               kPartner + "/v2.0"));
          }),
      row("an issuer without TLS",
          [](Scene& s) {
            s.refused_claim("iss",
                            json::value("http://login.microsoftonline.com/" + kPartner + "/v2.0"));
          }),
      row("the issuer of another Microsoft cloud",
          [](Scene& s) {
            s.refused_claim("iss",
                            json::value("https://login.microsoftonline.us/" + kPartner + "/v2.0"));
          }),
      row("the issuer's pattern instead of a tenant",
          [](Scene& s) {
            s.refused_claim("iss", "https://login.microsoftonline.com/{tenantid}/v2.0");
          }),
      row("no issuer", [](Scene& s) { s.refused_claim("iss", nullptr); }),
  };
}

inline std::vector<Row> audience_and_time_rows() {
  const auto row = [](std::string_view name, void (*happens)(Scene&)) {
    return partner(name, Asked::sign_in_host, kForged, happens);
  };
  return {
      row("made for another application",
          [](Scene& s) { s.refused_claim("aud", json::value(kOtherApplication)); }),
      row("made for Graph",
          [](Scene& s) { s.refused_claim("aud", "https://graph.microsoft.com"); }),
      row("made for several applications, ours among them",
          [](Scene& s) {
            s.refused_claim("aud", json::array{kOtherApplication, kApplication});
          }),
      row("made for nobody", [](Scene& s) { s.refused_claim("aud", nullptr); }),
      row("a tenant that differs from the issuer",
          [](Scene& s) { s.refused_claim("tid", json::value(kCustomer)); }),
      row("no tenant", [](Scene& s) { s.refused_claim("tid", nullptr); }),
      row("a domain name for a tenant",
          [](Scene& s) { s.refused_claim("tid", "msp.onmicrosoft.com"); }),
      row("expired",
          [](Scene& s) { s.refused_claim("exp", base::to_ms(s.world.clock.now()) / 1000 - 301); }),
      row("without an end", [](Scene& s) { s.refused_claim("exp", nullptr); }),
      row("not valid yet",
          [](Scene& s) { s.refused_claim("nbf", base::to_ms(s.world.clock.now()) / 1000 + 301); }),
      row("made in the future, or by a clock that is far ahead of ours",
          [](Scene& s) { s.refused_claim("iat", base::to_ms(s.world.clock.now()) / 1000 + 3600); }),
  };
}

inline std::vector<Row> signature_rows() {
  const auto row = [](std::string_view name, void (*happens)(Scene&)) {
    return partner(name, Asked::sign_in_host, kForged, happens);
  };
  return {
      row("no id token at all",
          [](Scene& s) {
            s.microsoft.sign = [](const std::string&) { return std::string(); };
            s.refused(s.sign_in());
          }),
      row("algorithm none",
          [](Scene& s) {
            s.microsoft.sign = [](const std::string& claims) {
              return part(R"({"alg":"none","kid":"key-1"})") + "." + part(claims) + ".";
            };
            s.refused(s.sign_in());
          }),
      row("HS256 under the public key",
          [](Scene& s) {
            s.microsoft.sign = signed_with_the_public_key;
            s.refused(s.sign_in());
          }),
      row("a key that nobody publishes",
          [](Scene& s) {
            s.microsoft.sign = [](const std::string& claims) {
              return microsoft::TestSigner("key-9").sign(claims);
            };
            s.refused(s.sign_in());
          }),
      row("another key under the right name",
          [](Scene& s) {
            s.microsoft.sign = [](const std::string& claims) {
              return microsoft::TestSigner("key-1").sign(claims);
            };
            s.refused(s.sign_in());
          }),
      row("a key that Microsoft publishes for another tenant",
          [](Scene& s) {
            s.microsoft.published_keys = keys_of_issuer(TinyMicrosoft::issuer(kCustomer));
            s.refused(s.sign_in());
          }),
      row("the signature cut off",
          [](Scene& s) {
            s.microsoft.sign = [](const std::string& claims) {
              return without_its_signature(TinyMicrosoft::signer().sign(claims));
            };
            s.refused(s.sign_in());
          }),
      row("a good signature moved to other words",
          [](Scene& s) {
            s.microsoft.sign = [](const std::string& claims) {
              const auto good = TinyMicrosoft::signer().sign("{}");
              const auto other = TinyMicrosoft::signer().sign(claims);
              return other.substr(0, other.rfind('.')) + good.substr(good.rfind('.'));
            };
            s.refused(s.sign_in());
          }),
      row("an id token of a megabyte",
          [](Scene& s) {
            s.microsoft.forged["name"] = json::value(std::string(500'000, 'n'));
            s.refused(s.sign_in());
          }),
  };
}

inline std::vector<Row> settings_rows() {
  const auto broken = [](std::string_view name, void (*happens)(Scene&)) {
    return partner(name, Asked::sign_in_host, kBroken, happens);
  };
  return {
      broken(
          "settings that name a foreign issuer",
          [](Scene& s) {
            const auto back = s.sign_in();
            s.microsoft.openid_settings =
                R"({"issuer":"https://evil.example/v2.0","jwks_uri":"https://login.microsoftonline.com/common/discovery/v2.0/keys"})";
            s.refused(back);
          }),
      broken("settings that name keys on a foreign host",
             [](Scene& s) {
               const auto back = s.sign_in();
               s.microsoft.openid_settings =
                   fmt::format(R"({{"issuer":"{}","jwks_uri":"https://evil.example/keys"}})",
                               TinyMicrosoft::issuer(kPartner));
               s.refused(back);
             }),
  };
}

}  // namespace reeve::connect::refusals

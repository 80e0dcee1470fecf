// Making and reading BMS's tokens with the keys of the state, so that they survive a restart.
#include "bms_tokens.h"

#include "encoding.h"
#include "json.h"
#include "keys.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kIssuer = "https://api.bms.kaseya.com";
constexpr std::string_view kRefreshUse = "bms-refresh";  // tells it from other sealed texts

std::optional<BmsToken> token_of(const std::optional<std::string>& text, std::string_view name,
                                 std::string_view wanted) {
  if (!text) return std::nullopt;
  const auto object = parse_object(*text);
  if (!object || text_of(*object, name) != wanted) return std::nullopt;
  BmsToken token;
  token.id = text_of(*object, "jti");
  token.user_name = text_of(*object, "sub");
  token.generation = static_cast<int>(number_of(*object, "generation"));
  token.expires = number_of(*object, "exp");
  return token;
}

}  // namespace

BmsTokenPair make_bms_tokens(const State& state, const std::string& user_name, int generation,
                             std::int64_t now) {
  BmsTokenPair made;
  made.access_expires = now + kBmsAccessSeconds;
  made.refresh_expires = now + kBmsRefreshSeconds;
  const std::string id = fresh_guid();
  json::object facts = {{"jti", id}, {"sub", user_name}, {"generation", generation}};
  json::object access = facts;
  access["iss"] = kIssuer;
  access["iat"] = now;
  access["nbf"] = now;
  access["exp"] = made.access_expires;
  made.access = sign_jwt(state.key(), json::serialize(access));
  facts["use"] = kRefreshUse;
  facts["exp"] = made.refresh_expires;
  made.refresh = base64url_encode(seal(state.seal_key(), json::serialize(facts)));
  return made;
}

std::optional<BmsToken> read_bms_access(const State& state, std::string_view token) {
  return token_of(open_jwt(state.key(), token), "iss", kIssuer);
}

std::optional<BmsToken> read_bms_refresh(const State& state, std::string_view token) {
  const auto sealed = base64url_decode(token);
  if (!sealed) return std::nullopt;
  return token_of(unseal(state.seal_key(), *sealed), "use", kRefreshUse);
}

}  // namespace cloud

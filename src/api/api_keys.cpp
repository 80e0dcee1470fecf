// Keys for scripts and other programs.
#include <fmt/format.h>

#include <algorithm>

#include "api/api_key.h"
#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/hash.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kShownPrefix = 10;
constexpr std::size_t kMaxName = 100;

constexpr Attribute kKeyAttributes[] = {
    {"name", Kind::text, false, Use::both}, {"prefix", Kind::text},
    {"role", Kind::text, false, Use::both}, {"created-at", Kind::time},
    {"last-used-at", Kind::time, true},     {"revoked-at", Kind::time, true},
};

json::object key_object(const store::ApiKey& key) {
  json::object out;
  out["name"] = json::string(key.name);
  out["prefix"] = json::string(key.prefix);
  out["role"] = json::string(domain::to_string(key.role));
  out["created-at"] = time_value(key.created_at);
  out["last-used-at"] = nullable(key.last_used_at);
  out["revoked-at"] = nullable(key.revoked_at);
  return resource_object(kApiKeyResource, key.id, std::move(out));
}

store::Page<store::ApiKey> page_of(std::vector<store::ApiKey> all, const store::ListQuery& query) {
  store::Page<store::ApiKey> page;
  page.total = static_cast<std::int64_t>(all.size());
  const auto from = static_cast<std::size_t>(std::min((query.page - 1) * query.size, page.total));
  const auto to = std::min(all.size(), from + static_cast<std::size_t>(query.size));
  page.rows.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                   all.begin() + static_cast<std::ptrdiff_t>(to));
  return page;
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return page_of(store::list_api_keys(c), query);
      },
      [](db::Connection&, const store::ApiKey& key) { return key_object(key); });
}

Response show(Call& call) {
  const base::Id id = call.id();
  const auto keys = call.read([](db::Connection& c) { return store::list_api_keys(c); });
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const store::ApiKey& key) { return key.id == id; });
  if (found == keys.end()) throw_not_found("API key");
  return one(key_object(*found));
}

// Without the key's first letters.
json::object audited(const store::ApiKey& key) {
  return {{"name", json::string(key.name)}, {"role", json::string(domain::to_string(key.role))}};
}

Response create(Call& call) {
  const Fields fields = read_fields(call.request, "api-keys");
  const auto role = domain::role_from(fields.text("role").value_or("editor"));
  if (!role)
    fields.refuse("role",
                  "There is no such role. Choose administrator, manager, editor, creator or lite.");
  const std::string name = fields.required("name");
  const MadeApiKey made = call.write([&](db::Connection& c) {
    MadeApiKey key = make_api_key(c, call.services.random, name, *role, call.now());
    audit_change(c, call, "api_key", "api_key", key.key.id, {}, audited(key.key));
    return key;
  });
  return one(key_object(made.key), 201, {{"key", json::string(made.secret)}});
}

Response revoke(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    const auto keys = store::list_api_keys(c);
    const auto found = std::ranges::find(keys, id, &store::ApiKey::id);
    if (!store::revoke_api_key(c, id, call.now())) throw_not_found("API key");
    if (found == keys.end()) throw_not_found("API key");
    audit_change(c, call, "api_key_revoked", "api_key", id, audited(*found), {});
  });
  return no_content();
}

}  // namespace

const Resource kApiKeyResource{"api-keys", kKeyAttributes};

MadeApiKey make_api_key(db::Connection& c, const base::Random& random, const std::string& name,
                        domain::Role role, base::Time now) {
  if (name.empty() || name.size() > kMaxName)
    throw_invalid(
        fmt::format(
            "An API key needs a name of 1 to {} characters, so that one can tell it from others.",
            kMaxName),
        "name");
  MadeApiKey made;
  made.secret = "RVE." + base::random_token(random, kKeyBytes);
  made.key = store::create_api_key(c, name, base::sha256_hex(made.secret),
                                   made.secret.substr(0, kShownPrefix), role, now);
  return made;
}

void add_api_key_routes(Router& router) {
  const Resource* own = &kApiKeyResource;
  router.add(
      {"GET", "/api/api_keys", Access::administrator, list_all, "API keys", own, Answer::list});
  router.add(
      {"GET", "/api/api_keys/:id", Access::administrator, show, "One API key", own, Answer::one});
  router.add({"POST", "/api/api_keys", Access::administrator, create,
              "Make a key; meta.key is shown this once", own, Answer::one, own});
  router.add({"DELETE", "/api/api_keys/:id", Access::administrator, revoke, "Revoke a key", nullptr,
              Answer::nothing});
}

}  // namespace reeve::api

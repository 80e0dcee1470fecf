// /applications: the registration, its secrets and certificates.
// Shapes: application-get--1.json, application-list--1.json, the CSDL; rules: learn.microsoft.com/
// graph/api/application-update, application-addpassword, application-removepassword. addKey and
// removeKey, which want a proof by another certificate, are not simulated: a certificate is added
// by PATCH of keyCredentials.
#include <fmt/format.h>

#include <algorithm>

#include "application_json.h"
#include "control.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "object_ids.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kType = "application";

// Registrations stand in the MSP's tenant alone.
std::vector<const Application*> registrations(const GraphCall& call) {
  if (!call.tenant.is_partner) return {};
  return call.cloud.world.applications();
}

const Application& wanted(const GraphCall& call) {
  std::string key = call.args[0];
  constexpr std::string_view by_app = "appId=";
  const bool alternate = same_text(key.substr(0, by_app.size()), by_app);
  if (alternate) key = key.substr(by_app.size());
  std::erase(key, '\'');
  for (const Application* one : registrations(call))
    if (same_text(key, alternate ? one->id : application_object_id(*one))) return *one;
  refuse_missing(call.args[0]);
}

void put(GraphCall& call, const Application& changed) {
  edit_world(call.cloud, application_edit(call.cloud.world, changed));
}

[[noreturn]] void refuse_property(std::string_view name) {
  throw GraphRefusal(400, "Request_BadRequest",
                     fmt::format("Invalid value specified for property '{}' of resource "
                                 "'Application'.",
                                 name));
}

struct Writable {
  std::string_view name;
  bool (*take)(Application&, const json::value&, std::int64_t now);
};
constexpr Writable kWritable[] = {
    {"displayName", take_display_name},
    {"signInAudience", take_audience},
    {"web", take_web},
    {"requiredResourceAccess", take_required_access},
    {"keyCredentials", take_key_credentials},
    {"passwordCredentials", keep_password_credentials},
};

}  // namespace

Response list_applications(GraphCall& call) {
  const auto all = registrations(call);
  ObjectListing listing;
  listing.context = "applications";
  listing.type = kType;
  for (std::size_t at = 0; at < all.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return application_object(call.cloud.world, *all[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), kType,
                         application_properties_only_selected());
  };
  return answer_listing(call, listing);
}

Response show_application(GraphCall& call) {
  return answer_object(call, "applications",
                       keep_selected(call.query, application_object(call.cloud.world, wanted(call)),
                                     kType, application_properties_only_selected()));
}

Response change_application(GraphCall& call) {
  Application changed = wanted(call);
  for (const auto& one : call.body()) {
    const std::string_view name = one.key();
    const auto* row = std::find_if(std::begin(kWritable), std::end(kWritable),
                                   [&](const Writable& each) { return each.name == name; });
    if (row == std::end(kWritable) || !row->take(changed, one.value(), call.now()))
      refuse_property(name);
  }
  put(call, changed);
  return no_content();
}

Response add_password(GraphCall& call) {
  Application changed = wanted(call);
  const json::object body = call.body();
  const json::value* wish = body.if_contains("passwordCredential");
  constexpr std::size_t secret_letters = 40;
  Credential made;
  made.key_id = fresh_guid();
  made.value = base64url_encode(fresh_bytes(secret_letters * 3 / 4));
  made.start = call.now();
  made.end = made.start + kUsualSecretSeconds;
  if (wish && wish->is_object() && !take_password_wish(made, wish->as_object()))
    refuse_property("passwordCredential");
  changed.passwords.push_back(made);
  put(call, changed);
  json::object answered = password_object(made);
  answered["secretText"] = made.value;  // told this once
  answered["@odata.context"] = call.context("microsoft.graph.passwordCredential");
  return json_answer(answered);
}

Response remove_password(GraphCall& call) {
  Application changed = wanted(call);
  const std::string id = text_of(call.body(), "keyId");
  if (std::erase_if(changed.passwords,
                    [&](const Credential& one) { return same_text(one.key_id, id); }) == 0)
    throw GraphRefusal(400, "Request_BadRequest", "No password credential found with keyId.");
  put(call, changed);
  return no_content();
}

}  // namespace cloud

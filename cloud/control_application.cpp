// /_control/application: the registration's addresses and credentials from outside.
#include <fmt/format.h>

#include "control.h"
#include "encoding.h"
#include "json.h"
#include "keys.h"
#include "random.h"

namespace cloud {
namespace {

// {"lifetime":"P180D"} from now, or two years.
std::int64_t end_of(const ControlCall& call, const boost::json::object& body) {
  const std::string lifetime = text_of(body, "lifetime");
  if (lifetime.empty()) return call.cloud.clock.now() + kUsualSecretSeconds;
  const auto seconds = parse_duration(lifetime);
  if (!seconds)
    throw ControlRefusal(400, "\"lifetime\" is of a secret: a duration such as \"P180D\".");
  return call.cloud.clock.now() + *seconds;
}

Credential new_certificate(const std::string& pem) {
  const auto lifetime = certificate_lifetime(pem);
  if (!lifetime) throw ControlRefusal(400, "The value must be a certificate in PEM form.");
  return {fresh_guid(), "", pem, lifetime->first, lifetime->second};
}

std::vector<std::string> texts(const boost::json::object& body, std::string_view name) {
  std::vector<std::string> all;
  const boost::json::value* list = body.if_contains(name);
  if (!list) return all;
  for (const boost::json::value& one : list->is_array() ? list->as_array() : boost::json::array())
    if (one.is_string()) all.emplace_back(one.as_string());
  if (!list->is_array() || all.size() != list->as_array().size())
    throw ControlRefusal(400, fmt::format("\"{}\" is a list of texts.", name));
  return all;
}

boost::json::object described(const Application& one) {
  return {{"applicationId", one.id},
          {"displayName", one.display_name},
          {"clientSecret", one.secret},
          {"redirects", boost::json::array(one.redirects.begin(), one.redirects.end())}};
}

}  // namespace

const Application& control_application(const ControlCall& call) {
  const auto wanted = parse_form(call.request.query).get("application");
  if (!wanted) return call.cloud.world.application;
  const Application* found = call.cloud.world.find_application(*wanted);
  if (!found) throw ControlRefusal(404, fmt::format("No application has the id {}.", *wanted));
  return *found;
}

Response control_list_applications(ControlCall& call) {
  boost::json::array all;
  for (const Application* one : call.cloud.world.applications()) all.push_back(described(*one));
  return control_answer(boost::json::object{{"value", std::move(all)}});
}

// {"displayName":"…"} and, if it matters, "applicationId", "clientSecret", "redirects", and the
// "roles" and "scopes" that the registration lists. No tenant consented to it yet.
Response control_add_application(ControlCall& call) {
  const boost::json::object body = call.body();
  Application made;
  made.display_name = text_of(body, "displayName");
  if (made.display_name.empty()) throw ControlRefusal(400, "An application needs a displayName.");
  made.id = text_of(body, "applicationId");
  if (made.id.empty()) made.id = fresh_guid();
  if (call.cloud.world.find_application(made.id))
    throw ControlRefusal(409, fmt::format("The application {} exists.", made.id));
  made.secret = text_of(body, "clientSecret");
  constexpr std::size_t secret_bytes = 30;
  if (made.secret.empty()) made.secret = base64url_encode(fresh_bytes(secret_bytes));
  made.secret_id = fresh_guid();
  register_application(made, call.cloud.clock.now());
  if (body.contains("redirects")) made.redirects = texts(body, "redirects");
  const bool own = body.contains("roles") || body.contains("scopes");
  if (own) made.required = required_access(texts(body, "roles"), texts(body, "scopes"));
  edit_world(call.cloud, application_edit(call.cloud.world, made));
  return control_answer(described(*call.cloud.world.find_application(made.id)), 201);
}

// POST {"value":"…"} to /_control/application/{redirect|secret|certificate}.
Response control_change_application(ControlCall& call) {
  const std::string& kind = call.args.at(0);
  if (kind != "redirect" && kind != "secret" && kind != "certificate")
    throw ControlRefusal(404, "An application has: redirect, secret, certificate.");
  const boost::json::object body = call.body();
  const std::string value = text_of(body, "value");
  if (value.empty()) throw ControlRefusal(400, "The body needs a \"value\".");
  if (kind != "secret" && body.contains("lifetime"))
    throw ControlRefusal(400, "\"lifetime\" is of a secret: a duration such as \"P180D\".");
  Application changed = control_application(call);
  if (kind == "redirect") changed.redirects.push_back(value);
  if (kind == "secret")
    changed.passwords.push_back(
        {fresh_guid(), "", value, call.cloud.clock.now(), end_of(call, body)});
  if (kind == "certificate") changed.certificates.push_back(new_certificate(value));
  edit_world(call.cloud, application_edit(call.cloud.world, changed));
  return control_answer(boost::json::object{{"kind", kind}}, 201);
}

}  // namespace cloud

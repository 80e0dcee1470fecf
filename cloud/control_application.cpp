// /_control/application: the registration's addresses and credentials from outside.
#include <fmt/format.h>

#include "control.h"
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

}  // namespace

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
  Application changed = call.cloud.world.application;
  if (kind == "redirect") changed.redirects.push_back(value);
  if (kind == "secret")
    changed.passwords.push_back(
        {fresh_guid(), "", value, call.cloud.clock.now(), end_of(call, body)});
  if (kind == "certificate") changed.certificates.push_back(new_certificate(value));
  edit_world(call.cloud, application_edit(call.cloud.world, changed));
  return control_answer(boost::json::object{{"kind", kind}}, 201);
}

}  // namespace cloud

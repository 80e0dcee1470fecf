// /subscriptions: making, reading, renewing and ending them.
// Sources: subscription-*.json, the CSDL, microsoft-cloud.md F.3. The words of refusals are those
// of public error reports (microsoftgraph/microsoft-graph-docs-contrib#7726,
// microsoftgraph/nodejs-webhooks-sample#158 and #350, java-spring-webhooks-sample#82); limits and
// missing members are told in words of this cloud's own, as a guess.
#include <fmt/format.h>

#include <algorithm>

#include "clock.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostOfClient = 50'000;
constexpr std::size_t kMostOfTenant = 1'000;
constexpr std::size_t kMostOfBoth = 100;
constexpr std::size_t kLongestClientState = 255;  // resources/changenotification

// Whoever may read the resource may hear of its changes (subscription-post-subscriptions.md).
constexpr std::string_view kUsers[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                       "Directory.ReadWrite.All"};
constexpr std::string_view kGroups[] = {"Group.Read.All", "Group.ReadWrite.All",
                                        "Directory.Read.All", "Directory.ReadWrite.All"};

[[noreturn]] void refuse(std::string_view code, const std::string& message) {
  throw GraphRefusal(400, std::string(code), message);
}

json::object object_of(const ChangeSubscription& one) {
  return {{"id", one.id},
          {"resource", one.resource},
          {"applicationId", one.client_id},
          {"changeType", one.change_types},
          {"clientState", text_or_null(one.client_state)},
          {"notificationUrl", one.notification_url},
          {"notificationQueryOptions", nullptr},
          {"lifecycleNotificationUrl", text_or_null(one.lifecycle_url)},
          {"expirationDateTime", iso_time(one.expires)},
          {"creatorId", one.creator_id},
          {"includeResourceData", nullptr},
          {"latestSupportedTlsVersion", one.tls},
          {"encryptionCertificate", nullptr},
          {"encryptionCertificateId", nullptr},
          {"notificationUrlAppId", nullptr}};
}

std::string needed(const json::object& body, std::string_view name) {
  const std::string value = text_of(body, name);
  if (value.empty())
    refuse("InvalidRequest",
           fmt::format("{} is a required property for subscription creation", name));
  return value;
}

std::int64_t read_expiration(const GraphCall& call, const std::string& text) {
  const auto time = parse_time(text);
  if (!time) refuse("InvalidRequest", "The expirationDateTime is not a valid date and time.");
  if (*time <= call.now())
    refuse("InvalidRequest", "Subscription expiration must be in the future.");
  if (*time > call.now() + kLongestSubscription)
    refuse("ExtensionError",
           fmt::format("Subscription expiration can only be {} minutes in the future.",
                       kLongestSubscription / 60));
  return *time;
}

// "created,updated,deleted", any of them, each once.
std::string read_change_types(const std::string& text) {
  std::string result;
  for (std::string one : split(lower(text), ',')) {
    std::erase(one, ' ');
    if (one != "created" && one != "updated" && one != "deleted")
      refuse("InvalidRequest", fmt::format("The change type '{}' is not supported.", one));
    result += (result.empty() ? "" : ",") + one;
  }
  if (result.empty()) refuse("InvalidRequest", "changeType must not be empty.");
  return result;
}

void admit_resource(const GraphCall& call, const std::string& resource) {
  const std::string normal = normal_resource(resource);
  if (normal.empty())
    refuse("InvalidRequest",
           fmt::format("Resource '{}' is not supported for change notifications.", resource));
  if (!call.holds(normal.starts_with("users") ? std::span<const std::string_view>(kUsers)
                                              : std::span<const std::string_view>(kGroups)))
    refuse_privileges();
}

void check_limits(const GraphCall& call) {
  const auto of_tenant = call.cloud.subscriptions.of(call.tenant.id, call.now());
  const auto of_both = std::count_if(
      of_tenant.begin(), of_tenant.end(),
      [&](const ChangeSubscription& one) { return one.client_id == call.claims.client_id; });
  const auto refuse_more = [](std::string_view whose, std::size_t most) {
    throw GraphRefusal(
        403, "Forbidden",
        fmt::format("The maximum number of {} subscriptions {} has been reached.", most, whose));
  };
  if (static_cast<std::size_t>(of_both) >= kMostOfBoth)
    refuse_more("per application and tenant", kMostOfBoth);
  if (of_tenant.size() >= kMostOfTenant) refuse_more("per tenant", kMostOfTenant);
  if (call.cloud.subscriptions.count_of_client(call.claims.client_id, call.now()) >= kMostOfClient)
    refuse_more("per application", kMostOfClient);
}

// Asks the program behind the URL whether it wants them: it must send the token back as text. Only
// programs on this machine are asked; every other URL counts as one that does not answer.
void validate(const GraphCall& call, const std::string& url) {
  constexpr std::size_t token_bytes = 24;
  const std::string token = "Validation: Testing client application reachability. Request-Id: " +
                            base64url_encode(fresh_bytes(token_bytes));
  const WebhookAnswer answer =
      call.cloud.webhooks.ask({url + (url.find('?') == std::string::npos ? "?" : "&") +
                                   "validationToken=" + percent_encode(token),
                               "text/plain; charset=utf-8", ""});
  if (answer.status == 0 && read_loopback_url(url))
    refuse("InvalidRequest", "Subscription validation request timed out.");
  if (answer.status != 200)
    refuse("InvalidRequest",
           "Subscription validation request failed. Notification endpoint must respond with 200 OK "
           "to validation request.");
  if (answer.body != token)
    refuse("InvalidRequest",
           "Subscription validation request failed. Response must exactly match validationToken "
           "query parameter.");
}

// An application sees its own subscriptions only.
ChangeSubscription wanted(const GraphCall& call) {
  for (const ChangeSubscription& one : call.cloud.subscriptions.of(call.tenant.id, call.now()))
    if (same_text(one.id, call.args[0]) && one.client_id == call.claims.client_id) return one;
  throw GraphRefusal(404, "ResourceNotFound", "The object was not found.");
}

ChangeSubscription read_subscription(const GraphCall& call, const json::object& body) {
  ChangeSubscription made;
  made.id = fresh_guid();
  made.tenant_id = call.tenant.id;
  made.client_id = call.claims.client_id;
  made.creator_id = call.claims.object_id;
  made.change_types = read_change_types(needed(body, "changeType"));
  made.notification_url = needed(body, "notificationUrl");
  made.resource = needed(body, "resource");
  made.expires = read_expiration(call, needed(body, "expirationDateTime"));
  made.client_state = text_of(body, "clientState");
  made.lifecycle_url = text_of(body, "lifecycleNotificationUrl");
  made.tls = text_of(body, "latestSupportedTlsVersion");
  if (made.tls.empty()) made.tls = "v1_2";
  if (made.client_state.size() > kLongestClientState)
    refuse("InvalidRequest", "clientState may have 255 characters at most.");
  return made;
}

}  // namespace

Response create_subscription(GraphCall& call) {
  const ChangeSubscription made = read_subscription(call, call.body());
  admit_resource(call, made.resource);
  check_limits(call);
  validate(call, made.notification_url);
  if (!made.lifecycle_url.empty()) validate(call, made.lifecycle_url);
  call.cloud.subscriptions.put(made);
  Response response = answer_object(call, "subscriptions", object_of(made));
  response.status = 201;
  return response;
}

Response list_subscriptions(GraphCall& call) {
  json::array items;
  for (const ChangeSubscription& one : call.cloud.subscriptions.of(call.tenant.id, call.now()))
    if (one.client_id == call.claims.client_id)
      items.push_back(keep_selected(call.query, object_of(one), "subscription", {}));
  return json_answer(json::object{{"@odata.context", call.selected_context("subscriptions")},
                                  {"value", std::move(items)}});
}

Response show_subscription(GraphCall& call) {
  return answer_object(call, "subscriptions",
                       keep_selected(call.query, object_of(wanted(call)), "subscription", {}));
}

// Renews it, or leads it to another URL, which is asked again.
Response renew_subscription(GraphCall& call) {
  ChangeSubscription renewed = wanted(call);
  const json::object body = call.body();
  for (const auto& member : body)
    if (member.key() != "expirationDateTime" && member.key() != "notificationUrl")
      refuse("InvalidRequest", fmt::format("The property '{}' of a subscription cannot be updated.",
                                           std::string_view(member.key())));
  admit_resource(call, renewed.resource);
  if (const std::string until = text_of(body, "expirationDateTime"); !until.empty())
    renewed.expires = read_expiration(call, until);
  if (const std::string url = text_of(body, "notificationUrl"); !url.empty()) {
    validate(call, url);
    renewed.notification_url = url;
  }
  call.cloud.subscriptions.put(renewed);
  return answer_object(call, "subscriptions", object_of(renewed));
}

Response delete_subscription(GraphCall& call) {
  call.cloud.subscriptions.remove(wanted(call).id);
  return no_content();
}

}  // namespace cloud

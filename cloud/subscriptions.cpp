// Keeps subscriptions and makes the notifications that they ask for.
// Sources: microsoft-cloud.md F.3 (change-notifications-supported-resources-expanded.md: creation
// and soft deletion also raise "updated") and the CSDL's changeNotification. "deleted" is told of
// what cannot be restored (learn.microsoft.com/azure/event-grid/microsoft-graph-events).
#include "subscriptions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "clock.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kRecord = "subscription";

json::object kept(const ChangeSubscription& one) {
  return {
      {"tenant", one.tenant_id},     {"client", one.client_id},        {"creator", one.creator_id},
      {"resource", one.resource},    {"types", one.change_types},      {"state", one.client_state},
      {"url", one.notification_url}, {"lifecycle", one.lifecycle_url}, {"tls", one.tls},
      {"expires", one.expires}};
}

ChangeSubscription restored(const std::string& id, const json::object& from) {
  ChangeSubscription one;
  one.id = id;
  one.tenant_id = text_of(from, "tenant");
  one.client_id = text_of(from, "client");
  one.creator_id = text_of(from, "creator");
  one.resource = text_of(from, "resource");
  one.change_types = text_of(from, "types");
  one.client_state = text_of(from, "state");
  one.notification_url = text_of(from, "url");
  one.lifecycle_url = text_of(from, "lifecycle");
  one.tls = text_of(from, "tls");
  one.expires = number_of(from, "expires");
  return one;
}

std::set<std::string> types_of(const ObjectChange& change) {
  if (change.purged) return {"deleted"};
  if (change.removed) return {"updated"};
  if (change.added) return {"created", "updated"};
  return {"updated"};
}

bool wants(const ChangeSubscription& subscription, std::string_view type) {
  for (const std::string& one : split(subscription.change_types, ','))
    if (same_text(one, type)) return true;
  return false;
}

// Where a change of that object is told: "users", "users/{id}", "groups/{id}/members".
bool concerns(std::string_view resource, std::string_view set, const ObjectChange& change) {
  if (resource == set) return true;
  const std::string own = fmt::format("{}/{}", set, lower(change.id));
  if (resource == own) return true;
  return resource == own + "/members" && change.properties.contains("members");
}

struct Kind {
  std::string_view set;     // "users"
  std::string_view prefix;  // "Users"
  std::string_view type;    // "#Microsoft.Graph.User"
};

json::object notification(const ChangeSubscription& subscription, const Kind& kind,
                          std::string_view type, const ObjectChange& change) {
  const std::string resource = fmt::format("{}/{}", kind.prefix, change.id);
  return {{"changeType", type},
          {"clientState", text_or_null(subscription.client_state)},
          {"resource", resource},
          {"resourceData",
           {{"@odata.type", kind.type},
            {"@odata.id", resource},
            {"id", change.id},
            {"organizationId", subscription.tenant_id}}},
          {"subscriptionExpirationDateTime", iso_time(subscription.expires)},
          {"subscriptionId", subscription.id},
          {"tenantId", subscription.tenant_id}};
}

void gather(const ChangeSubscription& subscription, const Kind& kind,
            const std::vector<ObjectChange>& changes, json::array& into) {
  const std::string resource = normal_resource(subscription.resource);
  for (const ObjectChange& change : changes)
    if (concerns(resource, kind.set, change))
      for (const std::string& type : types_of(change))
        if (wants(subscription, type))
          into.push_back(notification(subscription, kind, type, change));
}

}  // namespace

ChangeMarks change_marks(const Tenant& tenant) {
  return {tenant.user_changes.last(), tenant.group_changes.last()};
}

std::string normal_resource(std::string_view resource) {
  const auto parts = split(lower(resource.substr(0, resource.find('?'))), '/');
  const bool set = !parts.empty() && (parts[0] == "users" || parts[0] == "groups");
  if (!set || parts.size() > 3) return "";
  if (parts.size() == 3 && (parts[0] != "groups" || parts[2] != "members")) return "";
  return fmt::format("{}", fmt::join(parts, "/"));
}

Subscriptions::Subscriptions(State& state) : state_(state) {
  for (const auto& [id, record] : state.records(std::string(kRecord)))
    all_[id] = restored(id, record);
}

void Subscriptions::put(const ChangeSubscription& subscription) {
  state_.put_record(std::string(kRecord), subscription.id, kept(subscription));
  const std::lock_guard lock(mutex_);
  all_[subscription.id] = subscription;
}

bool Subscriptions::remove(const std::string& id) {
  state_.put_record(std::string(kRecord), id, {});
  const std::lock_guard lock(mutex_);
  return all_.erase(id) > 0;
}

std::vector<ChangeSubscription> Subscriptions::of(std::string_view tenant_id,
                                                  std::int64_t now) const {
  const std::lock_guard lock(mutex_);
  std::vector<ChangeSubscription> found;
  for (const auto& [id, one] : all_)
    if (one.tenant_id == tenant_id && one.expires > now) found.push_back(one);
  return found;
}

std::size_t Subscriptions::count_of_client(std::string_view client_id, std::int64_t now) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), [&](const auto& one) {
    return one.second.client_id == client_id && one.second.expires > now;
  }));
}

std::vector<WebhookCall> Subscriptions::notifications(const Tenant& tenant,
                                                      const ChangeMarks& since,
                                                      std::int64_t now) const {
  const auto wanted = of(tenant.id, now);
  std::vector<WebhookCall> calls;
  if (wanted.empty()) return calls;
  const auto users = tenant.user_changes.since(since.users);
  const auto groups = tenant.group_changes.since(since.groups);
  for (const ChangeSubscription& one : wanted) {
    json::array items;
    gather(one, {"users", "Users", "#Microsoft.Graph.User"}, users, items);
    gather(one, {"groups", "Groups", "#Microsoft.Graph.Group"}, groups, items);
    if (items.empty()) continue;
    calls.push_back({one.notification_url, "application/json",
                     json::serialize(json::object{{"value", std::move(items)}})});
  }
  return calls;
}

}  // namespace cloud

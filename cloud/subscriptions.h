// Graph's change notifications: who wants to hear of which changes, and what is sent to them.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal.h"
#include "state.h"
#include "webhooks.h"
#include "world.h"

namespace cloud {

inline constexpr std::int64_t kLongestSubscription = 41'760 * 60;  // under 29 days, in seconds

// One subscription; the words of Graph's resource stand in `object`.
struct ChangeSubscription {
  std::string id;
  std::string tenant_id;
  std::string client_id;   // the application
  std::string creator_id;  // the person, or the application's service principal
  std::string resource;    // as it was asked for
  std::string change_types;
  std::string client_state;
  std::string notification_url;
  std::string lifecycle_url;
  std::string tls;
  std::int64_t expires = 0;
};

// What changed in a tenant, since marks that were taken before.
struct ChangeMarks {
  std::uint64_t users = 0;
  std::uint64_t groups = 0;
};
ChangeMarks change_marks(const Tenant& tenant);

// All subscriptions of the cloud; kept in the state. Safe on any thread.
class Subscriptions {
 public:
  // `state` must outlive it.
  explicit Subscriptions(State& state);

  void put(const ChangeSubscription& subscription);
  bool remove(const std::string& id);
  // Those that are not over at that time.
  std::vector<ChangeSubscription> of(std::string_view tenant_id, std::int64_t now) const;
  std::size_t count_of_client(std::string_view client_id, std::int64_t now) const;

  // The notifications for what happened in the tenant since the marks.
  std::vector<WebhookCall> notifications(const Tenant& tenant, const ChangeMarks& since,
                                         std::int64_t now) const;

 private:
  State& state_;
  mutable std::mutex mutex_;
  std::map<std::string, ChangeSubscription> all_;
};

// "users", "groups", "groups/{id}/members": without slashes around, in lower case; empty when no
// changes of it are told.
std::string normal_resource(std::string_view resource);

}  // namespace cloud

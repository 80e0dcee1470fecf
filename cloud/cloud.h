// The simulated Microsoft cloud as a whole: one question in, one answer out, whatever the host.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "bms.h"
#include "budgets.h"
#include "clock.h"
#include "faults.h"
#include "hosts.h"
#include "message.h"
#include "requests.h"
#include "stale_answers.h"
#include "state.h"
#include "subscriptions.h"
#include "user_json.h"
#include "waits.h"
#include "webhooks.h"
#include "world.h"

namespace cloud {

// The ids of client assertions that were redeemed: each counts once. Safe on any thread.
class UsedAssertions {
 public:
  bool first_use(const std::string& id, std::int64_t expires, std::int64_t now);

 private:
  std::mutex mutex_;
  std::map<std::string, std::int64_t> used_;
};

// Everything that the parts of the cloud share. The parts are functions:
// answer_identity, answer_graph, answer_partner_center, answer_bms, answer_control.
// `world` may be read under a shared lock and changed under an exclusive one; handle() takes the
// right one, so the parts never lock it. The other members are safe on any thread by themselves.
class Cloud {
 public:
  // Applies the edits that the state remembers. `state` must outlive the cloud.
  Cloud(World made, State& kept, std::chrono::milliseconds wait);

  // Safe on any thread; never throws: what goes wrong inside becomes a 500.
  Response handle(const Request& request);

  World world;
  State& state;
  CloudClock clock;
  Faults faults;
  Limits limits;
  StaleAnswers stale_answers;
  RequestCounts requests;
  Waits waits;
  UserJsonCache user_json;
  UsedAssertions assertions;
  Subscriptions subscriptions;
  Webhooks webhooks;
  Bms bms;

 private:
  Response route(const Request& request);
  Response route_service(const Request& request, const Origins& origins);
  Response route_by_path(const Request& request, const Origins& origins);

  const std::chrono::milliseconds latency_;
  std::shared_mutex world_lock_;
};

// What the application has in that tenant: what the state says, else what the world was made with.
Consent consent_of(const Cloud& cloud, const Tenant& tenant, const std::string& client_id);
// What tokens are given by: with the preconsent of the older delegated administration, and with
// what that one person consented to. An empty id stands for the application itself.
Consent consent_for(const Cloud& cloud, const Tenant& tenant, const std::string& client_id,
                    const std::string& user_id);

// True when a delegated admin relationship with that customer is active. Whether somebody of the
// MSP may enter by it is may_enter() in identity.h.
bool has_relationship(const Cloud& cloud, const Tenant& tenant);

Response answer_identity(Cloud& cloud, const Request& request, const Origins& origins);
Response answer_graph(Cloud& cloud, const Request& request, const Origins& origins);
// True when one of the questions of a $batch may change the world.
bool graph_batch_writes(const Request& request);
Response answer_partner_center(Cloud& cloud, const Request& request, const Origins& origins);
// The host that reports are downloaded from, by the links that Graph gives.
Response answer_report(Cloud& cloud, const Request& request);
// admin_portal.cpp: where a customer approves delegated admin relationships.
Response answer_admin_portal(Cloud& cloud, const Request& request);
Response answer_control(Cloud& cloud, const Request& request);
// True when answer_control would change the world for this request.
bool control_changes_world(const Request& request);
// Applies one remembered change of the world; throws std::runtime_error when it cannot.
void apply_edit(World& world, const boost::json::object& edit);

}  // namespace cloud

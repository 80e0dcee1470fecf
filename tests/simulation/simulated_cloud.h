// Microsoft Graph for a simulation: answers requests from simulated tenants, on the calling thread,
// and lies, cuts, refuses and delays as its dice say.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "dice.h"
#include "http/transport.h"
#include "simulated_tenant.h"
#include "types/data_type.h"

namespace reeve::simulation {

// How often each kind of trouble comes, of a thousand requests.
struct Weather {
  int no_answer = 0, cut = 0, not_json = 0, server_error = 0;
  int throttled = 0, throttled_long = 0;      // 429 with a Retry-After of seconds, or of minutes
  int resync = 0;                             // 410 to a delta query that goes on
  int unauthorized = 0, forbidden = 0;        // 401 once; 403
  int doubled = 0, unreadable = 0;            // an object twice; one without an id
  int empty_page = 0, loop = 0, foreign = 0;  // odd pages and links
  int left_out = 0;                           // a page is missing, and nothing says so
};

class SimulatedCloud final : public http::Transport {
 public:
  SimulatedCloud(base::Clock& clock, Dice& dice,
                 std::vector<std::unique_ptr<SimulatedTenant>>& tenants)
      : clock_(clock), dice_(dice), tenants_(tenants) {}

  // The token that stands for a tenant.
  static std::string token_of(const std::string& entra_id) { return "token " + entra_id; }
  // Called before each request is answered: what happens meanwhile. May throw.
  void before_answer(std::function<void(const std::string& what)> act) { before_ = std::move(act); }
  http::Response send(const http::Request& request, std::stop_token stop) override;

  Weather weather;
  // No delta link of before is good any more.
  void forget_cursors() { ++epoch_; }
  // Objects ("users user-1") of a tenant that a page with a hole kept from Reeve, until calm.
  bool was_left_out(const SimulatedTenant& tenant, std::string_view kind,
                    const std::string& id) const;
  void forget_left_out() { left_out_.clear(); }
  std::int64_t requests() const { return requests_; }

 private:
  struct Walk;  // one listing on its way
  http::Response trouble(const std::string& path);
  http::Response answer(SimulatedTenant& tenant, const http::Request& request,
                        const std::string& path);
  http::Response answer_batch(SimulatedTenant& tenant, const std::string& body);
  http::Response answer_user(const SimulatedTenant& tenant, const std::string& path);
  http::Response page(SimulatedTenant& tenant, const types::DataType& type,
                      const std::string& path);
  std::vector<json::object> take_page(SimulatedTenant& tenant, Walk& walk);
  void add_oddities(Walk& walk, std::vector<json::object>& objects);
  bool roll(int many) { return many > 0 && dice_.in_thousand(many); }

  base::Clock& clock_;
  Dice& dice_;
  std::vector<std::unique_ptr<SimulatedTenant>>& tenants_;
  std::function<void(const std::string&)> before_;
  std::map<std::string, std::shared_ptr<Walk>> walks_;
  std::set<std::string> left_out_;
  std::int64_t made_ = 0, requests_ = 0, epoch_ = 1;
};

}  // namespace reeve::simulation

// How much a client may ask: Microsoft's published budgets, counted in windows on the cloud's
// clock.
//
// Sources: throttling-limits.tsv and throttling-resource-unit-costs.tsv (microsoft-cloud.md D.1).
// A budget is one row of the table in budgets.cpp. Windows are fixed: one begins with the first
// request after the last one ended, so waiting as long as Retry-After says always helps. The
// published pages speak of token buckets and do not tell their shape; this is a guess.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "odata.h"

namespace cloud {

enum class Workload : std::uint8_t {
  any,  // of a budget: whatever is asked. Of a question: counted by the overall budget alone
  identity,
  identity_reports,
  identity_protection,
  usage_reports,
  intune,
  outlook,
  partner_customers,
  partner_consents,
  tokens,
};

// By whom a budget is used up.
enum class Per : std::uint8_t {
  application,
  application_and_tenant,
  tenant,
  application_and_detail,  // a mailbox
  application_tenant_and_detail,
  tenant_and_detail,  // a report's function
};

enum class Counted : std::uint8_t { requests, writes, units, sign_ins };

struct Budget {
  std::string_view name;  // "identity, application and tenant"
  Workload workload;
  Per per;
  Counted counted;
  int most;  // 0: by the size of the tenant
  int seconds;
  bool tells_wait = true;  // 429 carries Retry-After
};

std::span<const Budget> budgets();

// One question, as the budgets see it. The texts need to live during charge() only.
struct Charge {
  std::string_view application;
  std::string_view tenant;
  std::string_view detail;  // the mailbox, or the report's function
  Workload workload = Workload::any;
  bool write = false;
  bool sign_ins = false;  // signInActivity was asked for
  int units = 0;
  std::size_t tenant_users = 0;
};

struct Verdict {
  const Budget* refused_by = nullptr;  // null: admitted
  int wait_seconds = 0;                // of that budget's window
  double fullest = 0;                  // the largest share of a budget that is used, 1 is all
};

// Safe on any thread. Holds at most kMostWindows windows: those that ended go first.
class Limits {
 public:
  static constexpr std::size_t kShards = 32;
  static constexpr std::size_t kMostPerShard = 8192;
  static constexpr std::size_t kMostWindows = kShards * kMostPerShard;
  static constexpr int kMostMailboxCalls = 4;  // at a time, per application and mailbox

  Verdict charge(const Charge& charge, std::int64_t now);

  // A place among the concurrent calls to one mailbox, given back when the last copy goes; null
  // when there is none.
  std::shared_ptr<void> enter_mailbox(std::string_view application, std::string_view mailbox);

  // All budgets times `scale`, at least one each.
  void set_scale(double scale) { scale_.store(scale); }
  double scale() const { return scale_.load(); }
  void enable(bool on) { enabled_.store(on); }
  bool enabled() const { return enabled_.load(); }
  void forget();  // all windows begin anew
  std::size_t windows();

 private:
  struct Window {
    std::int64_t begin = 0;
    int seconds = 0;
    double used = 0;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::uint64_t, Window> windows;
  };
  // Outlives the answers that hold places.
  struct Mailboxes {
    std::mutex mutex;
    std::map<std::uint64_t, int> calls;
  };

  double most_of(const Budget& budget, const Charge& charge) const;
  Window use(std::uint64_t key, int seconds, double amount, std::int64_t now);

  std::array<Shard, kShards> shards_;
  std::shared_ptr<Mailboxes> mailboxes_ = std::make_shared<Mailboxes>();
  std::atomic<double> scale_{1};
  std::atomic<bool> enabled_{true};
};

// Which service counts a Graph route ("/users/{}/mailboxSettings").
Workload workload_of(std::string_view pattern);

// What a question costs the identity service: 1 and up.
int resource_units(std::string_view method, std::string_view pattern, const OData& query);

}  // namespace cloud

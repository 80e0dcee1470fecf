// Merges what a discovery found: new tenants, new names, ways in that open and close.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "store/ids.h"
#include "store/rows.h"
#include "store/tenants.h"

namespace reeve::store {
namespace {

// The order in which a way in is chosen where no person chose one.
constexpr std::array<std::string_view, 4> kWays{"direct", "gdap", "dap", "own"};

std::string_view way_title(std::string_view way) {
  if (way == "direct") return "its own sign-in";
  if (way == "gdap") return "granular delegated admin privileges (GDAP)";
  if (way == "dap") return "delegated admin privileges (DAP)";
  return "the partner's own sign-in";
}

struct KnownTenant {
  base::Id id = 0;
  std::string name;
  std::optional<std::string> default_domain, way, reason;
  std::optional<base::Id> connection;
  bool own = false;
  std::optional<std::string> cause;
};

struct Found {
  const FoundTenant* first = nullptr;
  std::set<std::string> ways;                        // open
  std::map<std::string, const FoundTenant*> closed;  // by way
  bool own = false;
};

class Merge {
 public:
  Merge(db::Connection& c, base::Id connection, std::string cloud, base::Time now)
      : c_(c), connection_(connection), cloud_(std::move(cloud)), now_(now) {}

  Discovered run(const std::vector<FoundTenant>& found, bool complete,
                 std::string_view initial_state) {
    for (const auto& one : found) {
      auto& entry = found_[base::ascii_lower(one.entra_tenant_id)];
      if (entry.first == nullptr) entry.first = &one;
      if (one.open)
        entry.ways.insert(one.way);
      else
        entry.closed.emplace(one.way, &one);
      entry.own = entry.own || one.own;
    }
    for (auto& [entra_id, entry] : found_)
      for (const auto& way : entry.ways) entry.closed.erase(way);
    read_known();
    // What is over and was never read is nothing to keep.
    std::erase_if(found_, [&](const auto& one) {
      return one.second.ways.empty() && !known_.contains(one.first) && !one.second.first->add;
    });
    add_new(initial_state);
    follow_names();
    open_ways();
    note_closed_ways();
    if (complete) lose_ways();
    choose_ways();
    result_.total = std::ranges::count_if(
        found_, [](const auto& one) { return !one.second.ways.empty() || one.second.first->add; });
    return result_;
  }

 private:
  void read_known() {
    for (const auto& row : c_.query(
             fmt::format("SELECT entra_tenant_id, id, name, default_domain, way_in_use, reason, "
                         "connection_in_use, own, cause FROM tenants WHERE cloud = $1{}",
                         for_update(c_)),
             {cloud_}))
      known_[row.text(0)] = {row.integer(1),       row.text(2),          row.optional_text(3),
                             row.optional_text(4), row.optional_text(5), row.optional_integer(6),
                             row.boolean(7),       row.optional_text(8)};
  }

  void add_new(std::string_view initial_state) {
    std::vector<std::string> added;
    for (const auto& [entra_id, found] : found_)
      if (!known_.contains(entra_id)) added.push_back(entra_id);
    if (added.empty()) return;
    base::Id id = next_ids(c_, "tenants", static_cast<std::int64_t>(added.size()));
    std::vector<db::Params> rows;
    for (const auto& entra_id : added) {
      const auto& found = found_.at(entra_id);
      const auto name = base::clean_text(found.first->name);
      // The MSP's own tenant stays off until somebody turns it on.
      rows.push_back({id, cloud_, entra_id, name, base::fold(name),
                      db::opt(found.first->default_domain),
                      std::string(found.own || found.ways.empty() ? "new" : initial_state),
                      flag(found.own), ms(now_), ms(now_)});
      known_[entra_id] = {id++, name, found.first->default_domain, {}, {}, {}, found.own, {}};
    }
    c_.batch(
        "INSERT INTO tenants (id, cloud, entra_tenant_id, name, name_folded, default_domain, "
        "state, own, "
        "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        rows);
    result_.added = static_cast<std::int64_t>(added.size());
  }

  void follow_names() {
    std::vector<db::Params> rows;
    for (const auto& [entra_id, found] : found_) {
      auto& known = known_.at(entra_id);
      const auto name = base::clean_text(found.first->name);
      const bool renamed = !name.empty() && name != known.name;
      const auto domain =
          found.first->default_domain ? found.first->default_domain : known.default_domain;
      const bool own = known.own || found.own;
      if (!renamed && domain == known.default_domain && own == known.own) continue;
      if (renamed) ++result_.renamed;
      const auto& kept = renamed ? name : known.name;
      rows.push_back({kept, base::fold(kept), db::opt(domain), flag(own), ms(now_), known.id});
    }
    c_.batch(
        "UPDATE tenants SET name = $1, name_folded = $2, default_domain = $3, own = $4, updated_at "
        "= $5, "
        "version = version + 1 WHERE id = $6",
        rows);
  }

  void open_ways() {
    std::vector<db::Params> rows;
    for (const auto& [entra_id, found] : found_)
      for (const auto& way : found.ways)
        rows.push_back({known_.at(entra_id).id, connection_, way, ms(now_)});
    c_.batch(
        "INSERT INTO tenant_access (tenant, connection, way, state, seen_at) "
        "VALUES ($1, $2, $3, 'open', $4) ON CONFLICT (tenant, connection, way) DO UPDATE SET "
        "state = 'open', reason = CASE WHEN tenant_access.cause = 'consent_lost' THEN "
        "tenant_access.reason END, cause = CASE WHEN tenant_access.cause = 'consent_lost' THEN "
        "tenant_access.cause END, seen_at = excluded.seen_at",
        rows);
  }

  // A customer without any way in is still shown with its connection, and why it cannot be read.
  void note_closed_ways() {
    std::vector<db::Params> rows, reasons;
    for (const auto& [entra_id, found] : found_)
      for (const auto& [way, one] : found.closed) {
        const auto tenant = known_.at(entra_id).id;
        reasons.push_back({one->cause, one->reason, tenant, connection_, way});
        if (one->add && found.ways.empty())
          rows.push_back({tenant, connection_, way, one->cause, one->reason, ms(now_)});
      }
    c_.batch(
        "INSERT INTO tenant_access (tenant, connection, way, state, cause, reason, seen_at) VALUES "
        "($1, $2, $3, 'lost', $4, $5, $6) ON CONFLICT (tenant, connection, way) DO NOTHING",
        rows);
    c_.batch(
        "UPDATE tenant_access SET cause = $1, reason = $2 WHERE tenant = $3 AND connection = $4 "
        "AND "
        "way = $5 AND state = 'lost'",
        reasons);
  }

  struct Closed {
    std::string cause, reason;
  };
  // What Microsoft says of the end, else only that it is not listed any more.
  Closed why_closed(base::Id tenant, const std::string& way) const {
    for (const auto& [entra_id, found] : found_) {
      if (known_.at(entra_id).id != tenant) continue;
      const auto closed = found.closed.find(way);
      if (closed != found.closed.end()) return {closed->second->cause, closed->second->reason};
    }
    return {"not_listed",
            fmt::format("Microsoft no longer lists {} for this tenant.", way_title(way))};
  }

  void lose_ways() {
    std::set<std::pair<base::Id, std::string>> open;
    for (const auto& [entra_id, found] : found_)
      for (const auto& way : found.ways) open.emplace(known_.at(entra_id).id, way);
    std::vector<db::Params> rows;
    std::set<base::Id> lost;
    for (const auto& row :
         c_.query("SELECT tenant, way FROM tenant_access WHERE connection = $1 AND state = 'open' "
                  "ORDER BY tenant, way",
                  {connection_})) {
      if (open.contains({row.integer(0), row.text(1)})) continue;
      lost.insert(row.integer(0));
      const auto why = why_closed(row.integer(0), row.text(1));
      rows.push_back({why.cause, why.reason, row.integer(0), connection_, row.text(1)});
    }
    c_.batch(
        "UPDATE tenant_access SET state = 'lost', cause = $1, reason = $2 "
        "WHERE tenant = $3 AND connection = $4 AND way = $5",
        rows);
    result_.lost = static_cast<std::int64_t>(lost.size());
  }

  struct Way {
    base::Id connection = 0;
    std::string name;
    bool open = false;
    std::int64_t preference = 0;
    std::optional<std::string> cause, reason;
  };

  static bool better(const Way& a, const Way& b) {
    const auto rank = [](const Way& way) {
      return std::find(kWays.begin(), kWays.end(), way.name) - kWays.begin();
    };
    if (a.preference != b.preference) return a.preference > b.preference;
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return a.connection < b.connection;
  }

  void choose_ways() {
    std::unordered_map<base::Id, std::vector<Way>> ways;
    for (const auto& row : c_.query(
             "SELECT a.tenant, a.connection, a.way, a.state, a.preference, a.cause, a.reason FROM "
             "tenant_access a "
             "JOIN tenants t ON t.id = a.tenant WHERE t.cloud = $1",
             {cloud_}))
      ways[row.integer(0)].push_back({row.integer(1), row.text(2), row.text(3) == "open",
                                      row.integer(4), row.optional_text(5), row.optional_text(6)});
    std::vector<db::Params> rows;
    for (auto& [entra_id, tenant] : known_) {
      auto& own_ways = ways[tenant.id];
      std::sort(own_ways.begin(), own_ways.end(), better);
      choose_way(tenant, own_ways, rows);
    }
    c_.batch(
        "UPDATE tenants SET way_in_use = $1, connection_in_use = $2, reason = $3, cause = $4, "
        "updated_at = $5, version = version + 1 WHERE id = $6",
        rows);
  }

  // A way in use is kept while it is open, and told, never switched, when it is lost.
  void choose_way(const KnownTenant& tenant, const std::vector<Way>& ways,
                  std::vector<db::Params>& rows) {
    const auto open =
        std::find_if(ways.begin(), ways.end(), [](const Way& way) { return way.open; });
    auto way = tenant.way;
    auto connection = tenant.connection;
    std::optional<std::string> reason, cause;
    if (!way && open != ways.end()) {
      way = open->name;
      connection = open->connection;
    } else if (!way) {
      tell_without_way(tenant, ways, reason, cause);
    } else {
      const auto used = std::find_if(ways.begin(), ways.end(), [&](const Way& one) {
        return one.name == *way && one.connection == connection;
      });
      if (used == ways.end() || !used->open)
        reason = lost_reason(*way, used == ways.end() ? nullptr : &*used,
                             open == ways.end() ? nullptr : &*open);
      else
        reason = used->reason;
      if (used != ways.end()) cause = used->cause;
    }
    if (way == tenant.way && connection == tenant.connection && reason == tenant.reason &&
        cause == tenant.cause)
      return;
    rows.push_back(
        {db::opt(way), db::opt(connection), db::opt(reason), db::opt(cause), ms(now_), tenant.id});
  }

  static void tell_without_way(const KnownTenant& tenant, const std::vector<Way>& ways,
                               std::optional<std::string>& reason,
                               std::optional<std::string>& cause) {
    reason = tenant.reason;
    cause = tenant.cause;
    if (reason || ways.empty()) return;
    reason = ways.front().reason;
    cause = ways.front().cause;
  }

  static std::string lost_reason(std::string_view way, const Way* used, const Way* other) {
    const auto why =
        used != nullptr && used->reason
            ? *used->reason
            : fmt::format("Microsoft no longer lists {} for this tenant.", way_title(way));
    std::string reason = fmt::format(
        "{} So nothing is read any more; what is documented stays. Restore the relationship and "
        "run "
        "discovery.",
        why);
    if (other != nullptr)
      reason += fmt::format(" It can also be reached by {}: choose that way to go on.",
                            way_title(other->name));
    return reason;
  }

  db::Connection& c_;
  base::Id connection_;
  std::string cloud_;
  base::Time now_;
  std::map<std::string, Found> found_;
  std::map<std::string, KnownTenant> known_;
  Discovered result_;
};

}  // namespace

Discovered merge_tenants(db::Connection& c, base::Id connection, const std::string& cloud,
                         const std::vector<FoundTenant>& found, bool complete,
                         std::string_view initial_state, base::Time now) {
  return Merge(c, connection, cloud, now).run(found, complete, initial_state);
}

}  // namespace reeve::store

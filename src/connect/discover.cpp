// One discovery: ask Microsoft, merge into the tenants, match the sure ones, queue the first reads.
#include "connect/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "connect/connection_state.h"
#include "connect/consent_check.h"
#include "connect/credential_expiry.h"
#include "connect/portals.h"
#include "domain/device.h"
#include "domain/device_section.h"
#include "match/tenant_match.h"
#include "microsoft/discovery.h"
#include "microsoft/partner_center.h"
#include "microsoft/partner_customers.h"
#include "microsoft/token.h"
#include "store/jobs.h"
#include "store/notice_sources.h"
#include "store/organizations.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/sync_settings.h"
#include "store/tenant_decisions.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using store::Tenant;

constexpr std::int64_t kDiscoveryPriority = 10;
constexpr std::int64_t kFirstRunPriority = 50;
constexpr std::size_t kMatchesPerTransaction = 50;  // a background transaction stays short
constexpr std::string_view kOrganizationType = "organization";
constexpr std::string_view kDevicesType = "managed_devices", kSerialKey = "serial";
constexpr std::string_view kDomainKey = "domain";

// GDAP that is over, or was never there: nothing where a relationship is active.
std::optional<store::FoundTenant> closed_row(const microsoft::FoundCustomer& customer) {
  if (std::ranges::find(customer.ways, "gdap") != customer.ways.end()) return std::nullopt;
  store::FoundTenant row{customer.tenant_id, customer.name, customer.default_domain, "gdap", false};
  row.open = false;
  row.add = customer.in_partner_center && customer.ways.empty();
  if (!customer.ended.empty()) {
    row.cause = "relationship_" + customer.ended;
    row.reason = fmt::format("The GDAP relationship {} on {}.",
                             customer.ended == "expired" ? "expired" : "was terminated",
                             customer.ended_at ? base::to_rfc3339(*customer.ended_at).substr(0, 10)
                                               : "a day that Microsoft does not name");
    return row;
  }
  if (!row.add) return std::nullopt;
  row.cause = "no_relationship";
  row.reason =
      "Partner Center lists this customer, but neither a GDAP relationship nor DAP lets Reeve in. "
      "Invite the customer to a GDAP relationship.";
  return row;
}

std::vector<store::FoundTenant> rows_of(const microsoft::Discovery& discovery) {
  std::vector<store::FoundTenant> rows;
  for (const auto& customer : discovery.found) {
    for (const auto& way : customer.ways) {
      rows.push_back(
          {customer.tenant_id, customer.name, customer.default_domain, way, way == "own"});
    }
    if (auto closed = closed_row(customer)) rows.push_back(*std::move(closed));
  }
  return rows;
}

// What Partner Center lists, where the service account may ask it at all; that it may not is no
// fault, since Graph's lists know everybody who can be reached.
std::optional<microsoft::PartnerCustomers> partner_customers(
    Services& services, const store::MicrosoftConnection& connection, const microsoft::Cloud& cloud,
    std::stop_token stop) {
  if (connection.kind != "partner" || cloud.partner_center.empty()) return std::nullopt;
  const auto credentials = read_credentials(services, connection.id);
  if (credentials.refresh_token.empty()) return std::nullopt;
  try {
    microsoft::TokenClient client(services.transport, services.clock, services.random, cloud);
    const auto answer =
        client.refresh(connection.directory_id, credentials.app(), credentials.refresh_token,
                       microsoft::partner_center_scope(cloud), stop);
    if (!answer.grant) return std::nullopt;
    auto found =
        microsoft::list_partner_customers(services.transport, services.clock, services.random,
                                          cloud, answer.grant->access.value, stop);
    if (!found.complete)
      base::log_info("connect", "connection {}: Partner Center's customers are not whole: {}",
                     connection.id, found.detail);
    return found;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::canceled) throw;
    return std::nullopt;
  }
}

// Not one list could be read: there is nothing to merge, and the job must know whether trying again
// helps.
void throw_if_nothing_came(const microsoft::Discovery& discovery) {
  const auto came = [](const microsoft::DiscoverySource& source) {
    return source.listing.complete || source.listing.pages > 0;
  };
  if (std::ranges::any_of(discovery.sources, came)) return;
  const bool person_must_act = discovery.reason == "no_token" || discovery.reason == "not_allowed";
  throw Error(person_must_act ? ErrorCode::refused : ErrorCode::unavailable,
              Refused{discovery.sentence, discovery.remedy, {}}.message(), discovery.detail);
}

// The connection says why its list of tenants is not whole, or nothing when it is. Whatever turned
// it to "reconnect" meanwhile stays.
void write_state(db::Connection& c, const microsoft::Discovery& discovery, base::Id connection,
                 base::Time now) {
  store::set_discovered(c, connection, now);
  const auto row = store::find_connection(c, connection);
  if (!row || row->state != "connected") return;
  if (!discovery.complete) {
    store::set_connection_state(c, connection, row->state, discovery.sentence, discovery.remedy,
                                discovery.detail, now);
  } else if (row->reason) {
    store::set_connection_state(c, connection, row->state, {}, {}, {}, now);
  }
}

// Told 30, 7 and 1 days before (notify/watch.h).
void write_endings(db::Connection& c, const microsoft::Discovery& discovery, base::Id connection) {
  if (!discovery.endings) return;
  std::vector<store::Expiry> rows;
  for (const auto& one : *discovery.endings)
    rows.push_back({connection, {}, "relationship", one.id, one.name, one.ends_at});
  store::replace_expiries(c, connection, "relationship", rows);
}

std::vector<Tenant> all_tenants(db::Connection& c) {
  std::vector<Tenant> tenants;
  store::ListQuery query;
  query.sort = {{"id", false}};
  query.size = store::kMaxPageSize;
  for (;; ++query.page) {
    auto page = store::list_tenants(c, store::Scope::unscoped(), query);
    const auto count = page.rows.size();
    std::ranges::move(page.rows, std::back_inserter(tenants));
    if (count < static_cast<std::size_t>(store::kMaxPageSize)) return tenants;
  }
}

bool waits_for_match(const Tenant& tenant) {
  return !tenant.own && !tenant.organization && (tenant.state == "new" || tenant.state == "read");
}

bool way_is_open(db::Connection& c, const Tenant& tenant) {
  if (!tenant.way_in_use) return false;
  return std::ranges::any_of(store::tenant_access(c, tenant.id),
                             [&](const store::TenantAccess& access) {
                               return access.state == "open" && access.way == *tenant.way_in_use &&
                                      tenant.connection_in_use == access.connection;
                             });
}

// Everything that matching looks at, in one snapshot.
struct Evidence {
  std::vector<Tenant> waiting;
  std::vector<match::TenantEvidence> tenants;
  std::vector<match::OrganizationEvidence> organizations;
  std::vector<base::Id> taken;
  std::set<base::Id> ruled_on;
};

// Of the tenant's devices, without those that its junk list says prove nothing.
std::vector<std::string> serials_of(db::Connection& c, base::Id tenant) {
  std::vector<std::string> serials;
  for (const auto& device : store::records_for_matching(c, tenant, kDevicesType))
    for (const auto& key : device.keys)
      if (key.kind == kSerialKey) serials.push_back(key.value);
  if (serials.empty()) return serials;
  std::set<std::string> junk;
  for (const std::string& one :
       domain::device_settings(store::sync_settings_of_tenant(c, tenant, domain::kDeviceSection))
           .junk_serials)
    junk.insert(domain::serial_key(one));
  std::erase_if(serials, [&](const std::string& one) { return junk.contains(one); });
  return serials;
}

match::TenantEvidence evidence_of(db::Connection& c, const Tenant& tenant) {
  match::TenantEvidence evidence{tenant.id, tenant.name, {}};
  evidence.entra_tenant_id = tenant.entra_tenant_id;
  evidence.serials = serials_of(c, tenant.id);
  if (tenant.default_domain) evidence.domains.push_back(*tenant.default_domain);
  for (const auto& record : store::records_for_matching(c, tenant.id, kOrganizationType)) {
    for (const auto& key : record.keys) {
      if (key.kind == kDomainKey) evidence.domains.push_back(key.value);
    }
  }
  return evidence;
}

Evidence read_evidence(db::Connection& c) {
  Evidence evidence;
  for (auto& tenant : all_tenants(c)) {
    if (tenant.own || tenant.state == "ignored") continue;
    if (tenant.organization) evidence.taken.push_back(*tenant.organization);
    evidence.tenants.push_back(evidence_of(c, tenant));
    if (waits_for_match(tenant)) evidence.waiting.push_back(std::move(tenant));
  }
  for (auto& one : store::organization_evidence(c)) {
    evidence.organizations.push_back({one.id, std::move(one.name), std::move(one.email_domains)});
    evidence.organizations.back().tenant_ids = std::move(one.tenant_ids);
    evidence.organizations.back().serials = std::move(one.serials);
  }
  evidence.ruled_on = store::tenants_ruled_on(c);
  return evidence;
}

class Matcher {
 public:
  Matcher(Services& services, const Evidence& evidence)
      : services_(services),
        evidence_(evidence),
        matches_(match::match_tenants(evidence.tenants, evidence.organizations, evidence.taken)) {
    for (const auto& one : matches_) of_tenant_.emplace(one.tenant, &one);
  }

  MatchOutcome run() {
    const std::span waiting(evidence_.waiting);
    for (std::size_t at = 0; at < waiting.size(); at += kMatchesPerTransaction) {
      const auto part = waiting.subspan(at, std::min(kMatchesPerTransaction, waiting.size() - at));
      outcome_ = services_.database.write(db::Lane::background, [&](db::Connection& c) {
        auto outcome = outcome_;
        for (const auto& tenant : part) settle(c, tenant, outcome);
        return outcome;
      });
    }
    return outcome_;
  }

 private:
  void settle(db::Connection& c, const Tenant& before, MatchOutcome& outcome) const {
    const auto found = of_tenant_.find(before.id);
    const auto tenant = store::find_tenant(c, store::Scope::unscoped(), before.id);
    // A person was quicker than this transaction.
    if (found == of_tenant_.end() || !tenant || tenant->version != before.version) return;
    const auto& match = *found->second;
    const auto now = services_.clock.now();
    if (match.exact && !evidence_.ruled_on.contains(tenant->id)) {
      store::match_tenant(c, tenant->id, *match.exact, "exact_name", {}, now);
      store::replace_suggestions(c, tenant->id, {});
      ++outcome.matched;
      if (way_is_open(c, *tenant)) queue(c, tenant->id, outcome, now);
      return;
    }
    outcome.suggested += suggest(c, tenant->id, match) ? 1 : 0;
    // Read once, so that preview and matching have records to work on. Nothing is written to the
    // documentation.
    if (tenant->state == "read" && !tenant->last_run && way_is_open(c, *tenant))
      queue(c, tenant->id, outcome, now);
  }

  static bool suggest(db::Connection& c, base::Id tenant, const match::TenantMatch& match) {
    std::vector<store::Suggestion> rows;
    // A person parted the two: the same name is then only a suggestion.
    if (match.exact) rows.push_back({tenant, *match.exact, {}, 1.0, "The names are the same."});
    for (const auto& one : match.suggestions)
      rows.push_back({tenant, one.organization, {}, one.score, one.evidence});
    store::replace_suggestions(c, tenant, rows);
    return !rows.empty();
  }

  static void queue(db::Connection& c, base::Id tenant, MatchOutcome& outcome, base::Time now) {
    store::RunRequest request;
    request.tenant = tenant;
    request.started_by = "match";
    store::queue_run(c, request, kFirstRunPriority, now);
    ++outcome.queued;
  }

  Services& services_;
  const Evidence& evidence_;
  std::vector<match::TenantMatch> matches_;
  std::map<base::Id, const match::TenantMatch*> of_tenant_;
  MatchOutcome outcome_;
};

// Every tenant that this connection reaches and that syncs at all; a run that is queued already
// counts too.
std::int64_t queue_tenants(Services& services, base::Id connection) {
  const auto tenants = services.database.read([](db::Connection& c) { return all_tenants(c); });
  std::int64_t queued = 0;
  for (std::span rest(tenants); !rest.empty();) {
    const auto part = rest.first(std::min(kMatchesPerTransaction, rest.size()));
    rest = rest.subspan(part.size());
    queued += services.database.write(db::Lane::background, [&](db::Connection& c) {
      std::int64_t count = 0;
      for (const auto& before : part) {
        const auto tenant = store::find_tenant(c, store::Scope::unscoped(), before.id);
        const bool syncs = tenant && (tenant->state == "read" || tenant->state == "active") &&
                           tenant->connection_in_use == connection && way_is_open(c, *tenant);
        if (!syncs) continue;
        store::queue_run(c, {tenant->id, "match", {}, false, false}, kFirstRunPriority,
                         services.clock.now());
        ++count;
      }
      return count;
    });
  }
  return queued;
}

}  // namespace

void queue_discovery(db::Connection& c, base::Id connection, base::Time now, AfterDiscovery after) {
  store::enqueue_afresh(c, "discover", fmt::format("discover:{}", connection),
                        fmt::format(R"({{"connection":{},"sync":{}}})", connection,
                                    after == AfterDiscovery::sync_all),
                        kDiscoveryPriority, now);
}

MatchOutcome match_found_tenants(Services& services) {
  const auto evidence = services.database.read([](db::Connection& c) { return read_evidence(c); });
  return Matcher(services, evidence).run();
}

DiscoveryOutcome run_discovery(Services& services, TokenSource& tokens, base::Id id,
                               std::stop_token stop, AfterDiscovery after) {
  const auto connection = read_connection(services, id);
  const auto cloud = microsoft::cloud_named(connection.cloud);
  microsoft::GraphClient graph(services.transport, services.clock, services.random, cloud,
                               tokens.token_for(id), services.pace_of(connection.application_id));
  const auto customers = [&] { return partner_customers(services, connection, cloud, stop); };
  const auto discovery =
      connection.kind == "direct"
          ? microsoft::discover_direct(graph, connection.directory_id, stop)
          : microsoft::discover_partner(graph, connection.directory_id, stop, customers);
  DiscoveryOutcome outcome;
  outcome.complete = discovery.complete;
  outcome.sentence = discovery.sentence;
  outcome.remedy = discovery.remedy;
  outcome.retry_at = discovery.retry_at;
  throw_if_nothing_came(discovery);
  const auto now = services.clock.now();
  outcome.merged = services.database.write(db::Lane::background, [&](db::Connection& c) {
    const auto merged = store::merge_tenants(c, id, connection.cloud, rows_of(discovery),
                                             discovery.complete, connection.new_tenants, now);
    write_state(c, discovery, id, now);
    write_endings(c, discovery, id);
    return merged;
  });
  const auto matched = match_found_tenants(services);
  check_consents(services, tokens, id, stop);
  refresh_portals(services, tokens, id, stop);
  refresh_expiry(services, tokens, id, stop);
  outcome.matched = matched.matched;
  outcome.suggested = matched.suggested;
  outcome.queued = matched.queued;
  if (after == AfterDiscovery::sync_all) outcome.queued += queue_tenants(services, id);
  base::log_info(
      "connect",
      "connection {}: {} tenants found, {} new, {} matched, {} suggested, {} syncs queued", id,
      outcome.merged.total, outcome.merged.added, outcome.matched, outcome.suggested,
      outcome.queued);
  return outcome;
}

}  // namespace reeve::connect

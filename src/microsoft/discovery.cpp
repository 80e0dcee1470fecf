// Asks the partner tenant's four lists for customers and merges what they say
// (reference/microsoft-cloud.md B.1).
#include "microsoft/discovery.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

using base::json::value;

// Microsoft-led transitions from DAP: relationships that Microsoft made, without a right for us.
constexpr std::string_view kMicrosoftLed = "MLT_";
constexpr std::string_view kRelationshipsPath =
    "/v1.0/tenantRelationships/"
    "delegatedAdminRelationships?$select=id,displayName,status,customer,endDateTime,"
    "autoExtendDuration,lastModifiedDateTime&$top=300";
constexpr std::string_view kCustomersPath =
    "/v1.0/tenantRelationships/delegatedAdminCustomers?$top=300";
constexpr std::string_view kContractsPath =
    "/v1.0/contracts?$select=customerId,displayName,defaultDomainName,contractType&$top=999";
constexpr std::string_view kOrganizationPath =
    "/v1.0/organization?$select=id,displayName,verifiedDomains";

class Finder {
 public:
  Finder(GraphClient& graph, const std::string& tenant_id, std::stop_token stop)
      : graph_(graph), tenant_id_(tenant_id), stop_(std::move(stop)) {}

  // Whether any list gave at least a page.
  bool heard() const {
    return std::ranges::any_of(discovery_.sources, [](const DiscoverySource& one) {
      return one.listing.complete || one.listing.pages > 0;
    });
  }

  // Lists one source; true when it came to its end.
  bool ask(const std::string& name, std::string_view path, const AskOptions& options,
           const std::function<void(const value&)>& each) {
    auto listing = graph_.list(
        tenant_id_, std::string(path),
        [&](const Page& page) {
          for (const auto object : page.objects) {
            if (const auto parsed = base::try_parse_json(object)) each(*parsed);
          }
        },
        stop_, options);
    const bool complete = listing.complete;
    discovery_.sources.push_back({name, std::move(listing)});
    return complete;
  }

  FoundCustomer& found(const std::string& id) { return found_[base::ascii_lower(id)]; }

  void set_endings(std::vector<RelationshipEnd> endings) {
    discovery_.endings = std::move(endings);
  }

  Discovery finish() {
    for (auto& [id, customer] : found_) {
      customer.tenant_id = id;
      // Of others it is only of interest how their relationship ended.
      const bool reached = !customer.ways.empty() || customer.in_partner_center;
      if (reached && customer.name.empty()) customer.name = customer.default_domain.value_or(id);
      if (reached || !customer.ended.empty()) discovery_.found.push_back(std::move(customer));
    }
    discovery_.complete = true;
    for (const auto& source : discovery_.sources) {
      if (source.listing.complete) continue;
      if (discovery_.complete) {
        discovery_.reason = source.listing.code;
        discovery_.sentence = source.listing.sentence;
        discovery_.remedy = source.listing.remedy;
        discovery_.detail = source.listing.detail;
      }
      discovery_.complete = false;
      if (source.listing.retry_at &&
          (!discovery_.retry_at || *discovery_.retry_at < *source.listing.retry_at)) {
        discovery_.retry_at = source.listing.retry_at;
      }
    }
    return std::move(discovery_);
  }

 private:
  GraphClient& graph_;
  const std::string& tenant_id_;
  std::stop_token stop_;
  std::map<std::string, FoundCustomer> found_;
  Discovery discovery_;
};

AskOptions options_for(std::string permission, std::string subject, std::string tenant_name) {
  AskOptions options;
  options.permission = std::move(permission);
  options.subject = std::move(subject);
  options.tenant_name = std::move(tenant_name);
  return options;
}

// "list of the customers": reads well after "Microsoft's … of your partner tenant".
const std::string kPartner = "your partner tenant";

void read_organization(Finder& finder, const std::string& tenant_id, std::string_view way,
                       const std::string& label) {
  const auto options = options_for("Organization.Read.All", "organization record", label);
  finder.ask("organization", kOrganizationPath, options, [&](const value& one) {
    if (base::ascii_lower(base::text_member(one, "id")) != base::ascii_lower(tenant_id)) return;
    auto& own = finder.found(tenant_id);
    own.ways = {std::string(way)};
    own.name = base::clean_text(base::text_member(one, "displayName"));
    const auto& domains = base::member(one, "verifiedDomains");
    if (!domains.is_array()) return;
    for (const auto& domain : domains.as_array()) {
      if (base::bool_member(domain, "isDefault"))
        own.default_domain = base::clean_text(base::text_member(domain, "name"));
    }
  });
}

// No automatic extension: absent, PT0S or P0D (reference/microsoft-cloud.md B.2).
std::optional<RelationshipEnd> ending_of(const value& one) {
  const auto extends = base::text_member(one, "autoExtendDuration");
  if (!extends.empty() && extends != "PT0S" && extends != "P0D") return std::nullopt;
  const auto ends_at = base::parse_rfc3339(base::text_member(one, "endDateTime"));
  if (!ends_at) return std::nullopt;
  const auto customer = base::text_member(base::member(one, "customer"), "displayName");
  return RelationshipEnd{
      base::text_member(one, "id"),
      base::clean_text(base::text_member(one, "displayName") + " with " + customer), *ends_at};
}

// The newest one that is over says why there is no way in any more.
void note_end(FoundCustomer& found, const value& one, std::string_view status) {
  auto at = base::parse_rfc3339(base::text_member(one, "lastModifiedDateTime"));
  if (status == "expired" || !at) at = base::parse_rfc3339(base::text_member(one, "endDateTime"));
  if (!found.ended.empty() && found.ended_at && (!at || *at < *found.ended_at)) return;
  found.ended = status;
  found.ended_at = at;
}

bool read_relationships(Finder& finder) {
  const auto options =
      options_for("DelegatedAdminRelationship.Read.All", "list of GDAP relationships", kPartner);
  std::vector<RelationshipEnd> endings;
  const bool complete =
      finder.ask("relationships", kRelationshipsPath, options, [&](const value& one) {
        const auto status = base::text_member(one, "status");
        const bool over = status == "expired" || status == "terminated";
        if (status != "active" && !over) return;
        if (base::text_member(one, "displayName").starts_with(kMicrosoftLed)) return;
        const auto& customer = base::member(one, "customer");
        const auto id = base::text_member(customer, "tenantId");
        if (!is_guid(id)) return;
        auto& found = finder.found(id);
        if (over) return note_end(found, one, status);
        found.ways = {"gdap"};
        found.name = base::clean_text(base::text_member(customer, "displayName"));
        if (auto ending = ending_of(one)) endings.push_back(*std::move(ending));
      });
  if (complete) finder.set_endings(std::move(endings));
  return complete;
}

// Customers of any relationship, also ended ones: their names; a way in only where the
// relationships could not be read.
void read_customers(Finder& finder, bool relationships_known) {
  const auto options =
      options_for("DelegatedAdminRelationship.Read.All", "list of GDAP customers", kPartner);
  finder.ask("customers", kCustomersPath, options, [&](const value& one) {
    auto id = base::text_member(one, "tenantId");
    if (id.empty()) id = base::text_member(one, "id");
    if (!is_guid(id)) return;
    auto& found = finder.found(id);
    if (found.ways.empty() && !relationships_known) found.ways = {"gdap"};
    if (found.name.empty()) found.name = base::clean_text(base::text_member(one, "displayName"));
  });
}

void read_contracts(Finder& finder) {
  const auto options = options_for("Directory.Read.All", "list of customer contracts", kPartner);
  finder.ask("contracts", kContractsPath, options, [&](const value& one) {
    const auto id = base::text_member(one, "customerId");
    if (!is_guid(id)) return;
    auto& found = finder.found(id);
    if (std::ranges::find(found.ways, "dap") == found.ways.end()) found.ways.emplace_back("dap");
    if (found.name.empty()) found.name = base::clean_text(base::text_member(one, "displayName"));
    const auto domain = base::text_member(one, "defaultDomainName");
    if (!domain.empty()) found.default_domain = base::clean_text(domain);
  });
}

// Names and domains of whoever Partner Center lists; it gives no way in by itself.
void add_partner_customers(Finder& finder, const PartnerCustomers& customers) {
  for (const auto& one : customers.found) {
    auto& found = finder.found(one.tenant_id);
    found.in_partner_center = true;
    if (found.name.empty()) found.name = one.name;
    if (!found.default_domain && !one.domain.empty()) found.default_domain = one.domain;
  }
}

}  // namespace

Discovery discover_partner(GraphClient& graph, const std::string& partner_tenant_id,
                           std::stop_token stop, const AskPartnerCenter& customers) {
  Finder finder(graph, partner_tenant_id, std::move(stop));
  const bool relationships_known = read_relationships(finder);
  read_customers(finder, relationships_known);
  read_contracts(finder);
  if (customers && finder.heard())
    if (const auto listed = customers()) add_partner_customers(finder, *listed);
  read_organization(finder, partner_tenant_id, "own", kPartner);
  return finder.finish();
}

Discovery discover_direct(GraphClient& graph, const std::string& tenant_id, std::stop_token stop) {
  Finder finder(graph, tenant_id, std::move(stop));
  read_organization(finder, tenant_id, "direct", tenant_id);
  return finder.finish();
}

}  // namespace reeve::microsoft

// Ranks organizations for each tenant by name and by whose addresses their contacts have.
#include "match/tenant_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "domain/organization.h"
#include "match/name_match.h"

namespace reeve::match {
namespace {

using base::Id;

// Contacts with addresses of the tenant lift a score towards 1 by this part of what is missing.
constexpr double kDomainWeight = 0.75;
// Contacts with addresses of another tenant leave this part of it.
constexpr double kAgainstWeight = 0.6;

// Every Microsoft tenant has one of these; they say nothing about a company's mail.
bool is_initial(const std::string& domain) { return domain.ends_with(".onmicrosoft.com"); }

std::vector<std::string> lower_all(const std::vector<std::string>& domains) {
  std::vector<std::string> out;
  for (const std::string& domain : domains) out.push_back(base::ascii_lower(base::trim(domain)));
  std::erase_if(out, [](const std::string& domain) { return domain.empty(); });
  return out;
}

struct Side {
  std::unordered_map<std::string, std::set<Id>> tenants_of_domain;
  std::unordered_map<std::string, std::set<Id>> organizations_of_domain;
  std::unordered_map<std::string, std::vector<Id>> tenants_of_name, organizations_of_name;
  std::map<Id, const OrganizationEvidence*> organizations;
  std::set<Id> taken;
};

Side index_of(std::span<const TenantEvidence> tenants,
              std::span<const OrganizationEvidence> organizations, std::span<const Id> taken) {
  Side side;
  side.taken.insert(taken.begin(), taken.end());
  for (const TenantEvidence& tenant : tenants) {
    if (std::string name = domain::normalized_name(tenant.name); !name.empty())
      side.tenants_of_name[name].push_back(tenant.id);
    for (const std::string& domain : lower_all(tenant.domains))
      side.tenants_of_domain[domain].insert(tenant.id);
  }
  for (const OrganizationEvidence& organization : organizations) {
    side.organizations[organization.id] = &organization;
    if (std::string name = domain::normalized_name(organization.name); !name.empty())
      side.organizations_of_name[name].push_back(organization.id);
    for (const std::string& domain : lower_all(organization.email_domains))
      side.organizations_of_domain[domain].insert(organization.id);
  }
  return side;
}

// Whose the organization's addresses are: this tenant's, another tenant's, or nobody's we know.
struct Addresses {
  std::size_t ours = 0, others = 0, total = 0;
  std::string our_domain, other_domain;
  double share() const {
    return total == 0 ? 0 : static_cast<double>(ours) / static_cast<double>(total);
  }
  bool against() const { return ours == 0 && others > 0 && 2 * others >= total; }
};

Addresses addresses_of(const Side& side, Id tenant, const OrganizationEvidence& organization) {
  Addresses found;
  auto domains = lower_all(organization.email_domains);
  std::sort(domains.begin(), domains.end());
  for (const std::string& domain : domains) {
    ++found.total;
    const auto owners = side.tenants_of_domain.find(domain);
    if (owners == side.tenants_of_domain.end()) continue;
    if (owners->second.contains(tenant)) {
      ++found.ours;
      if (found.our_domain.empty() || is_initial(found.our_domain)) found.our_domain = domain;
    } else {
      ++found.others;
      found.other_domain = domain;
    }
  }
  return found;
}

std::string sentence(double name, bool same_name, const Addresses& addresses, bool taken) {
  std::string out = same_name       ? "The names are the same apart from spelling."
                    : name >= 0.995 ? "The names have the same letters."
                    : name >= 0.3   ? fmt::format("The names are {:.0f}% alike.", name * 100)
                                    : std::string("The names differ.");
  if (addresses.ours > 0)
    out += fmt::format(" {} of {} contact addresses known there end in the tenant's domain {}.",
                       addresses.ours, addresses.total, addresses.our_domain);
  if (addresses.against())
    out += fmt::format(" Its contacts' addresses belong to another tenant ({}).",
                       addresses.other_domain);
  if (taken) out += " It is matched to another tenant already.";
  return out;
}

Suggestion judge(const Side& side, const TenantEvidence& tenant,
                 const OrganizationEvidence& organization, double name) {
  const bool same_name =
      !domain::normalized_name(tenant.name).empty() &&
      domain::normalized_name(tenant.name) == domain::normalized_name(organization.name);
  if (same_name) name = 1;
  const Addresses addresses = addresses_of(side, tenant.id, organization);
  double score = 1 - (1 - name) * (1 - kDomainWeight * addresses.share());
  if (addresses.against()) score *= kAgainstWeight;
  const bool taken = side.taken.contains(organization.id);
  if (taken) score *= kAgainstWeight;
  return {organization.id, score, sentence(name, same_name, addresses, taken)};
}

std::vector<Suggestion> suggestions_for(const Side& side, const TenantEvidence& tenant,
                                        const NameIndex& names) {
  std::map<Id, double> candidates;
  for (const NameHit& hit : names.best(tenant.name)) candidates[hit.id] = hit.score;
  for (const std::string& domain : lower_all(tenant.domains))
    if (const auto found = side.organizations_of_domain.find(domain);
        found != side.organizations_of_domain.end())
      for (const Id id : found->second)
        if (!candidates.contains(id))
          candidates[id] = likeness(domain::normalized_name(tenant.name),
                                    domain::normalized_name(side.organizations.at(id)->name));
  // More than one organization of exactly this name: each is shown, however many names are alike.
  if (const auto same = side.organizations_of_name.find(domain::normalized_name(tenant.name));
      same != side.organizations_of_name.end())
    for (const Id id : same->second) candidates[id] = 1;
  std::vector<Suggestion> out;
  for (const auto& [id, name] : candidates)
    if (auto one = judge(side, tenant, *side.organizations.at(id), name);
        one.score >= kMinSuggestionScore)
      out.push_back(std::move(one));
  std::sort(out.begin(), out.end(), [](const Suggestion& a, const Suggestion& b) {
    return a.score != b.score ? a.score > b.score : a.organization < b.organization;
  });
  if (out.size() > kMaxSuggestions) out.resize(kMaxSuggestions);
  return out;
}

TenantMatch match_one(const Side& side, const TenantEvidence& tenant, const NameIndex& names) {
  TenantMatch match{
      .tenant = tenant.id, .exact = std::nullopt, .how = "no_exact_name", .suggestions = {}};
  const std::string name = domain::normalized_name(tenant.name);
  const auto same = side.organizations_of_name.find(name);
  if (!name.empty() && same != side.organizations_of_name.end()) {
    const Id only = same->second.front();
    if (same->second.size() > 1 || side.tenants_of_name.at(name).size() > 1 ||
        side.taken.contains(only)) {
      match.how = "not_unique";
    } else if (addresses_of(side, tenant.id, *side.organizations.at(only)).against()) {
      match.how = "evidence_against";
    } else {
      match.exact = only;
      match.how = "exact_name";
      return match;
    }
  }
  match.suggestions = suggestions_for(side, tenant, names);
  return match;
}

}  // namespace

std::vector<TenantMatch> match_tenants(std::span<const TenantEvidence> tenants,
                                       std::span<const OrganizationEvidence> organizations,
                                       std::span<const Id> taken) {
  const Side side = index_of(tenants, organizations, taken);
  std::vector<NamedId> named;
  for (const OrganizationEvidence& organization : organizations)
    named.push_back({organization.id, organization.name});
  const NameIndex names(named);
  std::vector<TenantMatch> out;
  out.reserve(tenants.size());
  for (const TenantEvidence& tenant : tenants) out.push_back(match_one(side, tenant, names));
  return out;
}

}  // namespace reeve::match

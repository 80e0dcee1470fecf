// Ranks organizations for each tenant by name and by what else the two have in common.
#include "match/tenant_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include "domain/organization.h"
#include "match/company_evidence.h"
#include "match/name_match.h"

namespace reeve::match {
namespace {

using base::Id;

// Each kind of evidence lifts a score towards 1 by this part of what is missing.
constexpr double kDomainWeight = 0.75;  // times the share of the addresses that are the tenant's
constexpr double kWebsiteWeight = 0.7;
constexpr double kSerialWeight = 0.9;
constexpr double kTenantIdWeight = 0.98;
// Evidence that speaks against leaves this part of it.
constexpr double kAgainstWeight = 0.6, kDisagreesWeight = 0.9, kOthersFitWeight = 0.85;
// Another tenant's score from which on, and by how much, it has more right to an organization.
constexpr double kGoodFit = 0.85, kClearlyBetter = 0.05;

struct Side {
  EvidenceIndex evidence;
  std::unordered_map<std::string, std::vector<Id>> tenants_of_name, organizations_of_name;
  std::map<Id, const OrganizationEvidence*> organizations;
  std::set<Id> taken;    // matched to a tenant
  std::set<Id> claimed;  // another tenant has exactly the name, and no other organization has it
};

Side index_of(std::span<const TenantEvidence> tenants,
              std::span<const OrganizationEvidence> organizations, std::span<const Id> taken) {
  Side side{EvidenceIndex(tenants, organizations), {}, {}, {}, {}, {}};
  side.taken.insert(taken.begin(), taken.end());
  for (const TenantEvidence& tenant : tenants)
    if (std::string name = domain::normalized_name(tenant.name); !name.empty())
      side.tenants_of_name[name].push_back(tenant.id);
  for (const OrganizationEvidence& organization : organizations) {
    side.organizations[organization.id] = &organization;
    if (std::string name = domain::normalized_name(organization.name); !name.empty())
      side.organizations_of_name[name].push_back(organization.id);
  }
  return side;
}

double lifted(double score, double by) { return 1 - (1 - score) * (1 - by); }

double score_of(double name, const CompanyEvidence& evidence, bool rival) {
  double score = name;
  if (evidence.addresses > 0)
    score = lifted(score, kDomainWeight * static_cast<double>(evidence.our_addresses) /
                              static_cast<double>(evidence.addresses));
  if (!evidence.website.empty()) score = lifted(score, kWebsiteWeight);
  if (evidence.serials > 0) score = lifted(score, kSerialWeight);
  if (!evidence.tenant_id.empty()) score = lifted(score, kTenantIdWeight);
  if (evidence.against())
    score *= kAgainstWeight;
  else if (evidence.disagrees())
    score *= kDisagreesWeight;
  return rival ? score * kAgainstWeight : score;
}

bool better(const Suggestion& a, const Suggestion& b) {
  return a.score != b.score ? a.score > b.score : a.organization < b.organization;
}

// Who else has the organization, or is likely to.
enum class Rival { none, by_name, matched };

Rival rival_of(const Side& side, Id organization, bool same_name) {
  if (side.taken.contains(organization)) return Rival::matched;
  return side.claimed.contains(organization) && !same_name ? Rival::by_name : Rival::none;
}

std::string sentence(double name, bool same_name, const CompanyEvidence& evidence, Rival rival) {
  std::string out = same_name       ? "The names are the same apart from spelling."
                    : name >= 0.995 ? "The names have the same letters."
                    : name >= 0.3   ? fmt::format("The names are {:.0f}% alike.", name * 100)
                                    : std::string("The names differ.");
  out += sentences_of(evidence);
  if (rival == Rival::matched) out += " It is matched to another tenant already.";
  if (rival == Rival::by_name) out += " Another tenant has exactly its name.";
  return out;
}

Suggestion judge(const Side& side, const TenantEvidence& tenant,
                 const OrganizationEvidence& organization, double name) {
  const std::string ours = domain::normalized_name(tenant.name);
  const bool same_name = !ours.empty() && ours == domain::normalized_name(organization.name);
  if (same_name) name = 1;
  const CompanyEvidence evidence = side.evidence.compare(tenant, organization);
  const Rival rival = rival_of(side, organization.id, same_name);
  return {organization.id, score_of(name, evidence, rival != Rival::none),
          sentence(name, same_name, evidence, rival)};
}

std::vector<Suggestion> suggestions_for(const Side& side, const TenantEvidence& tenant,
                                        const NameIndex& names) {
  std::map<Id, double> candidates;
  for (const NameHit& hit : names.best(tenant.name)) candidates[hit.id] = hit.score;
  for (const Id id : side.evidence.sharing(tenant))
    if (!candidates.contains(id))
      candidates[id] = names.alike(tenant.name, side.organizations.at(id)->name);
  // More than one organization of exactly this name: each is shown, however many names are alike.
  if (const auto same = side.organizations_of_name.find(domain::normalized_name(tenant.name));
      same != side.organizations_of_name.end())
    for (const Id id : same->second) candidates[id] = 1;
  std::vector<Suggestion> out;
  for (const auto& [id, name] : candidates)
    if (auto one = judge(side, tenant, *side.organizations.at(id), name);
        one.score >= kMinSuggestionScore)
      out.push_back(std::move(one));
  std::sort(out.begin(), out.end(), better);
  if (out.size() > kMaxSuggestions) out.resize(kMaxSuggestions);
  return out;
}

// An organization that fits another tenant clearly better comes after those that do not.
void lower_where_others_fit(std::vector<TenantMatch>& matches) {
  std::map<Id, double> best;
  for (const TenantMatch& match : matches)
    for (const Suggestion& one : match.suggestions)
      best[one.organization] = std::max(best[one.organization], one.score);
  for (TenantMatch& match : matches) {
    for (Suggestion& one : match.suggestions) {
      const double there = best.at(one.organization);
      if (there < kGoodFit || there - one.score < kClearlyBetter) continue;
      one.score *= kOthersFitWeight;
      one.evidence += " It fits another tenant better.";
    }
    std::sort(match.suggestions.begin(), match.suggestions.end(), better);
    std::erase_if(match.suggestions,
                  [](const Suggestion& one) { return one.score < kMinSuggestionScore; });
  }
}

// Two companies of one name differ in the legal form more often than one company is written with
// two: without any other evidence a person decides.
bool forms_fit(const TenantEvidence& tenant, const OrganizationEvidence& organization) {
  return domain::legal_form(tenant.name) == domain::legal_form(organization.name);
}

// Its name alone decides, or why it does not.
TenantMatch exact_match(const Side& side, const TenantEvidence& tenant) {
  TenantMatch match{
      .tenant = tenant.id, .exact = std::nullopt, .how = "no_exact_name", .suggestions = {}};
  const std::string name = domain::normalized_name(tenant.name);
  const auto same = side.organizations_of_name.find(name);
  if (name.empty() || same == side.organizations_of_name.end()) return match;
  const Id only = same->second.front();
  const OrganizationEvidence& organization = *side.organizations.at(only);
  const CompanyEvidence evidence = side.evidence.compare(tenant, organization);
  if (same->second.size() > 1 || side.tenants_of_name.at(name).size() > 1 ||
      side.taken.contains(only)) {
    match.how = "not_unique";
  } else if (evidence.against() || evidence.disagrees()) {
    match.how = "evidence_against";
  } else if (evidence.silent() && !forms_fit(tenant, organization)) {
    match.how = "legal_forms_differ";
  } else {
    match.exact = only;
    match.how = "exact_name";
  }
  return match;
}

}  // namespace

std::vector<TenantMatch> match_tenants(std::span<const TenantEvidence> tenants,
                                       std::span<const OrganizationEvidence> organizations,
                                       std::span<const base::Id> taken) {
  Side side = index_of(tenants, organizations, taken);
  std::vector<NamedId> named;
  for (const OrganizationEvidence& organization : organizations)
    named.push_back({organization.id, organization.name});
  const NameIndex names(named);
  std::vector<TenantMatch> out;
  out.reserve(tenants.size());
  for (const TenantEvidence& tenant : tenants) out.push_back(exact_match(side, tenant));
  // What matches by itself is hardly another tenant's, too.
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].exact) side.taken.insert(*out[i].exact);
    if (out[i].how == "legal_forms_differ")
      side.claimed.insert(
          side.organizations_of_name.at(domain::normalized_name(tenants[i].name)).front());
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i].exact) out[i].suggestions = suggestions_for(side, tenants[i], names);
  lower_where_others_fit(out);
  return out;
}

}  // namespace reeve::match

// What speaks for a tenant and an organization being one company, and what against it, beside their
// names.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "match/tenant_match.h"

namespace reeve::match {

// Every Microsoft tenant has one of these; they say nothing about a company's mail.
bool is_initial_domain(const std::string& domain);

// Of one pair. Absent evidence is neither for nor against.
struct CompanyEvidence {
  std::size_t addresses = 0;        // contacts' domains known there, without public mail
  std::size_t our_addresses = 0;    // of those: the tenant's
  std::size_t other_addresses = 0;  // of those: another tenant's
  std::string our_domain, other_domain;
  std::string website;         // of the organization, where it is a domain of the tenant
  std::size_t serials = 0;     // devices that both have
  std::string tenant_id;       // the tenant's own, written down at the organization
  bool other_website = false;  // it has websites, and none is the tenant's
  bool other_devices = false;  // both know devices, and share none
  bool other_tenant = false;   // another tenant's id is written down there

  // Anything at all that only this company would have.
  bool supports() const {
    return our_addresses > 0 || !website.empty() || serials > 0 || !tenant_id.empty();
  }
  // The addresses are mostly another tenant's, or somebody wrote down another tenant.
  bool against() const;
  // Something can be compared, and nothing of it agrees.
  bool disagrees() const;
  // Nothing can be compared at all.
  bool silent() const;
};

// The evidence of all sides, looked up by what it is. Refers to both lists, which must outlive it.
class EvidenceIndex {
 public:
  EvidenceIndex(std::span<const TenantEvidence> tenants,
                std::span<const OrganizationEvidence> organizations);
  CompanyEvidence compare(const TenantEvidence& tenant,
                          const OrganizationEvidence& organization) const;
  // Organizations that share anything with the tenant, by id.
  std::set<base::Id> sharing(const TenantEvidence& tenant) const;

 private:
  using Owners = std::unordered_map<std::string, std::set<base::Id>>;
  void compare_addresses(const TenantEvidence& tenant, const OrganizationEvidence& organization,
                         CompanyEvidence& found) const;

  Owners tenants_of_domain_, tenants_of_id_;
  Owners organizations_of_domain_, organizations_of_website_, organizations_of_serial_,
      organizations_of_tenant_id_;
};

// The evidence as sentences that a person can judge by, each beginning with a blank; empty where
// there is none.
std::string sentences_of(const CompanyEvidence& evidence);

}  // namespace reeve::match

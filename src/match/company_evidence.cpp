// Compares domains, websites, devices and written-down tenant ids.
#include "match/company_evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "domain/public_mail.h"

namespace reeve::match {
namespace {

using base::Id;

// So few devices on one side may well all be new.
constexpr std::size_t kEnoughDevices = 3;

std::vector<std::string> lower_all(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(base::ascii_lower(base::trim(text)));
  std::erase_if(out, [](const std::string& text) { return text.empty(); });
  std::sort(out.begin(), out.end());
  return out;
}

// "https://www.contoso.com/en" and "www.contoso.com" are contoso.com.
std::string site_of(std::string text) {
  if (const auto scheme = text.find("://"); scheme != std::string::npos) text.erase(0, scheme + 3);
  text.erase(std::min(text.size(), text.find_first_of("/:?#")));
  return text.starts_with("www.") ? text.substr(4) : text;
}

std::vector<std::string> sites_of(const OrganizationEvidence& organization) {
  auto sites = lower_all(organization.website_domains);
  for (std::string& site : sites) site = site_of(std::move(site));
  return sites;
}

std::vector<std::string> own_domains(const TenantEvidence& tenant) {
  auto domains = lower_all(tenant.domains);
  std::erase_if(domains, is_initial_domain);
  return domains;
}

bool has(const std::vector<std::string>& sorted, const std::string& text) {
  return std::ranges::binary_search(sorted, text);
}

}  // namespace

bool is_initial_domain(const std::string& domain) { return domain.ends_with(".onmicrosoft.com"); }

bool CompanyEvidence::against() const {
  return tenant_id.empty() && (other_tenant || (our_addresses == 0 && other_addresses > 0 &&
                                                2 * other_addresses >= addresses));
}

bool CompanyEvidence::disagrees() const {
  return !supports() && (addresses > 0 || other_website || other_devices || other_tenant);
}

bool CompanyEvidence::silent() const { return !supports() && !disagrees(); }

EvidenceIndex::EvidenceIndex(std::span<const TenantEvidence> tenants,
                             std::span<const OrganizationEvidence> organizations) {
  for (const TenantEvidence& tenant : tenants) {
    for (const std::string& domain : lower_all(tenant.domains))
      tenants_of_domain_[domain].insert(tenant.id);
    if (!tenant.entra_tenant_id.empty())
      tenants_of_id_[base::ascii_lower(tenant.entra_tenant_id)].insert(tenant.id);
  }
  for (const OrganizationEvidence& organization : organizations) {
    for (const std::string& domain : lower_all(organization.email_domains))
      if (!domain::is_public_mail(domain)) organizations_of_domain_[domain].insert(organization.id);
    for (const std::string& site : sites_of(organization))
      organizations_of_website_[site].insert(organization.id);
    for (const std::string& serial : organization.serials)
      organizations_of_serial_[serial].insert(organization.id);
    for (const std::string& id : lower_all(organization.tenant_ids))
      organizations_of_tenant_id_[id].insert(organization.id);
  }
}

void EvidenceIndex::compare_addresses(const TenantEvidence& tenant,
                                      const OrganizationEvidence& organization,
                                      CompanyEvidence& found) const {
  for (const std::string& domain : lower_all(organization.email_domains)) {
    if (domain::is_public_mail(domain)) continue;
    ++found.addresses;
    const auto owners = tenants_of_domain_.find(domain);
    if (owners == tenants_of_domain_.end()) continue;
    if (owners->second.contains(tenant.id)) {
      ++found.our_addresses;
      if (found.our_domain.empty() || is_initial_domain(found.our_domain))
        found.our_domain = domain;
    } else {
      ++found.other_addresses;
      found.other_domain = domain;
    }
  }
}

CompanyEvidence EvidenceIndex::compare(const TenantEvidence& tenant,
                                       const OrganizationEvidence& organization) const {
  CompanyEvidence found;
  compare_addresses(tenant, organization, found);
  const auto domains = own_domains(tenant);
  // A tenant that has no domain of its own cannot disagree.
  if (domains.empty() && found.our_addresses == 0 && found.other_addresses == 0)
    found.addresses = 0;
  const auto sites = sites_of(organization);
  for (const std::string& site : sites)
    if (has(domains, site)) found.website = site;
  found.other_website = !sites.empty() && !domains.empty() && found.website.empty();
  const std::set<std::string> theirs(organization.serials.begin(), organization.serials.end());
  // What two organizations documented speaks for neither.
  for (const std::string& serial : tenant.serials)
    if (theirs.contains(serial) && organizations_of_serial_.at(serial).size() == 1) ++found.serials;
  found.other_devices = found.serials == 0 && tenant.serials.size() >= kEnoughDevices &&
                        theirs.size() >= kEnoughDevices;
  const std::string id = base::ascii_lower(tenant.entra_tenant_id);
  for (const std::string& written : lower_all(organization.tenant_ids)) {
    if (!id.empty() && written == id)
      found.tenant_id = written;
    else if (tenants_of_id_.contains(written))
      found.other_tenant = true;
  }
  return found;
}

std::set<Id> EvidenceIndex::sharing(const TenantEvidence& tenant) const {
  std::set<Id> out;
  const auto add = [&out](const Owners& owners, const std::string& key) {
    if (const auto found = owners.find(key); found != owners.end())
      out.insert(found->second.begin(), found->second.end());
  };
  for (const std::string& domain : lower_all(tenant.domains)) {
    add(organizations_of_domain_, domain);
    add(organizations_of_website_, domain);
  }
  for (const std::string& serial : tenant.serials) add(organizations_of_serial_, serial);
  if (!tenant.entra_tenant_id.empty())
    add(organizations_of_tenant_id_, base::ascii_lower(tenant.entra_tenant_id));
  return out;
}

std::string sentences_of(const CompanyEvidence& evidence) {
  std::string out;
  if (!evidence.tenant_id.empty()) out += " This tenant's id is written down there.";
  if (evidence.our_addresses > 0)
    out += fmt::format(" {} of {} contact addresses known there end in the tenant's domain {}.",
                       evidence.our_addresses, evidence.addresses, evidence.our_domain);
  if (!evidence.website.empty())
    out += fmt::format(" Its website {} is a domain of the tenant.", evidence.website);
  if (evidence.serials > 0)
    out += fmt::format(" {} of the tenant's devices {} documented there.", evidence.serials,
                       evidence.serials == 1 ? "is" : "are");
  if (evidence.other_tenant) out += " Another tenant's id is written down there.";
  if (evidence.against() && !evidence.other_domain.empty())
    out += fmt::format(" Its contacts' addresses belong to another tenant ({}).",
                       evidence.other_domain);
  else if (evidence.disagrees())
    out += evidence.addresses > 0   ? " Its contacts have no address in a domain of the tenant."
           : evidence.other_website ? " Its website is no domain of the tenant."
           : evidence.other_devices ? " None of the tenant's devices is documented there."
                                    : "";
  return out;
}

}  // namespace reeve::match

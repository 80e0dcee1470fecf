// Organizations in the database.
#pragma once

#include <optional>

#include "db/connection.h"
#include "domain/organization.h"
#include "store/author.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

// Outer optional: leave as it is. Inner: the new value, or none to clear it.
struct OrganizationPatch {
  std::optional<std::string> name;
  std::optional<std::optional<std::string>> short_name;
  std::optional<std::optional<std::string>> description;
  std::optional<std::optional<std::string>> alert;
  std::optional<std::optional<std::string>> quick_notes;
  std::optional<bool> archived;
};

// Filters: id, name (exact, folded), search (part of the folded name), short_name, archived
// (true/false; default: not archived). Sort: name, id, created_at, updated_at, short_name; default
// name.
Page<domain::Organization> list_organizations(db::Connection& c, const Scope& scope,
                                              const ListQuery& query);
std::optional<domain::Organization> find_organization(db::Connection& c, const Scope& scope,
                                                      base::Id id);
// Throws Error{invalid} on an empty name (or over 255 characters).
domain::Organization create_organization(db::Connection& c, const Author& author,
                                         const OrganizationPatch& values, base::Time now);
// Writes changes and field_sources. Throws Error{not_found}, or Error{conflict} when
// `expected_version` is given and is not the row's.
domain::Organization update_organization(db::Connection& c, const Scope& scope,
                                         const Author& author, base::Id id,
                                         const OrganizationPatch& patch,
                                         std::optional<std::int64_t> expected_version,
                                         base::Time now);

// What matching needs of all organizations that are not archived: names, the domains of their
// contacts' addresses, and the ids (of Microsoft tenants, perhaps) that people wrote into flexible
// assets, in lower case.
struct OrganizationEvidence {
  base::Id id = 0;
  std::string name;
  std::vector<std::string> email_domains;
  std::vector<std::string> tenant_ids = {};
  // domain::serial_key of its configurations, archived ones and Microsoft's own words left out.
  std::vector<std::string> serials = {};
};
std::vector<OrganizationEvidence> organization_evidence(db::Connection& c);

// Of all organizations that are not archived, by id.
struct OrganizationName {
  base::Id id = 0;
  std::string name;
};
std::vector<OrganizationName> organization_names(db::Connection& c);

}  // namespace reeve::store

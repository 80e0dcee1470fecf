// Locations (where an organization is) in the database.
#pragma once

#include <optional>

#include "domain/contact.h"
#include "store/plain_assets.h"

namespace reeve::store {

// Fields, as IT Glue names them: name, is_primary, address_1, address_2, city, region_name,
// postal_code, country_name, phone, fax, notes.
extern const PlainShape kLocationShape;

// Filters: id, organization_id, name, city, region_name, country_name, postal_code, primary, search
// (part of name or address), linked, archived (default: not archived). Sort: name, primary, city,
// id, created_at, updated_at; default name.
Page<PlainAsset> list_locations(db::Connection& c, const Scope& scope, const ListQuery& query);

// The location that stands for the organization; none where no location is marked so.
std::optional<base::Id> primary_location(db::Connection& c, base::Id organization);
// The same with its name, not archived: where an organization's people are.
std::optional<domain::ContactPlace> primary_place(db::Connection& c, base::Id organization);
// Not archived, with the same street, town and postal code; the oldest. None without a street.
std::optional<base::Id> location_at(db::Connection& c, base::Id organization,
                                    const std::string& address_key);

// As create_plain and update_plain; an organization has one primary location, so a new one takes
// the mark from the other.
PlainAsset create_location(db::Connection& c, const Scope& scope, const Author& author,
                           const PlainPatch& values, base::Time now);
PlainAsset update_location(db::Connection& c, const Scope& scope, const Author& author, base::Id id,
                           const PlainPatch& patch, std::optional<std::int64_t> expected_version,
                           base::Time now);

}  // namespace reeve::store

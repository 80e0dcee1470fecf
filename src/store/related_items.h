// What belongs together: a device and the person who uses it, or whatever people relate. A relation
// that a sync made says why, and follows Microsoft; one that a person made is a person's; and one
// that a person removed is never made again by a sync.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/asset_tables.h"
#include "store/author.h"
#include "store/scope.h"

namespace reeve::store {

// Seen from one of the two.
struct RelatedItem {
  base::Id id = 0;
  AssetRef other;
  base::Id other_organization = 0;
  std::string other_title;
  domain::Source source = domain::Source::person;
  std::optional<std::string> reason;  // of a sync: intune_user, entra_owner,
                                      // license_direct, license_group
  std::optional<std::string> notes;
  std::optional<base::Id> run, account;
  base::Time created_at{}, updated_at{};
  std::optional<base::Time> removed_at;
};

// Those of an asset whose other side the scope may see, not archived, by kind and title. The caller
// has checked the asset itself. `removed`: those that a person took out instead.
std::vector<RelatedItem> related_items(db::Connection& c, const Scope& scope, const AssetRef& asset,
                                       bool removed = false);

// By people. Throws Error{invalid} when there is no such other asset in the scope, or both are the
// same; Error{not_found} for an id that is not one of `asset`'s. A pair that is related already
// becomes a person's.
RelatedItem relate(db::Connection& c, const Scope& scope, const Author& author,
                   const AssetRef& asset, const AssetRef& other,
                   const std::optional<std::string>& notes, base::Time now);
void unrelate(db::Connection& c, const Scope& scope, const Author& author, const AssetRef& asset,
              base::Id id, base::Time now);
// Takes a removal back; the relation is again whose it was.
RelatedItem restore_relation(db::Connection& c, const Scope& scope, const Author& author,
                             const AssetRef& asset, base::Id id, base::Time now);

// By a sync, for one tenant. At most 1,000 a call.
struct SyncRelation {
  AssetRef a, b;
  std::string reason;
  bool operator==(const SyncRelation&) const = default;
  auto operator<=>(const SyncRelation&) const = default;
};
struct TenantRelation {
  base::Id id = 0;
  SyncRelation relation;
};
// The pair in the order in which it is kept.
SyncRelation in_order(SyncRelation relation);
// Those in force that a sync of this tenant made and may take apart; not what stayed with a contact
// that was merged.
std::vector<TenantRelation> relations_of_tenant(db::Connection& c, base::Id tenant);
// Who Microsoft says uses the tenant's documented devices: the edge of that kind from a device of
// that type to a user, both linked. Entra's word counts only for machines that Intune does not
// manage: who registered a computer first is not who has it now.
struct DevicePerson {
  base::Id configuration = 0, contact = 0;
  bool archived = false;  // one of the two
};
std::vector<DevicePerson> device_people(db::Connection& c, base::Id tenant, std::string_view type,
                                        std::string_view edge);
// Who holds the tenant's licenses that are kept as assets; by people's and licenses' links.
struct LicensePerson {
  base::Id license = 0, contact = 0;  // a flexible asset
  bool direct = false;                // else through a group alone
  bool archived = false;              // one of the two
};
std::vector<LicensePerson> license_people(db::Connection& c, base::Id tenant);
// Configurations of which Microsoft still lists a device: of the others it says nothing any more.
std::set<base::Id> listed_configurations(db::Connection& c, base::Id tenant);
// Makes those that are not there and that no person removed; returns how many.
std::int64_t add_relations(db::Connection& c, const Author& author, base::Id tenant,
                           const std::vector<SyncRelation>& relations, base::Time now);
// Takes back what a sync made, where it is still a sync's; returns how many.
std::int64_t remove_relations(db::Connection& c, const Author& author,
                              const std::vector<base::Id>& ids, base::Time now);

}  // namespace reeve::store

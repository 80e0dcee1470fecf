// Links tie one record to one documentation asset; decisions are what people ruled; reviews wait
// for them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "domain/asset.h"
#include "store/author.h"
#include "store/list.h"
#include "store/records.h"
#include "store/scope.h"

namespace reeve::store {

struct Link {
  base::Id id = 0, tenant = 0, record = 0, asset = 0;
  std::string type, asset_kind;
  std::string role = "primary";  // or additional
  std::string reason;            // alias, user_name, name, created, chosen
  double confidence = 0;         // 0 to 1
  std::optional<std::string> applied_hash;
  std::int64_t mapping_revision = 0;
  std::optional<base::Id> created_by_run;
  base::Time created_at{};
};

std::vector<Link> links_of_tenant(db::Connection& c, base::Id tenant, std::string_view type);
std::vector<Link> links_of_asset(db::Connection& c, std::string_view asset_kind, base::Id asset);
// Filters: id, tenant_id, asset_kind, asset_id, record_id. Sort: id.
Page<Link> list_links(db::Connection& c, const Scope& scope, const ListQuery& query);
// Writes the links and a `link` change on each asset; at most 1,000 a call. Fills ids.
void create_links(db::Connection& c, const Author& author, std::vector<Link>& links,
                  base::Time now);
// The rows alone, without history; created_at as it is given, or `now` where it is none.
void insert_links(db::Connection& c, std::vector<Link>& links, base::Time now);
struct Applied {
  base::Id link = 0;
  std::string hash;
  std::int64_t mapping_revision = 0;
};
void set_applied(db::Connection& c, const std::vector<Applied>& applied);
// Links whose record (not gone, and chosen) differs from what was applied, or that were applied
// under another mapping: what apply must do. No mapping has revision 0, so 0 gives all of them.
struct ToApply {
  Link link;
  Record record;
};
std::vector<ToApply> links_to_apply(db::Connection& c, base::Id tenant, std::string_view type,
                                    std::int64_t mapping_revision, std::int64_t limit,
                                    std::string_view asset_kind = domain::kContact);
// A record that speaks for these assets from now on leaves no room for another of its type: the
// one that did is gone at Microsoft. `run`: whose undo gives the place back.
void yield_primary(db::Connection& c, base::Id tenant, std::string_view asset_kind,
                   std::string_view type, const std::vector<base::Id>& assets,
                   std::optional<base::Id> run = {});
// Where a record of type `above` speaks for an asset, those of `type` speak beside it only.
std::int64_t demote_links(db::Connection& c, base::Id tenant, std::string_view asset_kind,
                          std::string_view type, std::string_view above,
                          std::optional<base::Id> run = {});

struct Decision {
  base::Id id = 0, tenant = 0;
  std::optional<base::Id> record;
  std::string verdict;  // link, ignore, never_create, never_link, match_tenant, ignore_tenant
  std::optional<std::string> asset_kind;
  std::optional<base::Id> asset;
  std::optional<base::Id> account;
  base::Time at{};
};
// The latest decision of each record of a tenant; asked before any matching.
std::vector<Decision> decisions_of_tenant(db::Connection& c, base::Id tenant);
base::Id add_decision(db::Connection& c, const Decision& decision);

struct Review {
  base::Id id = 0, tenant = 0;
  std::string tenant_name;  // filled on reading
  std::optional<base::Id> run, record;
  std::string kind;      // unclear_match, asset_claimed, new_contact, tenant_name, …
  std::string sentence;  // for the person
  std::string detail;    // JSON: both sides and the evidence
  std::string state;     // open, decided, obsolete
  base::Time created_at{};
  std::optional<base::Time> decided_at;
  std::optional<base::Id> decided_by;
  std::optional<std::string> decided_by_name;  // filled on reading
  // What was answered (store/review_answers.h), and the asset that was meant.
  std::optional<std::string> answer;
  std::optional<base::Id> answer_asset;
};
// Makes the open reviews of (tenant, kinds) equal to `wanted`: the same record and kind keeps its
// row, others become obsolete.
void replace_open_reviews(db::Connection& c, base::Id tenant, const std::vector<std::string>& kinds,
                          const std::vector<Review>& wanted, base::Time now);
// Filters: id, tenant_id, organization_id, kind, state, record_id. Sort: created_at, decided_at,
// kind, tenant, id.
Page<Review> list_reviews(db::Connection& c, const Scope& scope, const ListQuery& query);
// How many are open, of each kind.
std::map<std::string, std::int64_t> open_review_counts(db::Connection& c, const Scope& scope);
std::optional<Review> find_review(db::Connection& c, const Scope& scope, base::Id id);
void decide_review(db::Connection& c, base::Id review, std::optional<base::Id> account,
                   base::Time now);

}  // namespace reeve::store

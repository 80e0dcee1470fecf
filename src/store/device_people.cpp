// Finds the people of devices and of licenses through records, links and edges.
#include "store/related_items.h"

namespace reeve::store {

std::vector<DevicePerson> device_people(db::Connection& c, base::Id tenant, std::string_view type,
                                        std::string_view edge) {
  std::vector<DevicePerson> people;
  for (const auto& row : c.query(
           "SELECT DISTINCT dl.asset, ul.asset, CASE WHEN a.archived_at IS NULL AND k.archived_at "
           "IS NULL THEN 0 ELSE 1 END FROM record_edges e "
           "JOIN records d ON d.tenant = e.tenant AND d.type = $1 AND d.external_id = e.from_id "
           "JOIN links dl ON dl.record = d.id AND dl.asset_kind = 'configuration' "
           "JOIN configurations a ON a.id = dl.asset "
           "JOIN records u ON u.tenant = e.tenant AND u.type = 'users' AND u.external_id = e.to_id "
           "JOIN links ul ON ul.record = u.id AND ul.asset_kind = 'contact' "
           "JOIN contacts k ON k.id = ul.asset "
           "WHERE e.tenant = $2 AND e.kind = $3 AND e.gone_at IS NULL AND d.gone_at IS NULL "
           "AND ($4 = 'managed_devices' OR NOT EXISTS (SELECT 1 FROM links ml JOIN records m ON "
           "m.id = ml.record WHERE ml.asset_kind = 'configuration' AND ml.asset = dl.asset AND "
           "ml.tenant = dl.tenant AND ml.type = 'managed_devices' AND m.gone_at IS NULL)) "
           "ORDER BY dl.asset, ul.asset",
           {std::string(type), tenant, std::string(edge), std::string(type)}))
    people.push_back({row.integer(0), row.integer(1), row.boolean(2)});
  return people;
}

std::vector<LicensePerson> license_people(db::Connection& c, base::Id tenant) {
  std::vector<LicensePerson> people;
  for (const auto& row :
       c.query("SELECT ll.asset, pl.asset, MAX(h.direct), MAX(CASE WHEN f.archived_at IS NULL AND "
               "k.archived_at IS NULL THEN 0 ELSE 1 END) FROM license_holders h "
               "JOIN links ll ON ll.record = h.license AND ll.asset_kind = 'flexible_asset' "
               "JOIN flexible_assets f ON f.id = ll.asset "
               "JOIN links pl ON pl.record = h.person AND pl.asset_kind = 'contact' "
               "JOIN contacts k ON k.id = pl.asset "
               "WHERE h.tenant = $1 AND h.is_held = 1 GROUP BY ll.asset, pl.asset "
               "ORDER BY ll.asset, pl.asset",
               {tenant}))
    people.push_back({row.integer(0), row.integer(1), row.boolean(2), row.boolean(3)});
  return people;
}

std::set<base::Id> listed_configurations(db::Connection& c, base::Id tenant) {
  std::set<base::Id> all;
  for (const auto& row :
       c.query("SELECT DISTINCT l.asset FROM links l JOIN records r ON r.id = l.record WHERE "
               "l.tenant = $1 AND l.asset_kind = 'configuration' AND r.gone_at IS NULL",
               {tenant}))
    all.insert(row.integer(0));
  return all;
}

}  // namespace reeve::store

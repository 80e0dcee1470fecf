// Keeps Microsoft's portal addresses on the tenant's row.
#include "store/tenant_portals.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.h"
#include "base/text.h"
#include "store/rows.h"

namespace reeve::store {

namespace json = base::json;

std::vector<TenantToAsk> tenants_without_portals(db::Connection& c, base::Id connection,
                                                 base::Time before, std::int64_t limit) {
  std::vector<TenantToAsk> out;
  for (const auto& row :
       c.query("SELECT id, entra_tenant_id FROM tenants WHERE connection_in_use = $1 "
               "AND way_in_use = 'gdap' AND state <> 'ignored' "
               "AND (portals_asked_at IS NULL OR portals_asked_at < $2) "
               "ORDER BY COALESCE(portals_asked_at, 0), id LIMIT $3",
               {connection, ms(before), limit}))
    out.push_back({row.integer(0), row.text(1)});
  return out;
}

void set_portals(db::Connection& c, base::Id tenant, const std::vector<ServicePortal>& portals,
                 base::Time now) {
  json::array list;
  for (const auto& one : portals)
    list.emplace_back(json::object{{"service", json::string(base::clean_text(one.service))},
                                   {"url", json::string(base::clean_text(one.url))}});
  c.execute("UPDATE tenants SET portals = $1, portals_asked_at = $2 WHERE id = $3",
            {base::to_json(json::value(std::move(list))), ms(now), tenant});
}

std::vector<ServicePortal> read_portals(std::string_view text) {
  std::vector<ServicePortal> out;
  const auto parsed = base::try_parse_json(text);
  const auto* list = parsed ? parsed->if_array() : nullptr;
  if (list == nullptr) return out;
  for (const auto& one : *list)
    out.push_back({base::text_member(one, "service"), base::text_member(one, "url")});
  return out;
}

}  // namespace reeve::store

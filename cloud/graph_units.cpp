// /directory/administrativeUnits and their members.
// Sources: the CSDL, administrativeunit-list.md, -list-members.md.
#include "encoding.h"
#include "graph_listing.h"
#include "graph_members.h"
#include "graph_routes.h"
#include "unit_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

const AdministrativeUnit& wanted_unit(const GraphCall& call) {
  for (const AdministrativeUnit& one : call.tenant.units)
    if (same_text(one.id, call.args[0])) return one;
  refuse_missing(call.args[0]);
}

}  // namespace

Response list_units(GraphCall& call) {
  const auto& units = call.tenant.units;
  ObjectListing listing;
  listing.context = "directory/administrativeUnits";
  listing.type = "administrativeUnit";
  for (const AdministrativeUnit& one : units) listing.serials.push_back(one.serial);
  listing.make = [&](std::size_t at) { return unit_object(units[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "administrativeUnit", {});
  };
  return answer_listing(call, listing);
}

Response show_unit(GraphCall& call) {
  return answer_object(
      call, "directory/administrativeUnits",
      keep_selected(call.query, unit_object(wanted_unit(call)), "administrativeUnit", {}));
}

Response list_unit_members(GraphCall& call) {
  return answer_items(call, items_of(call, wanted_unit(call).members));
}

}  // namespace cloud

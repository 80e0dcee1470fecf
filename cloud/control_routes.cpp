// GET /_control/routes: every address of Graph that this cloud answers, with what admits to it.
// The walk against the CSDL (tests/cloud) goes through this list, so that no address is forgotten.
#include "control.h"
#include "graph.h"

namespace cloud {
namespace {

boost::json::array names_of(std::span<const std::string_view> permissions) {
  return boost::json::array(permissions.begin(), permissions.end());
}

}  // namespace

Response control_list_routes(ControlCall&) {
  boost::json::array items;
  for (const GraphRoute& route : graph_routes())
    items.push_back({{"method", route.method},
                     {"pattern", route.pattern},
                     {"application", names_of(route.application)},
                     {"delegated", names_of(route.delegated)}});
  return control_answer(boost::json::object{{"value", std::move(items)}});
}

}  // namespace cloud

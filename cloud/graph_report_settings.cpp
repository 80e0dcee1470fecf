// /admin/reportSettings: whether the reports of a tenant conceal names.
// Sources: adminreportsettings-get.md, adminreportsettings-update.md, the CSDL. The page wraps the
// object in "value"; the CSDL and what clients see have it bare, and so do we.
#include "control.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "reports.h"

namespace cloud {
namespace {

namespace json = boost::json;

// The service exists in the global cloud only (microsoft-cloud.md A.9).
void need_global_cloud(const GraphCall& call) {
  if (!is_global(call.origins))
    throw GraphRefusal(400, "BadRequest", "Resource not found for the segment 'reportSettings'.");
}

}  // namespace

Response show_report_settings(GraphCall& call) {
  need_global_cloud(call);
  need_report_reader(call);
  const json::object settings = {
      {"displayConcealedNames", names_concealed(call.cloud, call.tenant)}};
  return answer_object(call, "admin/reportSettings",
                       keep_selected(call.query, settings, "adminReportSettings", {}));
}

Response change_report_settings(GraphCall& call) {
  need_global_cloud(call);
  need_report_reader(call);
  const json::object body = call.body();
  const json::value* wanted = body.if_contains("displayConcealedNames");
  if (!wanted || !wanted->is_bool())
    throw GraphRefusal(400, "BadRequest", "The property 'displayConcealedNames' is required.");
  edit_world(call.cloud, {{"op", "set-reports"},
                          {"tenant", call.tenant.id},
                          {"reports", {{"displayConcealedNames", *wanted}}}});
  return no_content();
}

}  // namespace cloud

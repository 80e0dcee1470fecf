// Leads Graph's questions past the answers that are remembered from before a write.
#include "graph_lag.h"

#include <fmt/format.h>

#include "graph_error.h"
#include "json.h"

namespace cloud {
namespace {

constexpr std::string_view kLag = "eventual-consistency";

// Batches and actions that read are no writes; what is in a batch comes here by itself.
bool is_write(const GraphCall& call, const Response& response) {
  return call.request.method != "GET" && response.status >= 200 && response.status < 300 &&
         !call.request.path.ends_with("/$batch");
}

std::string made_id(const Response& response) {
  if (response.status != 201) return "";
  const auto body = parse_object(response.body);
  return body ? text_of(*body, "id") : "";
}

Response not_there(const GraphCall& call) {
  return graph_error(call.request, call.now(), 404, "Request_ResourceNotFound",
                     fmt::format("Resource '{}' does not exist or one of its queried "
                                 "reference-property objects are not present.",
                                 call.args.empty() ? "" : call.args.front()));
}

}  // namespace

Response answer_with_lag(const GraphCall& call, const std::function<Response()>& answer) {
  Faults& faults = call.cloud.faults;
  const auto fault = faults.any() ? faults.find(kLag, call.tenant.id) : std::nullopt;
  if (!fault) return answer();
  StaleAnswers& stale = call.cloud.stale_answers;
  if (call.request.method == "GET") {
    if (stale.hides(call.tenant.id, call.request.path, call.now(), fault->seconds))
      return not_there(call);
    const std::string question =
        fmt::format("{} {} {}?{}", call.claims.client_id, call.claims.object_id, call.request.path,
                    call.request.query);
    return stale.read(call.tenant.id, question, call.now(), fault->seconds, answer);
  }
  Response response = answer();
  if (is_write(call, response)) stale.note_write(call.tenant.id, call.now(), made_id(response));
  return response;
}

void note_change(Cloud& cloud, std::string_view tenant, std::string_view made) {
  if (cloud.faults.has(kLag, tenant))
    cloud.stale_answers.note_write(tenant, cloud.clock.now(), made);
}

}  // namespace cloud

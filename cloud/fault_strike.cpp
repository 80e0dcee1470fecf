// Applies faults before and after an answer is made.
#include "fault_strike.h"

namespace cloud {
namespace {

bool lists_something(const Response& response) {
  return response.status == 200 && response.body.find(R"("value":[)") != std::string::npos;
}

void spoil(const Passage& passage, const Fault& fault, Response& response) {
  const std::string origin = passage.origins.graph;
  fault_kind(fault.kind)
      ->spoil({fault, passage.request, passage.cloud.clock.now(), origin}, response);
  // Other services than Graph do not fail in Graph's words: what answers then is the front door.
  if (!passage.named_only || response.status < 400 || response.body.empty()) return;
  response.content_type = "text/html";
  response.body = "<html><head><title>" + std::to_string(response.status) +
                  "</title></head><body>The request could not be answered.</body></html>";
}

}  // namespace

Response pass_faults(const Passage& passage, const std::function<Response()>& answer) {
  Faults& faults = passage.cloud.faults;
  if (!faults.any()) return answer();
  Moment moment{.stage = Stage::before,
                .tenant = passage.tenant,
                .path = passage.path,
                .page = passage.page,
                .batched = passage.request.batched,
                .listing = false,
                .named_only = passage.named_only};
  Response response;
  if (const auto fault = faults.strike(moment)) {
    spoil(passage, *fault, response);
    return response;
  }
  response = answer();
  moment.stage = Stage::after;
  moment.listing = lists_something(response);
  if (const auto fault = faults.strike(moment)) spoil(passage, *fault, response);
  if (const auto skew = faults.find("clock-skew", passage.tenant))
    response.date_shift = skew->seconds;
  return response;
}

}  // namespace cloud

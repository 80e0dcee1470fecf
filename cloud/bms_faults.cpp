// The answers that BMS's faults give instead of the true ones.
#include "bms_faults.h"

#include "bms.h"

namespace cloud {

void bms_fault_unauthorized(const Struck&, Response& response) { response = bms_security_error(); }

void bms_fault_throttled(const Struck& struck, Response& response) {
  response = bms_failure(429, 429, "Too Many Requests", "API calls quota exceeded.");
  if (struck.fault.seconds > 0) response.set("Retry-After", std::to_string(struck.fault.seconds));
}

void bms_fault_server_error(const Struck&, Response& response) {
  response = bms_failure(500, 500, "Internal Server Error", "An unexpected error has occurred.");
}

// A page of whatever stands before BMS: no envelope, no JSON.
void bms_fault_unavailable(const Struck&, Response& response) {
  response = html_response(503,
                           "<html><head><title>503 Service Temporarily Unavailable</title></head>"
                           "<body><center><h1>503 Service Temporarily Unavailable</h1></center>"
                           "</body></html>");
}

void bms_fault_not_successful(const Struck&, Response& response) {
  response = bms_failure(200, 500, "Operation failed", "The request could not be processed.");
}

// Silence, and then the end of the connection.
void bms_fault_timeout(const Struck& struck, Response& response) {
  response.delay += std::chrono::milliseconds(struck.fault.milliseconds);
  response.reset = true;
}

}  // namespace cloud

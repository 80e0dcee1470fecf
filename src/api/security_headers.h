// The strict headers every answer carries, and the check that a request was meant for this server.
#pragma once

#include "api/call.h"

namespace reeve::api {

void set_security_headers(Response& response, bool https, bool api);

// Whether the Host header names the public URL or this machine; a foreign name may be a DNS
// rebinding attack.
bool host_is_ours(const Request& request, const std::string& public_url);

}  // namespace reeve::api

// Graph's error bodies: {"error":{"code","message","innerError":{"date","request-id",...}}}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "message.h"

namespace cloud {

// `client_request_id` is echoed when the client sent one; else it is the request id, as in life.
Response graph_error(const Request& request, std::int64_t now, int status, std::string_view code,
                     std::string_view message);

// The 429 that Graph's budgets and storms give (concept26-throttling--1.json); headers are the
// caller's.
Response too_many_requests(const Request& request, std::int64_t now);

// Adds request-id, client-request-id and the other headers that every Graph answer carries.
void add_graph_headers(const Request& request, Response& response);

}  // namespace cloud

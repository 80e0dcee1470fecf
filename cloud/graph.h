// Microsoft Graph: who may ask, and which function answers which address.
//
// To add an endpoint, write its function in a graph_*.cpp, declare it in graph_routes.h and add one
// row to the table in graph_routes.cpp: method, pattern, permissions, function.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud.h"
#include "odata.h"
#include "tokens.h"

namespace cloud {

// One admitted question.
struct GraphCall {
  Cloud& cloud;
  const Request& request;
  Tenant& tenant;
  const Claims& claims;
  const Origins& origins;
  std::string version;            // "v1.0" or "beta"
  std::vector<std::string> args;  // what stands in the {} of the pattern, decoded
  OData query;

  std::int64_t now() const { return cloud.clock.now(); }
  std::string context(std::string_view of) const;  // an @odata.context
  // With what was selected: "users" → "users(id,mail)", before "/$entity" if there is one.
  std::string selected(std::string_view of) const;
  std::string selected_context(std::string_view of) const { return context(selected(of)); }
  // True when the caller holds one of them, as an application or on behalf of a person.
  bool holds(std::span<const std::string_view> permissions) const;
  // The JSON object that was sent; refuses anything else in Graph's words.
  boost::json::object body() const;
};

// Whose words a missing permission is refused in.
enum class Denial { directory, reports };

struct GraphRoute {
  std::string_view method;
  std::string_view pattern;  // "/users/{}"; also "/reports/getX(period={})"
  // Any one of them suffices; an empty list admits every token.
  std::span<const std::string_view> application;
  std::span<const std::string_view> delegated;
  Response (*answer)(GraphCall&);
  Denial denial = Denial::directory;
};

std::span<const GraphRoute> graph_routes();

// The row and what its {} stand for; null when there is none.
const GraphRoute* find_route(std::string_view method, const std::vector<std::string>& segments,
                             std::vector<std::string>& args);

// Answers one question of a $batch as if it had come alone.
Response answer_graph_call(Cloud& cloud, const Request& request, const Origins& origins);

// How the reporting service refuses: its own error as JSON in a text (observed in July 2026 at
// /admin/reportSettings).
GraphRefusal report_refusal();

Response json_answer(const boost::json::value& body, int status = 200);
Response no_content();  // 204

// 403 in Graph's words.
[[noreturn]] void refuse_privileges();

}  // namespace cloud

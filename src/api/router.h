// The table of routes: who may call each, what it takes and gives. Routing, permission and OpenAPI
// read the same rows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"
#include "api/resource.h"

namespace reeve::api {

struct Call;

// Who may call. `person` is a signed-in person of any role (no API key); the roles include the
// higher ones.
enum class Access { anyone, person, lite, creator, editor, manager, administrator };
std::string_view to_string(Access access);

// What a good answer looks like.
enum class Answer { one, list, meta, nothing, other };

using RouteHandler = Response (*)(Call&);

struct Route {
  std::string_view method;   // GET, POST, PATCH, DELETE
  std::string_view pattern;  // "/api/tenants/:id/match"
  Access access = Access::administrator;
  RouteHandler handler = nullptr;
  std::string_view summary;
  const Resource* resource = nullptr;  // of the answer
  Answer answer = Answer::other;
  const Resource* takes = nullptr;  // of the body
  std::string_view filters = {};    // "id name search", snake_case
  std::string_view sorts = {};
};

struct Matched {
  const Route* route = nullptr;               // null: no such path, or not with this method
  std::map<std::string, std::string> values;  // of the pattern's ":names"
  std::string allowed;                        // "GET, POST" when the path exists with other methods
};

// Filled once at start, then read by many threads.
class Router {
 public:
  void add(const Route& route);
  const std::vector<Route>& routes() const { return routes_; }
  // HEAD is answered as GET. A literal segment wins over ":id". One trailing slash more or less is
  // the same path.
  Matched find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace reeve::api

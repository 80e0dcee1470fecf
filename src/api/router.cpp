// Finding the route of a path.
#include "api/router.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::api {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return base::split(path, '/');
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
          std::map<std::string, std::string>& values) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].starts_with(':')) {
      if (path[i].empty()) return false;
      values[pattern[i].substr(1)] = path[i];
    } else if (pattern[i] != path[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string_view to_string(Access access) {
  switch (access) {
    case Access::anyone:
      return "anyone";
    case Access::person:
      return "any signed-in person";
    case Access::lite:
      return "lite";
    case Access::creator:
      return "creator";
    case Access::editor:
      return "editor";
    case Access::manager:
      return "manager";
    case Access::administrator:
      return "administrator";
  }
  return "administrator";
}

void Router::add(const Route& route) { routes_.push_back(route); }

Matched Router::find(std::string_view method, std::string_view path) const {
  const auto segments = segments_of(path);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Matched best;
  std::size_t best_literals = 0;
  std::vector<std::string> allowed;
  for (const Route& route : routes_) {
    std::map<std::string, std::string> values;
    const auto pattern = segments_of(route.pattern);
    if (!fits(pattern, segments, values)) continue;
    allowed.emplace_back(route.method);
    const std::size_t literals = pattern.size() - values.size() + 1;
    if (route.method != wanted || literals <= best_literals) continue;
    best.route = &route;
    best.values = std::move(values);
    best_literals = literals;
  }
  if (!best.route) {
    std::sort(allowed.begin(), allowed.end());
    allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
    best.allowed = base::join(allowed, ", ");
  }
  return best;
}

}  // namespace reeve::api

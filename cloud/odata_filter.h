// $filter: the forms that Graph understands for directory objects, evaluated over JSON values.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cloud {

// The value of a property of the object at hand, by its path ("customer/tenantId"); throws
// GraphRefusal for a property that the type does not have.
using PropertyReader = std::function<boost::json::value(std::string_view path)>;

// A parsed $filter. Understands: eq, ne, ge, gt, le, lt, in, and, or, not, brackets, startsWith,
// endsWith, contains, any(x:x eq '...'), any(x:startsWith(x,'...')), and collection/$count.
class Filter {
 public:
  // `advanced`: $count=true and ConsistencyLevel: eventual came along; without them ne, not,
  // endsWith and $count are refused in Graph's words. Throws GraphRefusal.
  static Filter parse(std::string_view text, bool advanced);
  bool matches(const PropertyReader& read) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace cloud

// JSON Patch (RFC 6902) on an object without depth, as BMS's PATCH of accounts and contacts takes
// it.
#pragma once

#include <boost/json.hpp>

namespace cloud {

// Applies all operations of `patch` to `object`, or throws BmsRefusal and leaves a half-changed
// copy behind: the caller works on a copy. A path is "/" and a member that the object has; which
// letter case BMS takes there is not known, so that every one is taken. `remove` sets null.
void apply_bms_patch(boost::json::object& object, const boost::json::array& patch);

}  // namespace cloud

// Whether an organization may be seen.
#include "store/scope.h"

#include <algorithm>

namespace reeve::store {

bool Scope::includes(base::Id organization) const {
  return all_ || std::find(organizations_.begin(), organizations_.end(), organization) !=
                     organizations_.end();
}

}  // namespace reeve::store

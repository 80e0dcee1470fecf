// The list of all synced data types: adding one is its own file and one line here.
#include "types/registry.h"

#include <array>

// The only macro of the product: without it each name would stand twice, and a listed type without
// a file would not be noticed before it is used. The order is the order of a run: what others need
// comes first.
#define REEVE_EACH_TYPE(X) \
  X(organization)          \
  X(subscribed_skus)       \
  X(users)                 \
  X(domains)               \
  X(groups)                \
  X(mailbox_usage)         \
  X(mailbox_purposes)      \
  X(managed_devices)       \
  X(devices)               \
  X(directory_roles)       \
  X(role_assignments)      \
  X(own_application)       \
  X(own_permissions)       \
  X(mfa_registrations)     \
  X(sign_in_activity)

namespace reeve::types {

#define REEVE_DECLARE(type) extern const DataType type;
REEVE_EACH_TYPE(REEVE_DECLARE)
#undef REEVE_DECLARE

std::span<const DataType* const> all_types() {
#define REEVE_ADDRESS(type) &type,
  static constexpr std::array list{REEVE_EACH_TYPE(REEVE_ADDRESS)};
#undef REEVE_ADDRESS
  return list;
}

const DataType* find_type(std::string_view name) {
  for (const DataType* type : all_types())
    if (type->name == name) return type;
  return nullptr;
}

}  // namespace reeve::types

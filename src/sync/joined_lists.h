// The first pages of small lists, asked together in one $batch instead of one request each.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "microsoft/graph.h"
#include "store/tenants.h"
#include "sync/services.h"
#include "types/data_type.h"

namespace reeve::sync {

// How each list began, of those that were asked for together.
struct JoinedLists {
  std::map<std::string_view, microsoft::FirstAnswer> first;  // by the type's name
  std::int64_t requests = 0;                                 // on the wire
  std::int64_t batched = 0;                                  // inside them

  // Null: that list is asked for alone.
  const microsoft::FirstAnswer* find(const types::DataType& type) const;
};

// Asks for the first pages of `types`, which all are joinable. Nothing is asked for one type alone.
// What the $batch does not tell for good is left to the list itself; only a pause that Microsoft
// asks for holds for all of them. Throws Error{canceled}.
JoinedLists ask_joined(const Source& source, const store::Tenant& tenant,
                       std::span<const types::DataType* const> types, bool background,
                       std::stop_token stop);

}  // namespace reeve::sync

// Where each field's value came from, which fields are locked, and what that lets an author write.
// Internal to store/.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "domain/asset.h"

namespace reeve::store {

struct FieldState {
  struct Written {
    domain::Source source = domain::Source::person;
    base::Time at{};
  };
  std::map<std::string, Written, std::less<>> written;
  std::set<std::string, std::less<>> locks;

  bool written_by(std::string_view field, domain::Source source) const;
  bool locked(std::string_view field) const { return locks.contains(field); }
};

// Invariant 2: a machine writes a field that is empty or that Microsoft wrote, never through a
// lock.
bool may_write(domain::Source author, const FieldState& state, std::string_view field, bool empty);

std::unordered_map<base::Id, FieldState> field_states(db::Connection& c,
                                                      std::string_view asset_kind,
                                                      std::span<const base::Id> assets);

struct FieldWritten {
  base::Id asset = 0;
  std::string field;
  domain::Source source = domain::Source::person;
};
void save_field_sources(db::Connection& c, std::string_view asset_kind,
                        const std::vector<FieldWritten>& fields, base::Time now);

}  // namespace reeve::store

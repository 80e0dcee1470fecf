// Where each field's value came from, which fields are locked, and what that lets an author write.
// Internal to store/.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
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
  // What a person took back and Microsoft is not to write again: field, op and value as
  // asset_image.h has them.
  std::set<std::tuple<std::string, std::string, std::string>> refused;

  bool written_by(std::string_view field, domain::Source source) const;
  bool locked(std::string_view field) const { return locks.contains(field); }
  bool refuses(std::string_view field, std::string_view op, const std::string& value) const {
    return !refused.empty() && refused.contains({std::string(field), std::string(op), value});
  }
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
// The asset's are these and no others, as of the times they name.
void replace_field_sources(db::Connection& c, std::string_view asset_kind, base::Id asset,
                           const FieldState& fields);

}  // namespace reeve::store

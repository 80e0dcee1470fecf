// What the log says of data types: once when one is missing or comes back, and what changed at
// Microsoft; never the same again and again.
#pragma once

#include <vector>

#include "store/records.h"
#include "sync/list_type.h"
#include "sync/plan.h"
#include "sync/run_writer.h"

namespace reeve::sync {

class TypeLog {
 public:
  // `before`: the states of the types as the last run left them.
  explicit TypeLog(std::vector<store::TypeState> before) : before_(std::move(before)) {}

  // After a listing: moves the progress, and tells of a failure that is new, or that it is over.
  void listed(RunWriter& writer, const TypeResult& result) const;
  // Not asked for: told when it begins.
  void not_asked(RunWriter& writer, const types::DataType& type, const NotAsked& why) const;
  // After everything was written: one line a type with new, changed or gone objects.
  static void changed(RunWriter& writer, const TypeResult& result);

 private:
  const store::TypeState* before(std::string_view type) const;

  std::vector<store::TypeState> before_;
};

}  // namespace reeve::sync

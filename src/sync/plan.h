// Which data types a run asks for, and why not the others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/connection.h"
#include "store/records.h"
#include "store/runs.h"
#include "types/data_type.h"

namespace reeve::sync {

// Why a type is not asked for in this run.
struct NotAsked {
  std::string state;  // absent: it cannot be had; not_asked: not yet
  std::string reason, sentence, remedy;
};

// Service plans of the tenant's licenses that are in force; nothing where the licenses were never
// listed.
std::optional<std::vector<std::string>> service_plans(db::Connection& c, base::Id tenant);

// Nothing: ask. `plans` as service_plans gives them; unknown plans never stop a question.
std::optional<NotAsked> why_not(const types::DataType& type, const store::Run& run,
                                const std::optional<std::vector<std::string>>& plans);

}  // namespace reeve::sync

// Packs the first pages of small lists into one $batch.
#include "sync/joined_lists.h"

#include <utility>
#include <vector>

#include "microsoft/batch.h"
#include "sync/list_type.h"

namespace reeve::sync {
namespace {

constexpr std::size_t kFewest = 2;
constexpr int kThrottled = 429;

// "/organization?$select=…": a $batch names its version once.
std::string below_version(const types::DataType& type, std::string_view application) {
  return asked_path(type, application).substr(types::kVersion.size());
}

// Whom Microsoft asked to wait is not asked again before that.
void hold_back(JoinedLists& joined, std::span<const types::DataType* const> types,
               base::Time retry_at) {
  for (const types::DataType* type : types)
    joined.first.try_emplace(type->name,
                             microsoft::FirstAnswer{kThrottled, std::string(), retry_at});
}

}  // namespace

const microsoft::FirstAnswer* JoinedLists::find(const types::DataType& type) const {
  const auto found = first.find(type.name);
  return found == first.end() ? nullptr : &found->second;
}

JoinedLists ask_joined(const Source& source, const store::Tenant& tenant,
                       std::span<const types::DataType* const> types, bool background,
                       std::stop_token stop) {
  JoinedLists joined;
  if (types.size() < kFewest || !source.batch) return joined;
  std::vector<microsoft::BatchQuestion> questions;
  for (const types::DataType* type : types)
    questions.push_back({std::string(type->name), below_version(*type, source.application)});
  microsoft::AskOptions options;
  options.background = background;
  options.tenant_name = tenant.name;
  options.subject = "small lists";
  auto result = source.batch(questions, std::move(stop), options);
  joined.requests = result.requests;
  joined.batched = result.batched;
  for (const types::DataType* type : types)
    for (auto& answer : result.answers)
      if (answer.id == type->name)
        joined.first[type->name] = {answer.status, std::move(answer.body), std::nullopt};
  if (result.retry_at) hold_back(joined, types, *result.retry_at);
  return joined;
}

}  // namespace reeve::sync

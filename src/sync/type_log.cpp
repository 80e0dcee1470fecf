// Compares each data type's state with the one before, and tells the difference.
#include "sync/type_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace reeve::sync {
namespace {

namespace json = base::json;

std::string listed_sentence(const TypeResult& result) {
  if (!result.by_changes)
    return fmt::format("{}: all {} listed.", result.type->title, result.listed);
  return fmt::format("{}: {} new or changed of {}.", result.type->title,
                     result.added + result.changed, result.listed);
}

void progress(RunWriter& writer, const TypeResult& result, std::string_view code,
              std::string sentence) {
  writer.event(
      {.kind = "progress",
       .type = result.type->name,
       .code = code,
       .sentence = std::move(sentence),
       .data = base::to_json(json::object{{"done", result.listed}, {"about", result.listed}})});
}

// Missing for a reason, and not only because its time had not come.
bool was_missing(const store::TypeState& state) {
  if (state.state == "partial" || state.state == "absent") return true;
  return state.reason == "not_in_tier" || state.reason == "not_chosen";
}

void tell_of_return(RunWriter& writer, const types::DataType& type) {
  writer.event({.kind = "note",
                .type = type.name,
                .code = "answered_again",
                .sentence = fmt::format("{}: Microsoft gives them again.", type.title)});
}

}  // namespace

const store::TypeState* TypeLog::before(std::string_view type) const {
  const auto found = std::ranges::find(before_, type, &store::TypeState::type);
  return found == before_.end() ? nullptr : &*found;
}

void TypeLog::listed(RunWriter& writer, const TypeResult& result) const {
  const Partial* why = result.partial();
  const store::TypeState* was = before(result.type->name);
  if (why == nullptr) {
    progress(writer, result, "complete", listed_sentence(result));
    if (was != nullptr && was_missing(*was)) tell_of_return(writer, *result.type);
    return;
  }
  if (was != nullptr && was->reason == why->reason && was_missing(*was))
    return progress(writer, result, "listed", why->sentence);
  writer.event(
      {.kind = "failure",
       .type = result.type->name,
       .code = why->reason,
       .sentence = why->sentence,
       .remedy = why->remedy,
       .data = base::to_json(json::object{{"detail", why->detail}, {"listed", result.listed}})});
}

void TypeLog::not_asked(RunWriter& writer, const types::DataType& type, const NotAsked& why) const {
  const store::TypeState* was = before(type.name);
  // What a tier or a choice leaves out from the beginning is no news.
  if (why.keeps_state || (was == nullptr && why.state == "not_asked")) return;
  if (was != nullptr && was->state == why.state && was->reason == why.reason) return;
  writer.event({.kind = "skip",
                .type = type.name,
                .code = why.reason,
                .sentence = why.sentence,
                .remedy = why.remedy});
}

void TypeLog::changed(RunWriter& writer, const TypeResult& result) {
  if (result.added + result.changed + result.gone == 0) return;
  writer.event(
      {.kind = "change",
       .type = result.type->name,
       .code = "records",
       .sentence = fmt::format("{}: {} new, {} changed, {} gone at Microsoft.", result.type->title,
                               result.added, result.changed, result.gone),
       .data = base::to_json(json::object{
           {"added", result.added}, {"changed", result.changed}, {"gone", result.gone}})});
}

}  // namespace reeve::sync

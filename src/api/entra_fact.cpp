// The reasons, and a fact as the API gives it.
#include "api/entra_fact.h"

#include <fmt/format.h>

#include <algorithm>

#include "types/registry.h"

namespace reeve::api {
namespace {

std::string title_of(std::string_view type) {
  const types::DataType* found = types::find_type(type);
  return std::string(found == nullptr ? type : found->title);
}

// "/v1.0/users (signInActivity)": what was asked of Graph.
std::string source_of(const EntraFact& fact) {
  const types::DataType* found = types::find_type(fact.type);
  if (found == nullptr) return {};
  return fact.property.empty() ? std::string(found->path)
                               : fmt::format("{} ({})", found->path, fact.property);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(json::string(text));
}

json::object item_json(const FactItem& item) {
  json::object out;
  out["text"] = json::string(item.text);
  out["detail"] = text_or_null(item.detail);
  out["contact-id"] = nullable(item.contact);
  out["configuration-id"] = nullable(item.configuration);
  out["manage-url"] = item.manage_url;
  return out;
}

}  // namespace

json::object fact_json(const EntraFact& fact) {
  json::object out;
  out["name"] = json::string(fact.name);
  out["label"] = json::string(fact.label);
  out["kind"] = json::string(fact.kind);
  out["state"] = json::string(fact.state);
  out["value"] = text_or_null(fact.value);
  out["detail"] = text_or_null(fact.detail);
  json::array items;
  for (const FactItem& item : fact.items) items.emplace_back(item_json(item));
  out["items"] = std::move(items);
  out["type"] = json::string(fact.type);
  out["source"] = json::string(source_of(fact));
  out["at"] = nullable(fact.at);
  out["reason-code"] = text_or_null(fact.code);
  out["reason"] = text_or_null(fact.reason);
  out["remedy"] = text_or_null(fact.remedy);
  return out;
}

const store::TypeState* FactReasons::find(std::string_view type) const {
  const auto found = std::ranges::find(states_, type, &store::TypeState::type);
  return found == states_.end() ? nullptr : &*found;
}

bool FactReasons::complete(std::string_view type) const {
  const store::TypeState* state = find(type);
  return state != nullptr && state->state == "complete";
}

std::optional<base::Time> FactReasons::as_of(std::string_view type,
                                             const store::Record* record) const {
  const store::TypeState* state = find(type);
  auto at = state == nullptr ? std::nullopt : state->last_complete;
  if (record != nullptr && (!at || record->changed_at > *at)) at = record->changed_at;
  return at;
}

void FactReasons::tell_state(EntraFact& fact, const store::TypeState& state) const {
  fact.code = state.reason.value_or("");
  fact.reason = state.sentence.value_or("");
  fact.remedy = state.remedy.value_or("");
}

EntraFact FactReasons::known(EntraFact fact, const store::Record* record) const {
  fact.state = "known";
  fact.at = as_of(fact.type, record);
  const store::TypeState* state = find(fact.type);
  if (state != nullptr && state->state != "complete") tell_state(fact, *state);
  return fact;
}

EntraFact FactReasons::none(EntraFact fact, std::string code, std::string sentence,
                            const store::Record* record) const {
  fact.state = "none";
  fact.at = as_of(fact.type, record);
  fact.code = std::move(code);
  fact.reason = std::move(sentence);
  return fact;
}

EntraFact FactReasons::unknown(EntraFact fact) const {
  fact.state = "unknown";
  const store::TypeState* state = find(fact.type);
  if (state == nullptr) {
    fact.code = "not_yet_asked";
    fact.reason = fmt::format("{} have not been asked for yet.", title_of(fact.type));
    fact.remedy = "They come with one of the next scheduled syncs.";
    return fact;
  }
  fact.at = state->last_complete;
  if (state->state != "complete" && state->sentence) {
    tell_state(fact, *state);
    return fact;
  }
  fact.code = "not_listed";
  fact.reason = fmt::format("Microsoft's last complete list of \"{}\" does not hold this user.",
                            title_of(fact.type));
  fact.remedy = "New people appear there up to two days late. It is asked again by itself.";
  return fact;
}

EntraFact FactReasons::not_sent(EntraFact fact) const {
  fact.state = "unknown";
  fact.code = "not_sent";
  fact.reason = fmt::format("Microsoft's last answer did not hold \"{}\".", fact.label);
  fact.remedy = "It is asked again with the next sync.";
  return fact;
}

}  // namespace reeve::api

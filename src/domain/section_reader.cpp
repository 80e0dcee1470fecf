// Looks at each member of a section and refuses what cannot be meant.
#include "domain/section_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/error.h"
#include "base/text.h"

namespace reeve::domain {

using base::json::value;

namespace {

const value kEmptyObject = base::json::object{};

std::string cleaned(const base::json::string& raw) {
  const std::string text = base::clean_text(std::string_view(raw));
  return std::string(base::trim(text));
}

}  // namespace

SectionReader::SectionReader(std::string place, const value& object)
    : place_(std::move(place)), object_(object) {
  if (!object.is_object())
    throw base::Error(base::ErrorCode::invalid,
                      fmt::format("{}: send an object with the settings of this part.", place_));
}

const value& SectionReader::take(std::string_view name) {
  taken_.emplace(name);
  return base::member(object_, name);
}

bool SectionReader::boolean(std::string_view name, bool otherwise) {
  const value& given = take(name);
  if (given.is_null()) return otherwise;
  if (!given.is_bool()) refuse(name, "say true or false.");
  return given.get_bool();
}

std::int64_t SectionReader::integer(std::string_view name, std::int64_t otherwise,
                                    std::int64_t least, std::int64_t most) {
  const value& given = take(name);
  if (given.is_null()) return otherwise;
  const auto* number = given.if_int64();
  if (number == nullptr || *number < least || *number > most)
    refuse(name, fmt::format("give a whole number from {} to {}.", least, most));
  return *number;
}

std::string SectionReader::text(std::string_view name, std::string_view otherwise) {
  const value& given = take(name);
  if (given.is_null()) return std::string(otherwise);
  const auto* raw = given.if_string();
  if (raw == nullptr) refuse(name, "give a text.");
  if (raw->size() > kMaxSectionText)
    refuse(name, fmt::format("the text is longer than {} bytes.", kMaxSectionText));
  return cleaned(*raw);
}

std::string SectionReader::choice(std::string_view name, std::string_view otherwise,
                                  std::span<const std::string_view> allowed) {
  std::string chosen = text(name, otherwise);
  if (std::ranges::find(allowed, chosen) == allowed.end())
    refuse(name, fmt::format("choose one of {}.", fmt::join(allowed, ", ")));
  return chosen;
}

std::vector<std::string> SectionReader::texts(std::string_view name) {
  const value& given = take(name);
  std::vector<std::string> out;
  if (given.is_null()) return out;
  const auto* list = given.if_array();
  if (list == nullptr) refuse(name, "give a list of texts.");
  if (list->size() > kMaxSectionList)
    refuse(name, fmt::format("the list has more than {} entries.", kMaxSectionList));
  for (const value& one : *list) {
    const auto* raw = one.if_string();
    if (raw == nullptr || raw->size() > kMaxSectionText)
      refuse(name, fmt::format("each entry is a text of at most {} bytes.", kMaxSectionText));
    std::string entry = cleaned(*raw);
    if (!entry.empty() && std::ranges::find(out, entry) == out.end())
      out.push_back(std::move(entry));
  }
  return out;
}

SectionReader SectionReader::object(std::string_view name) {
  const value& given = take(name);
  return {fmt::format("{}, {}", place_, name), given.is_null() ? kEmptyObject : given};
}

std::vector<SectionReader> SectionReader::objects(std::string_view name) {
  const value& given = take(name);
  std::vector<SectionReader> out;
  if (given.is_null()) return out;
  const auto* list = given.if_array();
  if (list == nullptr) refuse(name, "give a list of objects.");
  if (list->size() > kMaxSectionList)
    refuse(name, fmt::format("the list has more than {} entries.", kMaxSectionList));
  out.reserve(list->size());
  for (const value& one : *list) out.emplace_back(fmt::format("{}, {}", place_, name), one);
  return out;
}

void SectionReader::finish() const {
  for (const auto& member : object_.get_object())
    if (!taken_.contains(std::string_view(member.key())))
      refuse(std::string_view(member.key()), "there is no such setting.");
}

void SectionReader::refuse(std::string_view name, const std::string& sentence) const {
  throw base::Error(base::ErrorCode::invalid, fmt::format("{}, {}: {}", place_, name, sentence));
}

}  // namespace reeve::domain

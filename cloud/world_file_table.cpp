// Typed questions to a TOML table, and the messages for what does not fit.
#include "world_file_table.h"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

std::string_view kind_of(const toml::node& node) {
  if (node.is_string()) return "a text";
  if (node.is_integer()) return "a whole number";
  if (node.is_floating_point()) return "a number";
  if (node.is_boolean()) return "true or false";
  if (node.is_array()) return "a list";
  if (node.is_table()) return "a table";
  return "a date";
}

template <typename Time>
json::value as_text(const Time& time) {
  std::ostringstream text;
  text << time;
  return json::value(text.str());
}

json::value to_json(const toml::node& node) {
  if (const auto* text = node.as_string()) return json::value(text->get());
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* time = node.as_date_time()) return as_text(time->get());
  if (const auto* date = node.as_date()) return as_text(date->get());
  if (const auto* time = node.as_time()) return as_text(time->get());
  if (const auto* list = node.as_array()) {
    json::array items;
    for (const toml::node& one : *list) items.push_back(to_json(one));
    return items;
  }
  json::object object;
  for (const auto& [key, value] : *node.as_table()) object[key.str()] = to_json(value);
  return object;
}

}  // namespace

const toml::node* WorldTable::find(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

void WorldTable::refuse(std::string_view key, const std::string& message) const {
  const toml::node* node = key.empty() ? nullptr : table_.get(key);
  const toml::source_region& place = node ? node->source() : table_.source();
  throw std::runtime_error(
      fmt::format("{}:{}:{}: {}", file_, place.begin.line, place.begin.column, message));
}

void WorldTable::refuse_type(std::string_view key, std::string_view wanted) const {
  refuse(key, fmt::format("\"{}\" of {} must be {}, but is {}.", key, what_, wanted,
                          kind_of(*table_.get(key))));
}

std::optional<std::string> WorldTable::text(std::string_view key) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (!node->is_string()) refuse_type(key, "a text in quotes");
  return node->as_string()->get();
}

std::string WorldTable::needed_text(std::string_view key, std::string_view example) {
  const auto found = text(key);
  if (!found || found->empty())
    refuse(key, fmt::format("{} needs \"{}\", such as {} = \"{}\".", what_, key, key, example));
  return *found;
}

std::optional<bool> WorldTable::flag(std::string_view key) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (!node->is_boolean()) refuse_type(key, "true or false without quotes");
  return node->as_boolean()->get();
}

std::optional<int> WorldTable::number(std::string_view key, int lowest, int highest) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (!node->is_integer()) refuse_type(key, "a whole number");
  const std::int64_t value = node->as_integer()->get();
  if (value < lowest || value > highest)
    refuse(key, fmt::format("\"{}\" of {} must be from {} to {}.", key, what_, lowest, highest));
  return static_cast<int>(value);
}

std::vector<std::string> WorldTable::texts(std::string_view key) {
  const toml::node* node = find(key);
  std::vector<std::string> result;
  if (!node) return result;
  if (!node->is_array()) refuse_type(key, "a list of texts, such as [\"one\", \"two\"]");
  for (const toml::node& one : *node->as_array()) {
    if (!one.is_string()) refuse(key, fmt::format("\"{}\" of {} may hold texts only.", key, what_));
    result.push_back(one.as_string()->get());
  }
  return result;
}

std::vector<WorldTable> WorldTable::tables(std::string_view key, const std::string& what) {
  const toml::node* node = find(key);
  std::vector<WorldTable> result;
  if (!node) return result;
  if (!node->is_array())
    refuse_type(key, fmt::format("a list of tables, written [[tenant.{}]]", key));
  for (const toml::node& one : *node->as_array()) {
    if (!one.is_table()) refuse(key, fmt::format("\"{}\" of {} may hold tables only.", key, what_));
    result.emplace_back(*one.as_table(), file_, what);
  }
  return result;
}

std::optional<WorldTable> WorldTable::table(std::string_view key, const std::string& what) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (!node->is_table()) refuse_type(key, "a table");
  return WorldTable(*node->as_table(), file_, what);
}

bool WorldTable::is_text(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node && node->is_string();
}

void WorldTable::take_rest(const Take& take) {
  for (const auto& [key, value] : table_) {
    if (known_.contains(key.str())) continue;
    known_.emplace(key.str());
    const std::string wrong = take(key.str(), to_json(value));
    if (!wrong.empty()) refuse(key.str(), wrong);
  }
}

void WorldTable::finish() {
  for (const auto& [key, value] : table_) {
    if (known_.contains(key.str())) continue;
    std::string all;
    for (const std::string& one : known_) {
      if (same_text(one, key.str()))
        refuse(key.str(), fmt::format("Write \"{}\" as \"{}\".", key.str(), one));
      all += (all.empty() ? "" : ", ") + one;
    }
    refuse(key.str(), fmt::format("{} has no \"{}\". It may have: {}.", what_, key.str(), all));
  }
}

}  // namespace cloud

// Reads a property by its kind; sorts what has no order; cleans text.
#include "types/canonical_json.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/clock.h"
#include "base/text.h"
#include "types/json_text.h"
#include "types/parse_record.h"

namespace reeve::types {
namespace {

namespace sj = simdjson::ondemand;

// Why reading stopped; thrown nowhere: the functions return false and leave the reason here.
struct Reading {
  std::string_view note;
  std::string_view members = {};  // Field::members
  std::size_t objects_at = 0;     // the depth of the objects that they are members of
  bool fail(std::string_view why) {
    note = why;
    return false;
  }
};

std::string text_of(sj::value value, Reading& reading) {
  const std::string_view raw = value.raw_json_token();
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return base::clean_text(text);
  reading.note = "invalid_text";
  return base::clean_text(unescape_leniently(raw));
}

sj::json_type type_of(sj::value& value, bool& ok) {
  sj::json_type type{};
  ok = value.type().get(type) == simdjson::SUCCESS;
  return type;
}

// A token that only begins like "null" is an error, which must not become an exception.
bool is_null(sj::value& value) {
  bool null = false;
  return value.is_null().get(null) == simdjson::SUCCESS && null;
}

bool write_any(sj::value value, std::string& out, std::size_t depth, bool sorted, Reading& reading);

bool write_array(sj::value value, std::string& out, std::size_t depth, bool sorted,
                 Reading& reading) {
  sj::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return reading.fail("wrong_type");
  std::vector<std::string> elements;
  for (auto element : array) {
    sj::value inner;
    if (std::move(element).get(inner) != simdjson::SUCCESS) return reading.fail("wrong_type");
    if (!write_any(inner, elements.emplace_back(), depth + 1, false, reading)) return false;
  }
  if (sorted) std::sort(elements.begin(), elements.end());
  out += '[' + base::join(elements, ",") + ']';
  return true;
}

// Whether the word stands in "a b c".
bool is_word_of(std::string_view words, std::string_view word) {
  for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || words[at - 1] == ' ';
    if (begins && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

bool is_kept(const Reading& reading, std::string_view name, std::size_t depth) {
  if (reading.members.empty() || depth != reading.objects_at) return true;
  return !name.empty() && is_word_of(reading.members, name);
}

// Members sorted by name; of two with one name the last counts, as in every browser.
bool write_object(sj::value value, std::string& out, std::size_t depth, Reading& reading) {
  sj::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return reading.fail("wrong_type");
  std::map<std::string, std::string> members;
  for (auto field : object) {
    std::string_view key;
    sj::value inner;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return reading.fail("wrong_type");
    std::string name = base::clean_text(key);
    if (!is_kept(reading, name, depth)) continue;
    if (field.value().get(inner) != simdjson::SUCCESS) return reading.fail("wrong_type");
    std::string json;
    if (!write_any(inner, json, depth + 1, false, reading)) return false;
    members[std::move(name)] = std::move(json);
  }
  out += '{';
  for (const auto& [name, json] : members) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':' + json;
  }
  out += '}';
  return true;
}

bool write_number(sj::value value, std::string& out, Reading& reading) {
  const std::string_view raw = base::trim(std::string_view(value.raw_json_token()));
  double number = 0;
  if (value.get_double().get(number) != simdjson::SUCCESS) return reading.fail("wrong_type");
  out += raw;
  return true;
}

bool write_any(sj::value value, std::string& out, std::size_t depth, bool sorted,
               Reading& reading) {
  if (depth > kMaxRecordDepth) return reading.fail("too_deep");
  bool ok = false;
  const auto type = type_of(value, ok);
  if (!ok) return reading.fail("wrong_type");
  switch (type) {
    case sj::json_type::array:
      return write_array(value, out, depth, sorted, reading);
    case sj::json_type::object:
      return write_object(value, out, depth, reading);
    case sj::json_type::number:
      return write_number(value, out, reading);
    case sj::json_type::string:
      append_json_string(out, text_of(value, reading));
      return true;
    case sj::json_type::boolean: {
      bool truth = false;
      if (value.get_bool().get(truth) != simdjson::SUCCESS) return reading.fail("wrong_type");
      out += truth ? "true" : "false";
      return true;
    }
    case sj::json_type::null:
      out += "null";
      return is_null(value) || reading.fail("wrong_type");
  }
  return reading.fail("wrong_type");
}

bool read_texts(sj::value value, Kind kind, ReadValue& read, Reading& reading) {
  sj::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return reading.fail("wrong_type");
  for (auto element : array) {
    sj::value inner;
    if (std::move(element).get(inner) != simdjson::SUCCESS) return reading.fail("wrong_type");
    bool ok = false;
    if (type_of(inner, ok) != sj::json_type::string || !ok) return reading.fail("wrong_type");
    read.texts.push_back(text_of(inner, reading));
  }
  if (kind == Kind::text_set) std::sort(read.texts.begin(), read.texts.end());
  for (const std::string& text : read.texts) {
    read.json += read.json.empty() ? '[' : ',';
    append_json_string(read.json, text);
  }
  read.json += read.json.empty() ? "[]" : "]";
  return true;
}

bool read_text(sj::value value, Kind kind, ReadValue& read, Reading& reading) {
  bool ok = false;
  if (type_of(value, ok) != sj::json_type::string || !ok) return reading.fail("wrong_type");
  std::string text = text_of(value, reading);
  if (kind == Kind::time) {
    const auto time = base::parse_rfc3339(text);
    if (!time) return reading.fail("wrong_type");
    text = base::to_rfc3339(*time);
  }
  append_json_string(read.json, text);
  read.texts.push_back(std::move(text));
  return true;
}

bool read_scalar(sj::value value, Kind kind, ReadValue& read, Reading& reading) {
  if (kind == Kind::boolean) {
    bool truth = false;
    if (value.get_bool().get(truth) != simdjson::SUCCESS) return reading.fail("wrong_type");
    read.json = truth ? "true" : "false";
    return true;
  }
  std::int64_t number = 0;
  if (value.get_int64().get(number) != simdjson::SUCCESS &&
      value.get_int64_in_string().get(number) != simdjson::SUCCESS)
    return reading.fail("wrong_type");
  read.json = std::to_string(number);
  return true;
}

bool read_by_kind(sj::value value, Kind kind, ReadValue& read, Reading& reading) {
  switch (kind) {
    case Kind::text:
    case Kind::time:
      return read_text(value, kind, read, reading);
    case Kind::boolean:
    case Kind::integer:
      return read_scalar(value, kind, read, reading);
    case Kind::text_list:
    case Kind::text_set:
      return read_texts(value, kind, read, reading);
    case Kind::json:
    case Kind::json_set:
      return write_any(value, read.json, 0, kind == Kind::json_set, reading);
  }
  return false;
}

}  // namespace

ReadValue read_value(sj::value value, const Field& field) {
  ReadValue read;
  Reading reading{.note = {},
                  .members = field.members,
                  .objects_at = field.kind == Kind::json_set ? std::size_t{1} : 0};
  bool ok = false;
  const auto type = type_of(value, ok);
  if (ok && type == sj::json_type::null) {
    if (is_null(value)) return {.sent = true, .json = "null", .texts = {}, .note = {}};
    return {.sent = false, .json = {}, .texts = {}, .note = "wrong_type"};
  }
  read.sent = ok && read_by_kind(value, field.kind, read, reading);
  read.note = reading.note;
  if (!read.sent && read.note.empty()) read.note = "wrong_type";
  return read;
}

}  // namespace reeve::types

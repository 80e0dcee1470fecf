// Objects of Microsoft Graph read on demand, by their declaration.
#include "types/parse_record.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/contact.h"
#include "domain/device.h"
#include "types/canonical_json.h"
#include "types/json_text.h"
#include "types/product_names.h"

namespace reeve::types {

namespace sj = simdjson::ondemand;

struct RecordParser::State {
  sj::parser parser;
  std::vector<char> buffer;
};

namespace {

using Values = std::vector<ReadValue>;

std::optional<std::size_t> field_index(const DataType& type, std::string_view name,
                                       std::size_t guess) {
  const std::size_t count = type.fields.size();
  for (std::size_t step = 0; step < count; ++step) {
    const std::size_t i = (guess + step) % count;
    if (type.fields[i].name == name) return i;
  }
  return std::nullopt;
}

void keep(ReadValue value, std::size_t i, const DataType& type, Values& values,
          ParsedRecord& record) {
  const std::string name(type.fields[i].name);
  if (values[i].sent) record.notes.push_back({"duplicate_member", name});
  if (!value.note.empty()) record.notes.push_back({value.note, name});
  values[i] = std::move(value);
}

// False when the text is broken JSON. Undeclared members are passed over.
bool read_members(sj::object object, const DataType& type, Values& values, ParsedRecord& record) {
  std::size_t guess = 0;
  for (auto field : object) {
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
    const auto i = field_index(type, key, guess);
    if (!i) continue;
    guess = *i + 1;
    sj::value value;
    if (field.value().get(value) != simdjson::SUCCESS) return false;
    keep(read_value(value, type.fields[*i]), *i, type, values, record);
  }
  return true;
}

// simdjson checks UTF-8 first of all; text that is none is mended and read again.
std::string_view read_object(sj::parser& parser, std::vector<char>& buffer, std::string_view raw,
                             const DataType& type, Values& values, ParsedRecord& record) {
  buffer.assign(raw.begin(), raw.end());
  buffer.resize(raw.size() + simdjson::SIMDJSON_PADDING, '\0');
  sj::document document;
  const auto error = parser.iterate(buffer.data(), raw.size(), buffer.size()).get(document);
  if (error == simdjson::UTF8_ERROR && record.notes.empty()) {
    record.notes.push_back({"invalid_text", {}});
    return read_object(parser, buffer, base::clean_text(raw), type, values, record);
  }
  if (error != simdjson::SUCCESS) return "not_json";
  sj::object object;
  if (const auto bad = document.get_object().get(object); bad != simdjson::SUCCESS)
    return bad == simdjson::INCORRECT_TYPE ? "not_object" : "not_json";
  if (!read_members(object, type, values, record)) return "not_json";
  // At the end of the text there is no location any more; anything else stands after the object.
  const char* after = nullptr;
  return document.current_location().get(after) == simdjson::OUT_OF_BOUNDS ? std::string_view{}
                                                                           : "not_json";
}

void add_key(ParsedRecord& record, std::string_view kind, std::string value) {
  if (!value.empty() && record.keys.size() < kMaxRecordKeys)
    record.keys.push_back({std::string(kind), std::move(value)});
}

void add_domains(ParsedRecord& record, const Field& field, const ReadValue& value) {
  const auto tree = base::try_parse_json(value.json);
  const auto* elements = tree ? tree->if_array() : nullptr;
  if (elements == nullptr) return;
  for (const auto& element : *elements)
    add_key(record, "domain", base::ascii_lower(base::text_member(element, field.key_member)));
}

// Intune writes zeros where a device has no id in Entra.
std::string device_of(std::string_view text) {
  const std::string id = base::ascii_lower(text);
  return id.find_first_not_of("0-") == std::string::npos ? std::string{} : id;
}

void add_keys_of(ParsedRecord& record, const Field& field, const ReadValue& value) {
  for (const std::string& text : value.texts) {
    switch (field.key) {
      case MatchKey::alias:
        add_key(record, "alias", domain::normalized_email(text));
        break;
      case MatchKey::smtp_alias:
        if (base::starts_with_ignoring_case(text, "smtp:"))
          add_key(record, "alias", domain::normalized_email(text.substr(5)));
        break;
      case MatchKey::user_name:
        add_key(record, "upn", domain::normalized_email(text));
        break;
      case MatchKey::domain:
        add_key(record, "domain", base::ascii_lower(text));
        break;
      case MatchKey::serial:
        add_key(record, "serial", domain::serial_key(text));
        break;
      case MatchKey::mac:
        add_key(record, "mac", domain::mac_key(text));
        break;
      case MatchKey::device:
        add_key(record, "device", device_of(text));
        break;
      case MatchKey::none:
      case MatchKey::first_name:
      case MatchKey::last_name:
        break;
    }
  }
  if (field.key == MatchKey::domain && value.texts.empty()) add_domains(record, field, value);
}

std::string folded_value(const DataType& type, const Values& values, MatchKey key) {
  for (std::size_t i = 0; i < type.fields.size(); ++i)
    if (type.fields[i].key == key && !values[i].texts.empty())
      return base::fold(values[i].texts.front());
  return {};
}

void fill_keys(ParsedRecord& record, const DataType& type, const Values& values) {
  for (std::size_t i = 0; i < type.fields.size(); ++i)
    add_keys_of(record, type.fields[i], values[i]);
  const std::string first = folded_value(type, values, MatchKey::first_name);
  const std::string last = folded_value(type, values, MatchKey::last_name);
  if (!first.empty() && !last.empty()) add_key(record, "name", first + " " + last);
  std::sort(record.keys.begin(), record.keys.end());
  record.keys.erase(std::unique(record.keys.begin(), record.keys.end()), record.keys.end());
}

std::string text_of_field(const DataType& type, const Values& values, std::string_view name) {
  for (std::size_t i = 0; i < type.fields.size(); ++i)
    if (type.fields[i].name == name && !values[i].texts.empty())
      return std::string(base::trim(values[i].texts.front()));
  return {};
}

void fill_title(ParsedRecord& record, const DataType& type, const Values& values) {
  record.title = text_of_field(type, values, type.title_field);
  if (record.title.empty() && !type.title_fallback.empty())
    record.title = text_of_field(type, values, type.title_fallback);
  if (record.title.empty()) record.title = record.external_id;
  if (!type.product_title) return;
  if (const auto name = product_name(record.title); !name.empty()) record.title = name;
}

// The ids that a property names: its text or texts, or the "id" of its object or objects.
std::vector<std::string> ids_in(const ReadValue& value) {
  if (!value.texts.empty() || value.json.empty() || value.json == "null") return value.texts;
  const auto tree = base::try_parse_json(value.json);
  if (!tree) return {};
  if (!tree->is_array()) return {base::text_member(*tree, "id")};
  std::vector<std::string> ids;
  for (const auto& element : tree->as_array()) ids.push_back(base::text_member(element, "id"));
  return ids;
}

void fill_edges(ParsedRecord& record, const DataType& type, const Values& values) {
  std::optional<std::string> from;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const Field& field = type.fields[i];
    if (field.edge.empty() || !values[i].sent) continue;
    if (!from)
      from =
          type.edge_from.empty() ? record.external_id : text_of_field(type, values, type.edge_from);
    for (std::string& to : ids_in(values[i]))
      if (!to.empty() && !from->empty()) record.edges.push_back({field.edge, *from, std::move(to)});
  }
}

void fill(ParsedRecord& record, const DataType& type, const Values& values) {
  fill_title(record, type, values);
  fill_edges(record, type, values);
  record.body = "{";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].sent || !type.fields[i].kept) continue;
    if (record.body.size() > 1) record.body += ',';
    append_json_string(record.body, type.fields[i].name);
    record.body += ':' + values[i].json;
  }
  record.body += '}';
  record.hash = base::content_hash(record.body);
  fill_keys(record, type, values);
}

}  // namespace

RecordParser::RecordParser() : state_(std::make_unique<State>()) {}
RecordParser::~RecordParser() = default;

ParsedRecord RecordParser::parse(const DataType& type, std::string_view raw_json) {
  ParsedRecord record;
  if (raw_json.size() > kMaxRecordBytes) {
    record.problem = "too_large";
    return record;
  }
  Values values(type.fields.size());
  record.problem = read_object(state_->parser, state_->buffer, raw_json, type, values, record);
  record.external_id = text_of_field(type, values, "id");
  if (record.problem.empty() && record.external_id.empty()) record.problem = "no_id";
  if (record.problem.empty()) fill(record, type, values);
  return record;
}

ParsedRecord parse_record(const DataType& type, std::string_view raw_json) {
  return RecordParser().parse(type, raw_json);
}

}  // namespace reeve::types

// Splits a page with simdjson on demand, after its DOM parser has checked it whole: cut or deeply
// nested pages end in an error.
#include "microsoft/page.h"

#include "base/text.h"
#include "microsoft/graph.h"

namespace reeve::microsoft {

namespace {

constexpr std::size_t kFirstCapacity = 1024 * 1024;
constexpr std::size_t kEscapeBytes = 6;  // "\ud83d"

std::optional<unsigned> escape_at(const std::string& json, std::size_t at) {
  if (at + kEscapeBytes > json.size() || json[at] != '\\' || json[at + 1] != 'u') return {};
  unsigned value = 0;
  for (std::size_t i = at + 2; i < at + kEscapeBytes; ++i) {
    const char c = json[i];
    const bool decimal = c >= '0' && c <= '9';
    const char low = static_cast<char>(c | 0x20);
    if (!decimal && (low < 'a' || low > 'f')) return {};
    value = value * 16 + static_cast<unsigned>(decimal ? c - '0' : low - 'a' + 10);
  }
  return value;
}

bool is_high(unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

using Object = simdjson::ondemand::object;

simdjson::error_code take_objects(simdjson::ondemand::value value, SplitPage& page) {
  simdjson::ondemand::array array;
  if (const auto error = value.get_array().get(array)) return error;
  for (auto element : array) {
    Object object;
    if (const auto error = element.get_object().get(object)) return error;
    std::string_view raw;
    if (const auto error = object.raw_json().get(raw)) return error;
    page.objects.push_back(raw);
  }
  return simdjson::SUCCESS;
}

simdjson::error_code take_text(simdjson::ondemand::value value, std::optional<std::string>& into) {
  std::string_view text;
  if (const auto error = value.get_string().get(text)) return error;
  into = std::string(text);
  return simdjson::SUCCESS;
}

simdjson::error_code take_members(Object object, SplitPage& page) {
  bool has_value = false;
  for (auto field : object) {
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) return error;
    simdjson::ondemand::value value;
    if (const auto error = field.value().get(value)) return error;
    auto error = simdjson::SUCCESS;
    if (key == "value" && !has_value) {
      has_value = true;
      error = take_objects(value, page);
    } else if (key == "@odata.nextLink") {
      error = take_text(value, page.next_link);
    } else if (key == "@odata.deltaLink") {
      error = take_text(value, page.delta_link);
    } else if (key == "@odata.count") {
      std::int64_t count = 0;
      if (value.get_int64().get(count) == simdjson::SUCCESS) page.about = count;
    }
    if (error) return error;
  }
  return has_value ? simdjson::SUCCESS : simdjson::NO_SUCH_FIELD;
}

}  // namespace

void mend_lone_surrogates(std::string& json) {
  constexpr std::string_view kReplacement = "\\ufffd";
  for (std::size_t at = json.find('\\'); at != std::string::npos; at = json.find('\\', at)) {
    const auto unit = escape_at(json, at);
    if (!unit) {
      at += 2;  // an escape of one character
      continue;
    }
    const auto next = is_high(*unit) ? escape_at(json, at + kEscapeBytes) : std::nullopt;
    if (next && is_low(*next)) {
      at += 2 * kEscapeBytes;
      continue;
    }
    if (is_high(*unit) || is_low(*unit)) json.replace(at, kEscapeBytes, kReplacement);
    at += kEscapeBytes;
  }
}

PageSplitter::PageSplitter() {
  // Without this the depth would be simdjson's own, 1024.
  if (check_.allocate(kFirstCapacity, kMaxPageDepth) != simdjson::SUCCESS) {
    throw base::Error(base::ErrorCode::internal, "No memory to read a page.");
  }
}

std::optional<SplitPage> PageSplitter::try_split(std::string& body, simdjson::error_code& error) {
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  error = check_.parse(body.data(), body.size(), false).error();
  if (error) return {};
  SplitPage page;
  simdjson::ondemand::document document;
  error = parser_.iterate(simdjson::padded_string_view(body.data(), body.size(), body.capacity()))
              .get(document);
  if (error) return {};
  Object object;
  error = document.get_object().get(object);
  if (!error) error = take_members(object, page);
  if (error) return {};
  return page;
}

std::optional<SplitPage> PageSplitter::split(std::string& body, std::string& why) {
  auto error = simdjson::SUCCESS;
  auto page = try_split(body, error);
  if (error == simdjson::UTF8_ERROR) {
    body = base::clean_text(body);
    page = try_split(body, error);
  }
  if (error == simdjson::STRING_ERROR) {
    mend_lone_surrogates(body);
    page = try_split(body, error);
  }
  if (!page) why = simdjson::error_message(error);
  return page;
}

}  // namespace reeve::microsoft

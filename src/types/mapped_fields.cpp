// Reads a property as a documentation field.
#include "types/mapped_fields.h"

#include "base/text.h"

namespace reeve::types {
namespace {

constexpr std::size_t kMaxText = 255;  // bytes, as store/ takes them

}  // namespace

std::string short_text(std::string_view text) {
  if (text.size() <= kMaxText) return std::string(text);
  std::size_t end = kMaxText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

void map_text(MappedFields& fields, std::string_view field, const base::json::value& body,
              std::string_view property) {
  const auto* object = body.if_object();
  if (object == nullptr || !object->contains(property)) return;
  std::string text = short_text(base::trim(base::text_member(body, property)));
  fields[std::string(field)] =
      text.empty() ? std::nullopt : std::optional<std::string>(std::move(text));
}

}  // namespace reeve::types

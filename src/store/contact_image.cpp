// Turns contacts into images and back.
#include "store/contact_image.h"

#include "store/contact_list_rules.h"

namespace reeve::store {
namespace {

namespace json = base::json;
using domain::Email;
using domain::Phone;

std::optional<std::string> text_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

void put(json::object& out, std::string_view name, const std::optional<std::string>& text) {
  if (text) out[name] = json::string(*text);
}

template <class Item>
ImageEntry entry_of(const Item& item) {
  ImageEntry entry;
  entry.key = item_key(item);
  entry.primary = item.primary;
  entry.rest["value"] = json::string(item.value);
  put(entry.rest, "label", item.label);
  if constexpr (std::is_same_v<Item, Phone>) put(entry.rest, "extension", item.extension);
  entry.rest["source"] = json::string(domain::to_string(item.source));
  return entry;
}

template <class Item>
ImageList list_of(const std::vector<Item>& items) {
  ImageList list;
  for (const Item& item : items) list.push_back(entry_of(item));
  return list;
}

template <class Item>
std::vector<Item> items_of(const AssetImage& image, std::string_view name) {
  std::vector<Item> items;
  const auto found = image.lists.find(name);
  if (found == image.lists.end()) return items;
  for (const ImageEntry& entry : found->second) {
    Item item;
    item.value = entry.text("value");
    item.primary = entry.primary;
    item.label = base::optional_text(entry.rest, "label");
    item.source = domain::source_from(entry.text("source")).value_or(domain::Source::person);
    if constexpr (std::is_same_v<Item, Phone>)
      item.extension = base::optional_text(entry.rest, "extension");
    items.push_back(std::move(item));
  }
  return items;
}

std::optional<std::string> value_in(const AssetImage& image, std::string_view path) {
  const auto found = image.values.find(path);
  return found == image.values.end() ? std::nullopt : found->second;
}

}  // namespace

AssetImage image_of(const ContactState& state) {
  const domain::Contact& k = state.contact;
  AssetImage image;
  image.values = {
      {"first_name", text_of(k.first_name)},
      {"last_name", text_of(k.last_name)},
      {"title", k.title},
      {"contact_type", k.contact_type},
      {"notes", k.notes},
      {"location", k.location ? std::optional(std::to_string(k.location->id)) : std::nullopt},
      {"important", k.important ? "true" : "false"}};
  image.lists = {{"emails", list_of(k.emails)}, {"phones", list_of(k.phones)}};
  for (const auto& [field, written] : state.fields.written)
    image.sources[field] =
        ImageSource{std::string(domain::to_string(written.source)), base::to_ms(written.at)};
  return image;
}

void restore(ContactState& state, const AssetImage& image) {
  domain::Contact& k = state.contact;
  k.first_name = value_in(image, "first_name").value_or("");
  k.last_name = value_in(image, "last_name").value_or("");
  k.title = value_in(image, "title");
  k.contact_type = value_in(image, "contact_type");
  k.notes = value_in(image, "notes");
  const auto location = value_in(image, "location");
  k.location =
      location ? std::optional(domain::ContactPlace{std::stoll(*location), {}}) : std::nullopt;
  k.important = value_in(image, "important") == "true";
  k.emails = items_of<Email>(image, "emails");
  k.phones = items_of<Phone>(image, "phones");
  state.fields.written.clear();
  for (const auto& [field, source] : image.sources)
    if (source)
      state.fields.written[field] = {
          domain::source_from(source->source).value_or(domain::Source::person),
          base::from_ms(source->at)};
}

}  // namespace reeve::store

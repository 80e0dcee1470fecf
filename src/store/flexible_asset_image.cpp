// Turns flexible assets into images and back.
#include "store/flexible_asset_image.h"

namespace reeve::store {
namespace {

constexpr std::string_view kTraits = "traits/";

}  // namespace

AssetImage image_of(const domain::FlexibleAsset& asset) {
  AssetImage image;
  image.values["name"] = asset.name;
  for (const auto& trait : asset.traits)
    image.values[std::string(kTraits) + std::string(trait.key())] = base::to_json(trait.value());
  return image;
}

base::json::object traits_of(const AssetImage& image) {
  base::json::object traits;
  for (const auto& [path, value] : image.values)
    if (value && path.starts_with(kTraits))
      traits[path.substr(kTraits.size())] = base::parse_json(*value, "A trait");
  return traits;
}

std::optional<std::string> shown_trait(std::string_view path,
                                       const std::optional<std::string>& value) {
  if (!value || !path.starts_with(kTraits)) return value;
  const auto parsed = base::parse_json(*value, "A trait");
  if (parsed.is_null()) return std::nullopt;
  if (const auto* text = parsed.if_string()) return std::string(*text);
  return *value;
}

}  // namespace reeve::store

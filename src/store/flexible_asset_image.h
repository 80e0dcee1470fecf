// A flexible asset as an image: its name, and each trait as JSON text under "traits/KEY". Internal
// to store/.
#pragma once

#include "domain/flexible_asset.h"
#include "store/asset_image.h"

namespace reeve::store {

AssetImage image_of(const domain::FlexibleAsset& asset);
base::json::object traits_of(const AssetImage& image);
// A value of the image as history shows it.
std::optional<std::string> shown_trait(std::string_view path,
                                       const std::optional<std::string>& value);

}  // namespace reeve::store

// A contact as an image that changes are taken back on, and the way back. Internal to store/.
#pragma once

#include "store/asset_image.h"
#include "store/contact_rules.h"

namespace reeve::store {

AssetImage image_of(const ContactState& state);
// Names, values, addresses, numbers and sources as the image has them; the rest stays.
void restore(ContactState& state, const AssetImage& image);

}  // namespace reeve::store

// Whether a token lets the application read users by itself.
#pragma once

#include "microsoft/token.h"

namespace reeve::connect {

// A token can be given without any permission (reference/microsoft-cloud.md A.3), and then nothing
// can be read with it. A token that cannot be looked into is taken as good.
bool may_read(const microsoft::AccessToken& token);

}  // namespace reeve::connect

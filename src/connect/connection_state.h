// Reading a connection with its secrets, and writing down why it does not work; shared by sign-in,
// tokens and discovery.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "connect/services.h"
#include "store/connections.h"

namespace reeve::connect {

// Why something was refused, in the parts a connection's row keeps apart.
struct Refused {
  std::string sentence, remedy, detail;
  // "sentence remedy", for an Error's message.
  std::string message() const;
};

struct Credentials {
  store::MicrosoftConnection connection;
  base::SecretBytes secret;         // empty when none is stored
  base::SecretBytes refresh_token;  // the same
  std::optional<std::string>
      sealed_refresh;  // as it stands in the database, to see whether somebody changed it meanwhile
};

// Throws Error{not_found}.
Credentials read_credentials(Services& services, base::Id connection);
store::MicrosoftConnection read_connection(Services& services, base::Id connection);

}  // namespace reeve::connect

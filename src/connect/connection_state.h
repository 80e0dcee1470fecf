// Reading a connection with its secrets, and writing down why it does not work; shared by sign-in,
// tokens and discovery.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "connect/services.h"
#include "microsoft/token.h"
#include "store/connections.h"

namespace reeve::connect {

// Why something was refused, in the parts a connection's row keeps apart.
struct Refused {
  std::string sentence, remedy, detail;
  // "sentence remedy", for an Error's message.
  std::string message() const;
};

// What the application proves itself with. With a certificate, `secret` is its private key.
struct Credentials {
  store::MicrosoftConnection connection;
  base::SecretBytes secret;         // empty when none is stored
  base::SecretBytes refresh_token;  // the same
  std::optional<std::string>
      sealed_refresh;  // as it stands in the database, to see whether somebody changed it meanwhile
  bool pending = false;  // these are credentials that no sign-in has proven yet
  // Borrows from this object.
  microsoft::AppCredential app() const;
};

// The credentials in use. Throws Error{not_found}.
Credentials read_credentials(Services& services, base::Id connection);
// What a sign-in would prove: the credentials that wait for it, else those in use.
Credentials read_newest_credentials(Services& services, base::Id connection);
Credentials read_newest_credentials(Services& services, db::Connection& c, base::Id connection);
store::MicrosoftConnection read_connection(Services& services, base::Id connection);

}  // namespace reeve::connect

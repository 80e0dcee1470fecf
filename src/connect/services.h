// What connecting to Microsoft needs of the outside; the app owns all of it and lends it.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "connect/budgets.h"
#include "db/database.h"
#include "microsoft/graph.h"
#include "vault/vault.h"

namespace reeve::connect {

struct Services {
  db::Database& database;
  vault::Vault& vault;
  http::Transport& transport;
  base::Clock& clock;
  base::Random random;
  std::string public_url;      // without a slash at the end
  Budgets* budgets = nullptr;  // how much may be asked; nothing is counted without

  microsoft::Pace pace_of(const std::string& application) const {
    return budgets == nullptr ? microsoft::Pace() : budgets->pace_for(application);
  }
};

// Where Microsoft sends the browser back to: public_url + "/microsoft/callback". To be registered
// in the app registration.
std::string redirect_uri(const Services& services);

}  // namespace reeve::connect

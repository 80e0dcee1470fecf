// As whom Reeve asks and acts while a connection is left: the person who signed in for it, else the
// connection itself as far as its own rights reach.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connect/services.h"
#include "connect/tokens.h"
#include "microsoft/graph_change.h"
#include "microsoft/held_grants.h"
#include "store/connections.h"

namespace reeve::connect {

// Thread-safe; lives as long as one job. A token of the person is kept for that long.
class LeavingAccess {
 public:
  // Only a sign-in of `account` counts: nobody acts with a colleague's rights.
  LeavingAccess(Services& services, TokenSource& tokens, store::MicrosoftConnection connection,
                std::optional<base::Id> account);

  const store::MicrosoftConnection& connection() const { return connection_; }
  bool signed_in() const { return signed_in_; }

  // What the application holds there, as the person sees it, else as the connection itself does.
  // Where Graph shows neither its lists, what stands in a token in hand: `complete` is false then.
  microsoft::HeldGrants read(const std::string& tenant, const std::string& tenant_name,
                             std::stop_token stop);

  // Delegated permissions on Graph that the person's token holds there; nothing when there is no
  // token, with the reason in `why`.
  std::optional<std::vector<std::string>> scopes_at(const std::string& tenant, std::string& why,
                                                    std::stop_token stop);

  // Changes at Graph as whoever may.
  microsoft::ChangeAtGraph change_at(const std::string& tenant, const std::string& tenant_name,
                                     std::stop_token stop);

  // The person's token for Partner Center. Throws Error{refused} with what to do.
  base::SecretBytes partner_center(std::stop_token stop);

  // After a change of consent: the next token is a fresh one.
  void forget(const std::string& tenant);

 private:
  base::SecretBytes person_token(const std::string& tenant, std::stop_token stop);
  base::SecretBytes acting_token(const std::string& tenant, std::stop_token stop);
  bool absent_there(const std::string& tenant, std::stop_token stop);
  microsoft::HeldGrants from_token(const std::string& tenant, microsoft::HeldGrants refused,
                                   std::stop_token stop);

  Services& services_;
  TokenSource& tokens_;
  store::MicrosoftConnection connection_;
  microsoft::Cloud cloud_;
  bool signed_in_ = false;
  microsoft::ApiBook book_;
  microsoft::GraphClient as_person_, as_connection_;
  microsoft::GraphChanger changer_;
  std::mutex mutex_;
  std::map<std::string, microsoft::AccessToken> person_;  // by tenant; guarded by mutex_
  std::optional<microsoft::AccessToken> partner_center_;  // guarded by mutex_
};

}  // namespace reeve::connect

// Tokens for every tenant a connection reaches: kept while fresh, renewed once for all who wait,
// refused with a reason.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/id.h"
#include "base/sync.h"
#include "connect/services.h"
#include "microsoft/graph.h"
#include "microsoft/token.h"
#include "store/connections.h"

namespace reeve::connect {

inline constexpr base::Millis kFreshMargin{5 *
                                           60'000};  // a token is renewed this long before it ends
inline constexpr base::Millis kRefusalKept{
    30'000};  // a refused tenant is not asked again at once (AADSTS50196)
inline constexpr std::size_t kMaxCachedTokens = 20'000;

// Tokens just issued by one tenant, mostly the connection's own, for seeing what is granted there;
// either side may be refused. No person where nobody has signed in.
struct HomeTokens {
  microsoft::TokenAnswer application;
  std::optional<microsoft::TokenAnswer> person;
};

// Thread-safe. Application tokens first where the application has a directory role in the tenant,
// else the service account's refresh token redeemed at that tenant; at a partner's own directory
// the service account comes first. By which of both each tenant was opened is kept
// (store/token_ways.h).
class TokenSource {
 public:
  explicit TokenSource(Services services);
  ~TokenSource();
  TokenSource(const TokenSource&) = delete;
  TokenSource& operator=(const TokenSource&) = delete;

  // Throws Error{refused} with sentence and remedy in the message: only this tenant suffers, unless
  // the home directory refuses too; then the connection turns to "reconnect" and no further token
  // is given for it, kept or new. Error{unavailable} when Microsoft cannot be reached,
  // Error{canceled} when asked to stop.
  base::SecretBytes token(base::Id connection, const std::string& tenant_id, std::stop_token stop);
  microsoft::TokenFor token_for(base::Id connection);

  // Nothing from the cache, nothing into it. Throws Error{refused} for a connection that is paused
  // or disconnected, Error{not_found}, Error{unavailable}, Error{canceled}.
  HomeTokens fresh_at_home(base::Id connection, std::stop_token stop);
  // The same for any tenant; the connection's state stays as it is, whatever is refused.
  // Without `with_person` the service account's stored sign-in is not used.
  HomeTokens fresh_at(base::Id connection, const std::string& tenant_id, std::stop_token stop,
                      bool with_person = true);
  // The service account's token for another resource than Graph ("<resource>/.default"), from the
  // home directory. Throws Error{refused} too where nobody has signed in.
  microsoft::TokenAnswer person_for(base::Id connection, const std::string& scope,
                                    std::stop_token stop);

  // Drops what is cached: after new credentials, after a change of consent.
  void forget(base::Id connection);
  void forget(base::Id connection, const std::string& tenant_id);

 private:
  struct Entry;
  class Request;
  using Key = std::tuple<base::Id, std::string, std::string>;  // connection, tenant, scope
  std::shared_ptr<Entry> entry_of(const Key& key);
  microsoft::AccessToken ask(base::Id connection, const std::string& tenant_id,
                             std::stop_token stop);

  Services services_;
  std::mutex mutex_;
  std::map<Key, std::shared_ptr<Entry>> entries_;  // guarded by mutex_
  base::Sync<std::map<base::Id, base::Time>>
      proven_;  // when a connection's refresh token last worked
  void note_way(base::Id connection, const std::string& tenant_id, std::string_view used,
                const std::string& sentence);
  // What store/token_ways.h was told last, so that it is told only what is new.
  base::Sync<std::map<std::pair<base::Id, std::string>, std::string>> ways_;
};

}  // namespace reeve::connect

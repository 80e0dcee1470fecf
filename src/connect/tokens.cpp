// The token cache: one refresh at a time for a tenant, others wait for it, tenants do not block
// each other.
#include "connect/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "connect/connection_state.h"
#include "connect/may_read.h"
#include "store/token_ways.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using microsoft::AccessToken;
using microsoft::TokenAnswer;
using microsoft::TokenGrant;
using microsoft::TokenRefusal;

constexpr std::string_view kGraph = "graph";
// A refresh token that worked this recently needs no proof that it still works.
constexpr base::Millis kProofKept{60'000};

[[noreturn]] void throw_not_connected(const store::MicrosoftConnection& connection) {
  const auto name = connection.name;
  if (connection.state == "reconnect") {
    throw Error(ErrorCode::refused,
                Refused{fmt::format("The connection {} must be reconnected. {}", name,
                                    connection.reason.value_or("")),
                        connection.remedy.value_or(""),
                        {}}
                    .message(),
                connection.detail.value_or(""));
  }
  const auto why = connection.state == "paused" ? "is paused. Resume it to go on."
                                                : "is not connected yet. Connect it first.";
  throw Error(ErrorCode::refused, fmt::format("The connection {} {}", name, why));
}

[[noreturn]] void throw_refusal(const TokenRefusal& refusal) {
  throw Error(refusal.transient ? ErrorCode::unavailable : ErrorCode::refused,
              Refused{refusal.sentence, refusal.remedy, {}}.message(), refusal.detail);
}

}  // namespace

struct TokenSource::Entry {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool asking = false;  // one thread asks, the others wait
  std::optional<AccessToken> token;
  std::optional<Error> refusal;  // kept for a short while
  base::Time refused_at{};
};

// One request for one token; the methods are the ways to get it.
class TokenSource::Request {
 public:
  Request(TokenSource& source, Credentials credentials, std::string tenant, std::stop_token stop)
      : source_(source),
        services_(source.services_),
        credentials_(std::move(credentials)),
        tenant_(std::move(tenant)),
        stop_(std::move(stop)),
        client_(services_.transport, services_.clock, services_.random,
                microsoft::cloud_named(credentials_.connection.cloud)) {}

  AccessToken run() {
    if (credentials_.connection.state != "connected") throw_not_connected(credentials_.connection);
    return tenant_ == home() ? at_home() : at_customer();
  }
  // By whose token the tenant was opened: application, person.
  std::string_view used() const { return used_; }

  HomeTokens both(bool with_person) {
    must_not_rest();
    HomeTokens out;
    if (tenant_.empty()) tenant_ = home();
    out.application = as_application();
    if (with_person && !credentials_.refresh_token.empty()) out.person = as_person(tenant_);
    return out;
  }

  TokenAnswer person_for(const std::string& scope) {
    must_not_rest();
    if (credentials_.refresh_token.empty())
      throw Error(ErrorCode::refused,
                  "Nobody has signed in for this connection yet. Connect it first.");
    return as_person(home(), scope);
  }

 private:
  void must_not_rest() const {
    const auto& state = credentials_.connection.state;
    if (state == "paused" || state == "disconnected") throw_not_connected(credentials_.connection);
  }
  std::string home() const { return base::ascii_lower(credentials_.connection.directory_id); }
  microsoft::AppCredential app() const { return credentials_.app(); }
  TokenAnswer as_application() {
    return client_.client_credentials(tenant_, app(), client_.graph_scope(), stop_);
  }

  // The service account at `tenant`. A newer refresh token is on disk before anything is done with
  // the answer.
  TokenAnswer as_person(const std::string& tenant) {
    return as_person(tenant, client_.person_scope());
  }
  TokenAnswer as_person(const std::string& tenant, const std::string& scope) {
    auto answer = client_.refresh(tenant, app(), credentials_.refresh_token, scope, stop_);
    if (answer.grant) {
      keep_refresh_token(*answer.grant);
      source_.proven_.with(
          [&](auto& proven) { proven[credentials_.connection.id] = services_.clock.now(); });
    }
    return answer;
  }

  AccessToken by(std::string_view who, TokenAnswer& answer) {
    used_ = who;
    return std::move(answer.grant->access);
  }

  AccessToken at_home() {
    // A single tenant is read as the application; the person who signed in holds no right to read.
    if (credentials_.connection.kind == "direct" && !credentials_.refresh_token.empty()) {
      auto answer = as_application();
      if (answer.grant && may_read(answer.grant->access)) return by("application", answer);
    }
    if (credentials_.refresh_token.empty()) {
      auto answer = as_application();
      if (answer.grant) return by("application", answer);
      give_up_connection(*answer.refusal);
    }
    auto answer = as_person(home());
    if (answer.grant) return by("person", answer);
    give_up_connection(*answer.refusal);
  }

  AccessToken at_customer() {
    auto application = as_application();
    if (application.grant && may_read(application.grant->access))
      return by("application", application);
    if (application.refusal && application.refusal->transient) throw_refusal(*application.refusal);
    if (credentials_.refresh_token.empty()) throw_without_person(application);
    auto person = as_person(tenant_);
    if (person.grant) return by("person", person);
    if (person.refusal->transient) throw_refusal(*person.refusal);
    prove_connection();
    throw_refusal(*person.refusal);
  }

  [[noreturn]] static void throw_without_person(const TokenAnswer& application) {
    if (application.refusal) throw_refusal(*application.refusal);
    throw Error(ErrorCode::refused,
                "The application has no permission to read users in this tenant. Grant it "
                "User.Read.All there (admin consent).");
  }

  // A tenant refused: is it this tenant, or the credentials? The home directory knows, by the
  // protocol alone.
  void prove_connection() {
    const auto now = services_.clock.now();
    const bool proven = source_.proven_.with([&](auto& known) {
      const auto found = known.find(credentials_.connection.id);
      return found != known.end() && found->second + kProofKept > now;
    });
    if (proven) return;
    const auto answer = as_person(home());
    if (answer.refusal && !answer.refusal->transient) give_up_connection(*answer.refusal);
  }

  // The home directory refused for good: nothing more is sent until a person reconnects.
  [[noreturn]] void give_up_connection(const TokenRefusal& refusal) {
    if (refusal.transient) throw_refusal(refusal);
    const auto id = credentials_.connection.id;
    const auto now = services_.clock.now();
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      const auto row = store::find_connection(c, id);
      // Somebody reconnected meanwhile: the new credentials are not the ones that were refused.
      if (!row || row->state != "connected" ||
          row->connected_at != credentials_.connection.connected_at)
        return;
      store::set_connection_state(c, id, "reconnect", refusal.sentence, refusal.remedy,
                                  refusal.detail, now);
    });
    base::log_warning("connect", "connection {} must be reconnected: {}", id, refusal.detail);
    throw_refusal(refusal);
  }

  void keep_refresh_token(const TokenGrant& grant) {
    if (grant.refresh_token.empty()) return;
    const auto id = credentials_.connection.id;
    credentials_.sealed_refresh =
        services_.database.write(db::Lane::background, [&](db::Connection& c) {
          // Another thread or a person was first: theirs is newer than what we came from.
          auto stored = store::get_secret(c, vault::kConnection, id, vault::kRefreshToken);
          if (stored != credentials_.sealed_refresh) return stored;
          services_.vault.put(c, vault::kConnection, id, vault::kRefreshToken, grant.refresh_token,
                              services_.clock.now());
          return store::get_secret(c, vault::kConnection, id, vault::kRefreshToken);
        });
    credentials_.refresh_token = grant.refresh_token.clone();
  }

  TokenSource& source_;
  Services& services_;
  Credentials credentials_;
  std::string tenant_;
  std::string_view used_;
  std::stop_token stop_;
  microsoft::TokenClient client_;
};

TokenSource::TokenSource(Services services) : services_(std::move(services)) {}

TokenSource::~TokenSource() = default;

std::shared_ptr<TokenSource::Entry> TokenSource::entry_of(const Key& key) {
  std::lock_guard hold(mutex_);
  if (entries_.size() >= kMaxCachedTokens && !entries_.contains(key)) {
    std::erase_if(entries_, [](const auto& item) { return item.second.use_count() == 1; });
  }
  auto& entry = entries_[key];
  if (!entry) entry = std::make_shared<Entry>();
  return entry;
}

AccessToken TokenSource::ask(base::Id connection, const std::string& tenant_id,
                             std::stop_token stop) {
  Request request(*this, read_credentials(services_, connection), tenant_id, std::move(stop));
  try {
    auto token = request.run();
    note_way(connection, tenant_id, request.used(), {});
    return token;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::refused)
      note_way(connection, tenant_id, "none", error.message());
    throw;
  }
}

void TokenSource::note_way(base::Id connection, const std::string& tenant_id, std::string_view used,
                           const std::string& sentence) {
  const auto text = fmt::format("{} {}", used, sentence);
  const bool known = ways_.with([&](auto& ways) {
    auto& last = ways[{connection, tenant_id}];
    return std::exchange(last, text) == text;
  });
  if (known) return;
  services_.database.write(db::Lane::background, [&](db::Connection& c) {
    if (!store::find_connection(c, connection)) return;
    store::put_token_way(
        c, {connection, tenant_id, std::string(used), sentence, {}, services_.clock.now()});
  });
}

HomeTokens TokenSource::fresh_at_home(base::Id connection, std::stop_token stop) {
  return fresh_at(connection, {}, std::move(stop));
}

HomeTokens TokenSource::fresh_at(base::Id connection, const std::string& tenant_id,
                                 std::stop_token stop, bool with_person) {
  return Request(*this, read_credentials(services_, connection), base::ascii_lower(tenant_id),
                 std::move(stop))
      .both(with_person);
}

microsoft::TokenAnswer TokenSource::person_for(base::Id connection, const std::string& scope,
                                               std::stop_token stop) {
  return Request(*this, read_credentials(services_, connection), {}, std::move(stop))
      .person_for(scope);
}

base::SecretBytes TokenSource::token(base::Id connection, const std::string& tenant_id,
                                     std::stop_token stop) {
  const auto tenant = base::ascii_lower(tenant_id);
  // Also before a token from the cache: a connection that was paused or must be reconnected sends
  // nothing more.
  if (const auto row = read_connection(services_, connection); row.state != "connected") {
    throw_not_connected(row);
  }
  const auto entry = entry_of({connection, tenant, std::string(kGraph)});
  std::unique_lock lock(entry->mutex);
  while (true) {
    const auto now = services_.clock.now();
    if (entry->token && entry->token->expires_at - kFreshMargin > now)
      return entry->token->value.clone();
    if (entry->refusal && entry->refused_at + kRefusalKept > now) throw Error(*entry->refusal);
    if (!entry->asking) break;
    if (!entry->changed.wait(lock, stop, [&] { return !entry->asking; })) {
      throw Error(ErrorCode::canceled, "Stopped while waiting for a token.");
    }
  }
  entry->asking = true;
  lock.unlock();
  std::optional<AccessToken> fresh;
  std::exception_ptr failure;
  std::optional<Error> refusal;
  try {
    fresh = ask(connection, tenant, std::move(stop));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::refused) refusal = error;
    failure = std::current_exception();
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  entry->asking = false;
  entry->token = std::move(fresh);
  entry->refusal = std::move(refusal);
  entry->refused_at = services_.clock.now();
  entry->changed.notify_all();
  if (failure) std::rethrow_exception(failure);
  // A token shorter than the margin serves once.
  return entry->token->value.clone();
}

microsoft::TokenFor TokenSource::token_for(base::Id connection) {
  return {[this, connection](const std::string& tenant_id, std::stop_token stop) {
            return token(connection, tenant_id, std::move(stop));
          },
          [this, connection](const std::string& tenant_id) { forget(connection, tenant_id); }};
}

void TokenSource::forget(base::Id connection) {
  std::lock_guard hold(mutex_);
  std::erase_if(entries_, [&](const auto& item) { return std::get<0>(item.first) == connection; });
  proven_.with([&](auto& proven) { proven.erase(connection); });
}

void TokenSource::forget(base::Id connection, const std::string& tenant_id) {
  std::lock_guard hold(mutex_);
  entries_.erase({connection, base::ascii_lower(tenant_id), std::string(kGraph)});
}

}  // namespace reeve::connect

// Builds the addresses of Microsoft's sign-in (reference/microsoft-cloud.md A.1, A.2).
#include "connect/authorize.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "store/accounts.h"
#include "store/secrets.h"
#include "vault/vault.h"

namespace reeve::connect {

namespace {

using Query = std::vector<std::pair<std::string_view, std::string>>;

std::string address(std::string url, const Query& query) {
  char before = '?';
  for (const auto& [name, value] : query) {
    url += fmt::format("{}{}={}", before, name, base::percent_encode(value));
    before = '&';
  }
  return url;
}

}  // namespace

void check_complete(const Credentials& credentials) {
  const auto& connection = credentials.connection;
  const auto missing = [](std::string_view what) {
    throw base::Error(base::ErrorCode::invalid,
                      fmt::format("{} Enter it in the connection, then connect.", what));
  };
  if (!microsoft::is_guid(connection.application_id))
    missing("The Application (client) ID is missing or no id.");
  if (!microsoft::is_guid(connection.directory_id))
    missing("The Directory (tenant) ID is missing or no id.");
  if (credentials.secret.empty()) missing("The client secret or certificate is missing.");
}

std::string authorize_url(const Services& services, const store::MicrosoftConnection& connection,
                          const microsoft::Cloud& cloud, const Mark& mark,
                          const std::string& scope) {
  return address(fmt::format("{}/{}/oauth2/v2.0/authorize", cloud.login, connection.directory_id),
                 {{"client_id", connection.application_id},
                  {"response_type", "code"},
                  {"redirect_uri", redirect_uri(services)},
                  {"response_mode", "query"},
                  // By name, so that nothing above what is meant is asked for, whatever the app
                  // registration lists besides.
                  {"scope", scope},
                  {"state", mark.state},
                  {"nonce", mark.nonce},
                  {"code_challenge", mark.challenge},
                  {"code_challenge_method", "S256"},
                  {"prompt", "select_account"}});  // the browser may be signed in as somebody else
}

std::string admin_consent_url(const Services& services,
                              const store::MicrosoftConnection& connection,
                              const microsoft::Cloud& cloud, const std::string& tenant,
                              const std::string& state) {
  const Query query{{"client_id", connection.application_id},
                    {"scope", cloud.graph_resource + "/.default"},
                    {"redirect_uri", redirect_uri(services)},
                    {"state", state}};
  return address(fmt::format("{}/{}/v2.0/adminconsent", cloud.login, tenant), query);
}

void write_audit(db::Connection& c, const Actor& actor, std::optional<base::Id> connection,
                 std::string_view action, base::json::object detail, base::Time now) {
  store::AuditEntry entry;
  entry.at = now;
  entry.account = actor.account;
  const auto account = store::find_account(c, actor.account);
  entry.actor = account ? account->email : "console";
  if (!actor.address.empty()) entry.address = actor.address;
  entry.action = action;
  entry.subject_kind = vault::kConnection;
  entry.subject = connection;
  entry.detail = base::to_json(base::json::value(std::move(detail)));
  store::add_audit(c, entry);
}

}  // namespace reeve::connect

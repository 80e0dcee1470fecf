// Reads smtp_*, webhook_* and time_zone.
#include "app/mail_settings.h"

#include <fmt/format.h>

#include <fstream>

#include "base/error.h"
#include "base/time_zone.h"
#include "notify/deliver.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

// The first line.
base::SecretBytes password_in(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line))
    throw Error(ErrorCode::unavailable,
                fmt::format("The password of the mail server cannot be read from {}. Mend "
                            "smtp_password_file or the rights of the file.",
                            file));
  if (line.ends_with('\r')) line.pop_back();
  base::SecretBytes password{std::string_view(line)};
  std::fill(line.begin(), line.end(), '\0');
  return password;
}

}  // namespace

notify::MailServer mail_server_of(const Settings& settings, db::Database& database,
                                  const vault::Vault& vault) {
  notify::MailServer server;
  server.url = settings.get("smtp_url");
  server.user = settings.get("smtp_user");
  server.from = settings.get("smtp_from");
  server.ca_file = settings.get("smtp_ca_file");
  server.password = [file = settings.get("smtp_password_file"), &database, &vault] {
    if (!file.empty()) return password_in(file);
    return database.read([&](db::Connection& c) {
      using namespace notify;
      return vault.has(c, kInstallation, kInstallationId, kSmtpPassword)
                 ? vault.get(c, kInstallation, kInstallationId, kSmtpPassword)
                 : base::SecretBytes{};
    });
  };
  notify::check_mail_server(server);
  return server;
}

notify::WebhookRules webhook_rules_of(const Settings& settings) {
  const auto& text = settings.get("webhook_private_addresses");
  if (text != "yes" && text != "no")
    throw Error(ErrorCode::usage,
                fmt::format("webhook_private_addresses is \"{}\"; it takes yes or no.", text));
  return {text == "yes"};
}

std::string time_zone_of(const Settings& settings) {
  const auto& zone = settings.get("time_zone");
  if (!base::is_time_zone(zone))
    throw Error(ErrorCode::usage, fmt::format("\"{}\" is no time zone. time_zone takes a name such "
                                              "as Europe/Berlin or UTC.",
                                              zone));
  return zone;
}

}  // namespace reeve::app

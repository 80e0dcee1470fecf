// reeve admin mail: the mail server in force, its password, and a test.
#include <fmt/format.h>

#include <iostream>

#include "app/commands.h"
#include "app/product.h"
#include "base/error.h"
#include "base/text.h"
#include "notify/deliver.h"
#include "store/secrets.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kTestIdBytes = 12;

void audit_password(db::Connection& c, std::string_view action, base::Time now) {
  store::AuditEntry entry;
  entry.at = now;
  entry.actor = "console";
  entry.action = action;
  entry.subject_kind = "mail_server";
  store::add_audit(c, entry);
}

// One line of standard input; an empty one takes the password out.
void store_password(Product& product) {
  std::string line;
  std::getline(std::cin, line);
  const auto now = product.clock().now();
  product.database().write(db::Lane::people, [&](db::Connection& c) {
    if (line.empty()) {
      store::delete_secrets(c, notify::kInstallation, notify::kInstallationId);
    } else {
      product.vault().put(c, notify::kInstallation, notify::kInstallationId, notify::kSmtpPassword,
                          base::SecretBytes(std::string_view(line)), now);
    }
    audit_password(c, line.empty() ? "mail_password_removed" : "mail_password", now);
  });
  std::fill(line.begin(), line.end(), '\0');
}

std::string_view where_password_is(Product& product) {
  if (!product.settings().get("smtp_password_file").empty()) return "in smtp_password_file";
  const bool sealed = product.database().read([&](db::Connection& c) {
    return product.vault().has(c, notify::kInstallation, notify::kInstallationId,
                               notify::kSmtpPassword);
  });
  return sealed ? "in the vault" : "none";
}

void show(Product& product) {
  const auto& settings = product.settings();
  if (settings.get("smtp_url").empty()) {
    fmt::print("No mail server is set: name one with smtp_url and smtp_from.\n");
    return;
  }
  fmt::print("server    {}\nuser      {}\nsender    {}\npassword  {}\n", settings.get("smtp_url"),
             settings.get("smtp_user"), settings.get("smtp_from"), where_password_is(product));
}

void send_test(Product& product, const std::string& to) {
  const auto& services = product.notices();
  const auto message =
      notify::test_message(base::random_token(product.random(), kTestIdBytes),
                           product.settings().get("public_url"), product.clock().now());
  const auto sent = services.senders.mail(message, to, [] { return true; }, {});
  if (sent.ending != notify::Ending::sent) throw Error(ErrorCode::unavailable, sent.sentence);
  fmt::print("The mail server took a test message to {}.\n", to);
}

}  // namespace

int admin_mail_command(const Settings& settings, const MailOptions& options) {
  Product product(settings);
  if (options.password) store_password(product);
  if (options.to) send_test(product, *options.to);
  if (!options.password && !options.to) show(product);
  return 0;
}

}  // namespace reeve::app

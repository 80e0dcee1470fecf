// The mail server and the rules for webhooks, as the settings have them.
#pragma once

#include <string>

#include "app/settings.h"
#include "db/database.h"
#include "notify/senders.h"
#include "vault/vault.h"

namespace reeve::app {

// Throws Error{usage} for a setting that cannot be meant. The password comes from
// smtp_password_file, else from the vault; it is read for each mail.
notify::MailServer mail_server_of(const Settings& settings, db::Database& database,
                                  const vault::Vault& vault);
notify::WebhookRules webhook_rules_of(const Settings& settings);
// The installation's time zone, checked.
std::string time_zone_of(const Settings& settings);

}  // namespace reeve::app

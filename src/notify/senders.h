// The two ways out: a mail server by SMTP and a webhook by HTTPS.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/secret_bytes.h"
#include "http/transfer.h"
#include "notify/message.h"

namespace reeve::notify {

using http::HandOver;

// How a message ended. Only `unsure` leaves open whether somebody has it.
enum class Ending {
  sent,
  later,    // not sent; trying again may help
  refused,  // not sent, and will not be until somebody changes a setting
  unsure,   // its text left, and no answer came
  stopped   // asked to stop before anything left
};
struct Sent {
  Ending ending = Ending::later;
  std::string sentence;                     // for the person; empty when sent
  std::optional<base::Millis> retry_after;  // the receiver asked for it
};

inline constexpr base::Millis kMailDeadline{30'000};
inline constexpr base::Millis kWebhookDeadline{10'000};

// The installation's mail server, as its settings name it. An empty URL: there is none.
struct MailServer {
  std::string url;  // "smtp://mail.example.com:587" (STARTTLS, required off this machine), smtps://
  std::string user;
  std::function<base::SecretBytes()> password;  // asked for each mail
  std::string from;
  std::string ca_file;  // PEM; empty: the system's authorities
};
// Throws Error{usage} when a setting cannot be meant: another scheme, a sender that is no address.
void check_mail_server(const MailServer& server);

struct WebhookRules {
  bool private_addresses = false;  // the administrator allows them, this machine included
};
// Throws Error{invalid} with a sentence: not https (http only to this machine), unreadable, or to a
// private address where those are not allowed. Names are checked again when they are connected to.
void check_webhook_url(const std::string& url, const WebhookRules& rules);

Sent send_mail(const MailServer& server, const Message& message, const std::string& to,
               const HandOver& hand_over, std::stop_token stop);
// `format`: teams or json. 3xx is an error: the address must be the last one.
Sent post_webhook(const WebhookRules& rules, const base::SecretBytes& url,
                  const std::string& format, const Message& message, const HandOver& hand_over,
                  std::stop_token stop);

// Tests put their own in place of these.
struct Senders {
  std::function<Sent(const Message&, const std::string& to, const HandOver&, std::stop_token)> mail;
  std::function<Sent(const base::SecretBytes& url, const std::string& format, const Message&,
                     const HandOver&, std::stop_token)>
      webhook;
};
Senders real_senders(MailServer server, WebhookRules rules);

}  // namespace reeve::notify

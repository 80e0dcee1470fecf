// Sends one message and says in a sentence what came of it.
#include "notify/senders.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "http/address.h"
#include "http/url.h"
#include "notify/mail_address.h"

namespace reeve::notify {
namespace {

using base::Error;
using base::ErrorCode;
using http::Trouble;

constexpr base::Millis kLongestRetryAfter{6 * 3'600'000};

struct MailAddress {
  http::Url url;  // its scheme is http or https, for smtp or smtps
  bool smtps = false;
};

// A mail server's URL is read as a web address would be: strictly, and by the same code.
std::optional<MailAddress> read_mail_url(const std::string& url) {
  const bool smtps = url.starts_with("smtps://");
  if (!smtps && !url.starts_with("smtp://")) return std::nullopt;
  auto parsed = http::parse_url((smtps ? "https" : "http") + url.substr(url.find(':')));
  if (!parsed || parsed->target != "/") return std::nullopt;
  return MailAddress{*std::move(parsed), smtps};
}

std::string network_sentence(const http::Transferred& result, const std::string& host,
                             base::Millis deadline) {
  switch (result.trouble) {
    case Trouble::unknown_host:
      return fmt::format("{} cannot be found. Check its name.", host);
    case Trouble::unreachable:
      return fmt::format("{} cannot be reached. Check its name, its port and the firewall.", host);
    case Trouble::late:
      return fmt::format("{} did not answer within {} seconds.", host, deadline.count() / 1000);
    case Trouble::certificate:
      return fmt::format(
          "The certificate of {} is not trusted, so nothing was sent. Check its name, its validity "
          "and the certificate authorities of this machine.",
          host);
    default:
      return fmt::format("The connection to {} broke.", host);
  }
}

std::string unsure_sentence(const std::string& host) {
  return fmt::format("{} took the message but did not say whether it keeps it.", host);
}

Sent mail_ending(const http::Transferred& result, const std::string& host, const std::string& to) {
  if (result.trouble == Trouble::none) return {Ending::sent, "", {}};
  const bool said_no = result.status >= 400;
  if (result.handed && !said_no) return {Ending::unsure, unsure_sentence(host), {}};
  if (result.declined) return {Ending::stopped, "Stopped before it was sent.", {}};
  switch (result.trouble) {
    case Trouble::login:
      return {Ending::later,
              fmt::format("{} does not accept the user name and password for sending mail. Check "
                          "smtp_user and the password.",
                          host),
              {}};
    case Trouble::plain_text:
      return {Ending::refused,
              fmt::format("{} offers no encryption (STARTTLS), so nothing was sent. Use another "
                          "port or smtps://.",
                          host),
              {}};
    default:
      break;
  }
  if (said_no)
    return {result.status >= 500 ? Ending::refused : Ending::later,
            fmt::format("{} refused the mail to {} (reply {}).", host, to, result.status),
            {}};
  return {Ending::later, network_sentence(result, host, kMailDeadline), {}};
}

std::optional<base::Millis> wait_asked(const std::string& retry_after) {
  std::int64_t seconds = 0;
  const auto [end, error] =
      std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
  if (retry_after.empty() || error != std::errc{} ||
      end != retry_after.data() + retry_after.size() || seconds < 0)
    return std::nullopt;
  return std::min(base::Millis{std::chrono::seconds{seconds}}, kLongestRetryAfter);
}

Sent webhook_answer(const http::Transferred& result, const std::string& host) {
  const auto status = result.status;
  if (status < 300) return {Ending::sent, "", {}};
  if (status < 400)
    return {Ending::refused,
            fmt::format("{} sends webhooks on to another address, which is not followed. Enter the "
                        "final address.",
                        host),
            {}};
  // A gateway that gave up waiting does not know what the host behind it did.
  if (status == 504) return {Ending::unsure, unsure_sentence(host), {}};
  if (status == 408 || status == 429 || status >= 500)
    return {Ending::later,
            fmt::format("{} has trouble taking webhooks at present (status {}).", host, status),
            wait_asked(result.retry_after)};
  return {Ending::refused,
          fmt::format("{} does not take this webhook (status {}). Make a new webhook there and "
                      "enter its address.",
                      host, status),
          {}};
}

Sent webhook_ending(const http::Transferred& result, const std::string& host) {
  if (result.handed && result.status >= 200) return webhook_answer(result, host);
  if (result.handed) return {Ending::unsure, unsure_sentence(host), {}};
  if (result.declined) return {Ending::stopped, "Stopped before it was sent.", {}};
  if (result.private_address)
    return {Ending::refused,
            fmt::format("{} lies in a private network, where webhooks are not sent. An "
                        "administrator can allow it with webhook_private_addresses.",
                        host),
            {}};
  return {Ending::later, network_sentence(result, host, kWebhookDeadline), {}};
}

bool is_private_literal(const std::string& host) {
  if (host == "localhost") return true;
  sockaddr_in v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    sockaddr any{};
    std::memcpy(&any, &v4, sizeof any);
    return !http::is_public_address(any);
  }
  // An IPv6 address is judged when it is connected to; those of this machine also here.
  return host == "::1";
}

}  // namespace

void check_mail_server(const MailServer& server) {
  if (server.url.empty()) return;
  if (!read_mail_url(server.url))
    throw Error(ErrorCode::usage,
                fmt::format("\"{}\" is no mail server. smtp_url takes smtp://HOST:587 or "
                            "smtps://HOST:465.",
                            server.url));
  if (!is_mail_address(server.from))
    throw Error(ErrorCode::usage,
                "A mail server needs a sender: set smtp_from to an address such as "
                "reeve@example.com.");
}

void check_webhook_url(const std::string& text, const WebhookRules& rules) {
  const auto url = http::parse_url(text);
  if (!url)
    throw Error(ErrorCode::invalid,
                "This is no address of a webhook. It begins with https:// and was given by the "
                "service that shows the messages.");
  const bool here = http::is_loopback(*url);
  if (url->scheme != "https" && !here)
    throw Error(ErrorCode::invalid, "A webhook must be https: its address is a secret.");
  if (!rules.private_addresses && (here || is_private_literal(url->host)))
    throw Error(ErrorCode::invalid,
                fmt::format("{} lies in a private network, where webhooks are not sent. An "
                            "administrator can allow it with webhook_private_addresses.",
                            url->host));
}

Sent send_mail(const MailServer& server, const Message& message, const std::string& to,
               const HandOver& hand_over, std::stop_token stop) {
  const auto address = read_mail_url(server.url);
  if (!address)
    return {Ending::refused,
            "Reeve has no mail server yet. An administrator names one with smtp_url and smtp_from.",
            {}};
  if (!is_mail_address(to))
    return {Ending::refused, fmt::format("\"{}\" is no address that mail can be sent to.", to), {}};
  http::Transfer request;
  // libcurl greets the server with the name behind the slash.
  request.url = server.url + (server.url.ends_with('/') ? "" : "/") +
                message.id.substr(message.id.rfind('@') + 1);
  request.from = server.from;
  request.to = to;
  request.user = server.user;
  if (!server.user.empty() && server.password) request.password = server.password();
  request.body = mail_text(message, server.from, to);
  request.ca_file = server.ca_file;
  request.encrypted = !http::is_loopback(address->url);
  request.deadline = kMailDeadline;
  const auto result = http::transfer(request, hand_over, std::move(stop));
  auto sent = mail_ending(result, address->url.host, to);
  if (sent.ending != Ending::sent)
    base::log_warning("notify", "a mail was not sent: {} {}", sent.sentence, result.error);
  return sent;
}

Sent post_webhook(const WebhookRules& rules, const base::SecretBytes& secret,
                  const std::string& format, const Message& message, const HandOver& hand_over,
                  std::stop_token stop) {
  http::Transfer request;
  request.url = std::string(secret.text());
  const auto url = http::parse_url(request.url);
  try {
    check_webhook_url(request.url, rules);
  } catch (const Error& error) {
    return {Ending::refused, error.message(), {}};
  }
  request.headers = {{"Content-Type", "application/json"},
                     {"User-Agent", "reeve"},
                     {"Idempotency-Key", message.id}};
  request.body = format == "json" ? plain_json(message) : teams_card(message);
  request.public_only = !rules.private_addresses;
  request.deadline = kWebhookDeadline;
  const auto result = http::transfer(request, hand_over, std::move(stop));
  auto sent = webhook_ending(result, url->host);
  // libcurl's words name hosts, never the path, which is the secret.
  if (sent.ending != Ending::sent)
    base::log_warning("notify", "a webhook was not sent: {} {}", sent.sentence, result.error);
  return sent;
}

Senders real_senders(MailServer server, WebhookRules rules) {
  Senders senders;
  senders.mail = [server = std::move(server)](const Message& message, const std::string& to,
                                              const HandOver& hand_over, std::stop_token stop) {
    return send_mail(server, message, to, hand_over, std::move(stop));
  };
  senders.webhook = [rules](const base::SecretBytes& url, const std::string& format,
                            const Message& message, const HandOver& hand_over,
                            std::stop_token stop) {
    return post_webhook(rules, url, format, message, hand_over, std::move(stop));
  };
  return senders;
}

}  // namespace reeve::notify

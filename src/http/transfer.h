// One exchange with a mail server or a webhook by libcurl, that tells exactly whether the text left
// this machine.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/secret_bytes.h"

namespace reeve::http {

// Called once, just before the first byte of the text leaves. False: send nothing.
using HandOver = std::function<bool()>;

inline constexpr std::size_t kMaxAnswerBytes = 16 * 1024;

struct Transfer {
  std::string url;       // smtp, smtps, https; http on loopback
  std::string from, to;  // mail alone
  std::string user;      // mail alone
  base::SecretBytes password;
  std::vector<std::pair<std::string, std::string>> headers;  // webhook alone
  std::string body;
  std::string ca_file;            // PEM; empty: the system's authorities
  bool encrypted = true;          // refuse a mail server without STARTTLS
  bool public_only = false;       // refuse to connect to private addresses
  base::Millis deadline{30'000};  // for the whole exchange
};

// Why there is no answer, as far as a person can do something about it.
enum class Trouble {
  none,
  unknown_host,
  unreachable,
  late,         // past the deadline
  certificate,  // not trusted
  login,        // the mail server refused user name or password
  plain_text,   // the mail server offers no encryption
  broken
};

// What came of it; the callers make sentences.
struct Transferred {
  Trouble trouble = Trouble::none;
  long status = 0;    // HTTP status, or the last SMTP reply
  std::string error;  // libcurl's words, for the detail
  std::string retry_after;
  bool handed = false;           // the text began to leave
  bool private_address = false;  // refused for public_only
  bool declined = false;         // hand_over said no, or stop was requested
};

// Blocks until the exchange is over, at the latest at the deadline, or soon after stop is
// requested. Redirects are not followed.
Transferred transfer(const Transfer& request, const HandOver& hand_over, std::stop_token stop);

}  // namespace reeve::http

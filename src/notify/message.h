// What a notice looks like as a mail, as a Teams card and as plain JSON.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/notices.h"

namespace reeve::notify {

// The words of one message, whatever carries it.
struct Message {
  std::string id;  // the same for every attempt: receivers know a repetition by it
  std::string kind, event, severity;
  std::string title, sentence, remedy, link, settings_link;
  base::Time at{};
};
// `event`: open or mended. `public_url` without a slash at the end.
Message message_of(const store::Notice& notice, std::string_view event, base::Id account,
                   const std::string& public_url);
Message test_message(const std::string& id, const std::string& public_url, base::Time now);

// A header's value as RFC 2047 has it: control characters become blanks, everything but plain ASCII
// is encoded, in words of at most 75 characters, folded.
std::string encoded_header(std::string_view text);
// "Mon, 23 Nov 2026 06:00:00 +0000" (RFC 5322 3.3).
std::string mail_date(base::Time time);

// The whole mail, lines ended by CRLF: UTF-8 text in base64, marked as sent by a machine
// (RFC 3834). `from` and `to` are checked by is_mail_address before.
std::string mail_text(const Message& message, const std::string& from, const std::string& to);
// What a Teams workflow "when a webhook request is received" takes: a message with one Adaptive
// Card
// (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook).
// Words stand in text runs, which know no markdown, so that a tenant's name cannot make a link.
std::string teams_card(const Message& message);
std::string plain_json(const Message& message);

}  // namespace reeve::notify

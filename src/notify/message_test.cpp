// Mails, cards and JSON: nothing that a tenant calls itself can add a header, a link or a line.
#include "notify/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace reeve::notify {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

const base::Time kNow = *base::parse_rfc3339("2026-11-23T06:07:08Z");

Message message(const std::string& title = "Contoso is not synced") {
  store::Notice notice;
  notice.id = 7;
  notice.kind = "tenant_failing";
  notice.severity = "warning";
  notice.title = title;
  notice.sentence = "It said no.";
  notice.remedy = "Do this.";
  notice.path = "/runs/9";
  notice.opened_at = kNow;
  return message_of(notice, "open", 3, "https://reeve.example:8443");
}

std::string header(const std::string& mail, const std::string& name) {
  const auto at = mail.find("\r\n" + name + ": ");
  EXPECT_NE(at, std::string::npos) << name;
  const auto from = at + name.size() + 4;
  auto end = mail.find("\r\n", from);
  while (mail[end + 2] == ' ') end = mail.find("\r\n", end + 2);
  return mail.substr(from, end - from);
}

std::string decoded(std::string text) {
  std::string out;
  for (auto at = text.find("=?UTF-8?B?"); at != std::string::npos; at = text.find("=?UTF-8?B?")) {
    const auto end = text.find("?=", at + 10);
    out += *base::from_base64(text.substr(at + 10, end - at - 10));
    text = text.substr(end + 2);
  }
  return out;
}

TEST(MailText, IsAWholeMail) {
  const auto mail = mail_text(message(), "reeve@example.com", "ann@example.com");
  EXPECT_THAT(mail, testing::StartsWith("Date: Mon, 23 Nov 2026 06:07:08 +0000\r\n"));
  EXPECT_EQ(header(mail, "From"), "Reeve <reeve@example.com>");
  EXPECT_EQ(header(mail, "To"), "<ann@example.com>");
  EXPECT_EQ(header(mail, "Subject"), "Contoso is not synced");
  EXPECT_EQ(header(mail, "Message-ID"), "<notice.7.1795414028000.open.3@reeve.example>");
  EXPECT_EQ(header(mail, "Auto-Submitted"), "auto-generated");
  std::string body = mail.substr(mail.find("\r\n\r\n") + 4);
  std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
  const auto text = *base::from_base64(body);
  EXPECT_THAT(text, HasSubstr("It said no."));
  EXPECT_THAT(text, HasSubstr("What to do: Do this."));
  EXPECT_THAT(text, HasSubstr("https://reeve.example:8443/runs/9"));
  for (const auto& line : base::split(mail, '\n')) EXPECT_LE(line.size(), 79U) << line;
}

TEST(MailText, AHostileNameAddsNoHeader) {
  for (const auto* name : {"Evil\r\nBcc: all@example.com", "Evil\nBcc: all@example.com",
                           "Evil\rBcc: all@example.com", "Evil\r\n\r\nA new body"}) {
    const auto mail = mail_text(message(name), "reeve@example.com", "ann@example.com");
    EXPECT_THAT(mail, Not(HasSubstr("\nBcc"))) << name;
    EXPECT_THAT(mail, Not(HasSubstr("\rBcc"))) << name;
    EXPECT_THAT(mail, Not(HasSubstr("\nA new body"))) << name;
  }
}

TEST(EncodedHeader, KeepsPlainAndEncodesTheRest) {
  EXPECT_EQ(encoded_header("Contoso is not synced"), "Contoso is not synced");
  EXPECT_EQ(encoded_header("=?UTF-8?B?x?="), "=?UTF-8?B?PT9VVEYtOD9CP3g/PQ==?=");
  const std::string name =
      "M\xc3\xbcller \xe2\x82\xac GmbH und noch viele Worte mit \xc3\xa4\xc3"
      "\xb6\xc3\xbc\xc3\x9f in einem langen Namen";
  const auto encoded = encoded_header(name);
  EXPECT_EQ(decoded(encoded), name);
  for (const auto& line : base::split(encoded, '\n'))
    EXPECT_THAT(line, MatchesRegex(" ?=\\?UTF-8\\?B\\?[A-Za-z0-9+/=]{1,60}\\?=\r?"));
  EXPECT_LE(encoded_header(std::string(5'000, 'x')).size(), 400U);
}

TEST(TeamsCard, IsAMessageWithOneCard) {
  const auto card =
      base::parse_json(teams_card(message("[x](https://evil.example) **y**")), "card");
  EXPECT_EQ(card.at("type").as_string(), "message");
  const auto& attachment = card.at("attachments").as_array().at(0);
  EXPECT_EQ(attachment.at("contentType").as_string(), "application/vnd.microsoft.card.adaptive");
  const auto& content = attachment.at("content");
  EXPECT_EQ(content.at("type").as_string(), "AdaptiveCard");
  for (const auto& part : content.at("body").as_array()) {
    EXPECT_EQ(part.at("type").as_string(), "RichTextBlock") << "text runs know no markdown";
    EXPECT_EQ(part.at("inlines").as_array().at(0).at("type").as_string(), "TextRun");
  }
  EXPECT_EQ(content.at("actions").as_array().at(0).at("url").as_string(),
            "https://reeve.example:8443/runs/9");
}

TEST(PlainJson, HoldsTheWords) {
  const auto text = base::parse_json(plain_json(message()), "json");
  EXPECT_EQ(text.at("id").as_string(), message().id);
  EXPECT_EQ(text.at("event").as_string(), "open");
  EXPECT_EQ(text.at("title").as_string(), "Contoso is not synced");
  EXPECT_EQ(text.at("at").as_string(), "2026-11-23T06:07:08.000Z");
}

TEST(MessageOf, AMendingSaysSoAndHasAnIdOfItsOwn) {
  store::Notice notice;
  notice.id = 7;
  notice.title = "Contoso is not synced";
  notice.remedy = "Do this.";
  notice.mended_sentence = "Contoso can be read again.";
  notice.opened_at = kNow;
  const auto mended = message_of(notice, "mended", 3, "https://reeve.example");
  EXPECT_EQ(mended.title, "Mended: Contoso is not synced");
  EXPECT_EQ(mended.sentence, "Contoso can be read again.");
  EXPECT_EQ(mended.remedy, "");
  EXPECT_NE(mended.id, message_of(notice, "open", 3, "https://reeve.example").id);
}

}  // namespace
}  // namespace reeve::notify

// Writes messages in the forms that receivers take.
#include "notify/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/json.h"
#include "base/text.h"

namespace reeve::notify {
namespace {

namespace json = base::json;

constexpr std::size_t kPlainHeader = 60;  // longer ones are encoded and folded
constexpr std::size_t kWordBytes = 45;    // 60 letters of base64, with its frame 72
constexpr std::size_t kLineLetters = 76;  // RFC 2045 6.8
constexpr std::size_t kMaxTitle = 200;

bool is_plain(std::string_view text) {
  return text.size() <= kPlainHeader && text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// At most `most` bytes, never cut within a letter.
std::string_view head(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && continues(text[end])) --end;
  return text.substr(0, end);
}

std::string one_line(std::string_view text) {
  std::string out = base::clean_text(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return std::string(head(out, kMaxTitle));
}

std::string base64_lines(std::string_view text) {
  const std::string letters = base::base64(base::as_bytes(text));
  std::string out;
  for (std::size_t at = 0; at < letters.size(); at += kLineLetters)
    out += letters.substr(at, kLineLetters) + "\r\n";
  return out;
}

std::string host_of(std::string_view public_url) {
  const auto scheme = public_url.find("://");
  auto rest = scheme == std::string_view::npos ? public_url : public_url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of(":/"));
  return rest.empty() ? "reeve.invalid" : std::string(rest);
}

std::string body_text(const Message& message) {
  std::string text = message.sentence + "\n";
  if (!message.remedy.empty()) text += fmt::format("\nWhat to do: {}\n", message.remedy);
  text += fmt::format("\n{}\n", message.link);
  text +=
      fmt::format("\n--\nSent by Reeve. Choose what you are told at {}\n", message.settings_link);
  return text;
}

json::object run_of_text(const std::string& text) { return {{"type", "TextRun"}, {"text", text}}; }

json::object block(json::object run) {
  return {{"type", "RichTextBlock"}, {"inlines", json::array{std::move(run)}}};
}

std::string_view card_color(const Message& message) {
  if (message.event == "mended") return "Good";
  if (message.severity == "critical") return "Attention";
  return message.severity == "warning" ? "Warning" : "Accent";
}

}  // namespace

Message message_of(const store::Notice& notice, std::string_view event, base::Id account,
                   const std::string& public_url) {
  Message out;
  const bool mended = event == "mended";
  // The time is part of it: after a restore the same number may stand for another notice.
  out.id = fmt::format("notice.{}.{}.{}.{}@{}", notice.id, base::to_ms(notice.opened_at), event,
                       account, host_of(public_url));
  out.kind = notice.kind;
  out.event = event;
  out.severity = notice.severity;
  out.title = one_line(mended ? "Mended: " + notice.title : notice.title);
  out.sentence = mended ? notice.mended_sentence.value_or("It is mended.") : notice.sentence;
  out.remedy = mended ? "" : notice.remedy.value_or("");
  out.link = public_url + notice.path;
  out.settings_link = public_url + "/account/notices";
  out.at = mended ? notice.mended_at.value_or(notice.opened_at) : notice.opened_at;
  return out;
}

Message test_message(const std::string& id, const std::string& public_url, base::Time now) {
  Message out;
  out.id = fmt::format("test.{}@{}", id, host_of(public_url));
  out.kind = "test";
  out.event = "open";
  out.severity = "info";
  out.title = "A test message from Reeve";
  out.sentence = "If you can read this, notices reach you here.";
  out.link = public_url + "/account/notices";
  out.settings_link = out.link;
  out.at = now;
  return out;
}

std::string encoded_header(std::string_view text) {
  const std::string line = one_line(text);
  if (is_plain(line)) return line;
  std::string out;
  for (std::string_view rest = line; !rest.empty();) {
    const auto part = head(rest, kWordBytes);
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ",
                       base::base64(base::as_bytes(part)));
    rest.remove_prefix(part.size());
  }
  return out;
}

std::string mail_date(base::Time time) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  return fmt::format(
      "{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays.at(std::chrono::weekday{day}.c_encoding()),
      static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

std::string mail_text(const Message& message, const std::string& from, const std::string& to) {
  std::string out;
  const auto line = [&](std::string_view name, std::string_view value) {
    out += fmt::format("{}: {}\r\n", name, value);
  };
  line("Date", mail_date(message.at));
  line("From", fmt::format("Reeve <{}>", from));
  line("To", fmt::format("<{}>", to));
  line("Subject", encoded_header(message.title));
  line("Message-ID", fmt::format("<{}>", message.id));
  line("Auto-Submitted", "auto-generated");
  line("X-Auto-Response-Suppress", "All");
  line("MIME-Version", "1.0");
  line("Content-Type", "text/plain; charset=utf-8");
  line("Content-Transfer-Encoding", "base64");
  return out + "\r\n" + base64_lines(body_text(message));
}

std::string teams_card(const Message& message) {
  json::object title = run_of_text(message.title);
  title["weight"] = "Bolder";
  title["size"] = "Medium";
  title["color"] = json::string(card_color(message));
  json::array body{block(std::move(title)), block(run_of_text(message.sentence))};
  if (!message.remedy.empty()) body.push_back(block(run_of_text("What to do: " + message.remedy)));
  json::object card{
      {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
      {"type", "AdaptiveCard"},
      {"version", "1.4"},
      {"body", std::move(body)},
      {"actions", json::array{json::object{
                      {"type", "Action.OpenUrl"}, {"title", "Open Reeve"}, {"url", message.link}}}},
  };
  json::object attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                          {"contentUrl", nullptr},
                          {"content", std::move(card)}};
  return base::to_json(
      json::object{{"type", "message"}, {"attachments", json::array{std::move(attachment)}}});
}

std::string plain_json(const Message& message) {
  return base::to_json(json::object{{"id", message.id},
                                    {"kind", message.kind},
                                    {"event", message.event},
                                    {"severity", message.severity},
                                    {"title", message.title},
                                    {"sentence", message.sentence},
                                    {"remedy", message.remedy},
                                    {"link", message.link},
                                    {"at", base::to_rfc3339(message.at)}});
}

}  // namespace reeve::notify

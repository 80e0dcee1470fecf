// A user's properties made into a contact's fields.
#include "types/user_contact.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::types {
namespace {

using base::json::value;

bool sent(const value& body, std::string_view name) {
  const auto* object = body.if_object();
  return object != nullptr && object->contains(name);
}

// Cut at a character, never inside one.
std::string short_text(std::string_view text) {
  if (text.size() <= kMaxMappedText) return std::string(text);
  std::size_t end = kMaxMappedText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

std::string text(const value& body, std::string_view name) {
  return short_text(base::trim(base::text_member(body, name)));
}

std::vector<std::string> texts(const value& body, std::string_view name) {
  std::vector<std::string> out;
  if (const auto* array = base::member(body, name).if_array())
    for (const auto& element : *array)
      if (const auto* item = element.if_string())
        out.emplace_back(base::trim(std::string_view(*item)));
  return out;
}

struct Names {
  std::string first, last;
};

// "Ann Mary Lee" -> "Ann Mary", "Lee"; a single word is the last name.
Names split_name(const std::string& name) {
  const auto blank = name.find_last_of(" \t");
  if (blank == std::string::npos) return {{}, name};
  return {std::string(base::trim(std::string_view(name).substr(0, blank))), name.substr(blank + 1)};
}

// givenName blank: what the display name has before the surname.
std::string first_before(const std::string& display, const std::string& surname) {
  if (display.size() <= surname.size() || !display.ends_with(surname)) return {};
  const std::string_view before =
      std::string_view(display).substr(0, display.size() - surname.size());
  return before.back() == ' ' ? std::string(base::trim(before)) : std::string();
}

Names names_of(const value& body) {
  Names names{text(body, "givenName"), text(body, "surname")};
  const std::string display = text(body, "displayName");
  if (!names.first.empty()) return names;
  if (!names.last.empty()) return {first_before(display, names.last), names.last};
  if (!display.empty()) return split_name(display);
  const std::string user_name = text(body, "userPrincipalName");
  return {{}, user_name.substr(0, user_name.find('@'))};
}

// Each address once, the first as primary.
class EmailList {
 public:
  void add(const std::string& address, std::string_view label) {
    std::string key = domain::normalized_email(address);
    if (key.empty() || address.size() > kMaxMappedText || emails_.size() >= kMaxMappedAddresses)
      return;
    if (!keys_.insert(std::move(key)).second) return;
    emails_.push_back({.value = address,
                       .primary = emails_.empty(),
                       .label = std::string(label),
                       .source = domain::Source::microsoft});
  }
  bool empty() const { return emails_.empty(); }
  std::vector<domain::Email> take() { return std::move(emails_); }

 private:
  std::vector<domain::Email> emails_;
  std::set<std::string> keys_;
};

std::vector<domain::Email> emails_of(const value& body) {
  EmailList emails;
  emails.add(text(body, "mail"), "Work");
  if (emails.empty()) emails.add(text(body, "userPrincipalName"), "Work");
  // "SMTP:" in capitals is the primary address, so it sorts (and is added) before its aliases.
  for (const std::string& address : texts(body, "proxyAddresses"))
    if (base::starts_with_ignoring_case(address, "smtp:")) emails.add(address.substr(5), "Alias");
  return emails.take();
}

void add_phone(std::vector<domain::Phone>& phones, const std::string& number,
               std::string_view label) {
  const std::string digits = domain::phone_digits(number);
  if (digits.empty()) return;
  const bool known = std::any_of(phones.begin(), phones.end(), [&](const domain::Phone& p) {
    return domain::phone_digits(p.value) == digits;
  });
  if (known) return;
  phones.push_back({.value = short_text(number),
                    .extension = std::nullopt,
                    .primary = phones.empty(),
                    .label = std::string(label),
                    .source = domain::Source::microsoft});
}

std::vector<domain::Phone> phones_of(const value& body) {
  std::vector<domain::Phone> phones;
  for (const std::string& number : texts(body, "businessPhones"))
    add_phone(phones, number, "Office");
  add_phone(phones, text(body, "mobilePhone"), "Mobile");
  return phones;
}

}  // namespace

MappedContact map_user(std::string_view body_text) {
  const value body = base::parse_json(body_text, "The stored user");
  MappedContact mapped;
  if (sent(body, "givenName") && sent(body, "surname") && sent(body, "displayName")) {
    Names names = names_of(body);
    mapped.first_name = std::move(names.first);
    mapped.last_name = std::move(names.last);
  }
  if (sent(body, "jobTitle")) {
    std::string title = text(body, "jobTitle");
    mapped.title = title.empty() ? std::optional<std::string>() : std::optional(std::move(title));
  }
  if (sent(body, "mail") && sent(body, "proxyAddresses")) mapped.emails = emails_of(body);
  if (sent(body, "businessPhones") && sent(body, "mobilePhone")) mapped.phones = phones_of(body);
  return mapped;
}

UserFacts user_facts(std::string_view body_text) {
  const value body = base::parse_json(body_text, "The stored user");
  UserFacts facts;
  facts.user_name = text(body, "userPrincipalName");
  Names names = names_of(body);
  facts.first_name = std::move(names.first);
  facts.last_name = std::move(names.last);
  const std::string display = text(body, "displayName");
  facts.title = display.empty() ? facts.user_name : display;
  if (!display.empty() && !facts.user_name.empty()) facts.title += " (" + facts.user_name + ")";
  facts.guest = base::ascii_lower(base::text_member(body, "userType")) == "guest";
  facts.enabled = base::bool_member(body, "accountEnabled", true);
  const auto* licenses = base::member(body, "assignedLicenses").if_array();
  facts.licensed = licenses != nullptr && !licenses->empty();
  return facts;
}

}  // namespace reeve::types

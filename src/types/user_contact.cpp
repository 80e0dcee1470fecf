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
using domain::ContactMapping;
using Target = domain::ContactTarget;
using Properties = std::vector<std::string>;

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

// Of a list all, of a text that one.
std::vector<std::string> all_texts(const value& body, std::string_view name) {
  if (base::member(body, name).is_array()) return texts(body, name);
  return {text(body, name)};
}

bool all_sent(const value& body, const Properties& names) {
  return std::ranges::all_of(names, [&](const std::string& name) { return sent(body, name); });
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

std::string local_part(const value& body) {
  const std::string user_name = text(body, "userPrincipalName");
  return user_name.substr(0, user_name.find('@'));
}

Names names_of(const value& body) {
  Names names{text(body, "givenName"), text(body, "surname")};
  const std::string display = text(body, "displayName");
  if (!names.first.empty()) return names;
  if (!names.last.empty()) return {first_before(display, names.last), names.last};
  if (!display.empty()) return split_name(display);
  return {{}, local_part(body)};
}

bool has(const Properties& from, std::string_view property) {
  return std::ranges::find(from, property) != from.end();
}

// The display name is taken apart where Microsoft has neither name, or where it is asked first.
std::string first_name_of(const value& body, const Properties& from) {
  if (from.front() == "displayName") return split_name(text(body, "displayName")).first;
  std::string given = text(body, "givenName");
  return given.empty() && has(from, "displayName") ? names_of(body).first : given;
}

std::string last_name_of(const value& body, const Properties& from) {
  if (from.front() == "displayName") return split_name(text(body, "displayName")).last;
  if (from.front() == "userPrincipalName") return local_part(body);
  std::string surname = text(body, "surname");
  if (!surname.empty() || !text(body, "givenName").empty()) return surname;
  const bool nameless = text(body, "displayName").empty();
  return has(from, nameless ? "userPrincipalName" : "displayName") ? names_of(body).last : "";
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
  std::vector<domain::Email> take() { return std::move(emails_); }

 private:
  std::vector<domain::Email> emails_;
  std::set<std::string> keys_;
};

// The first that is not blank.
std::string first_text(const value& body, const Properties& from) {
  for (const std::string& property : from)
    if (std::string found = text(body, property); !found.empty()) return found;
  return {};
}

void add_address(EmailList& emails, const std::string& property, const std::string& address) {
  if (property != "proxyAddresses") return emails.add(address, "Alias");
  if (base::starts_with_ignoring_case(address, "smtp:")) emails.add(address.substr(5), "Alias");
}

// "SMTP:" in capitals is the primary address, so it sorts (and is added) before its aliases.
void add_addresses(EmailList& emails, const value& body, const Properties& from) {
  for (const std::string& property : from)
    for (const std::string& address : all_texts(body, property))
      add_address(emails, property, address);
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

std::vector<domain::Phone> phones_of(const value& body, const Properties& from) {
  std::vector<domain::Phone> phones;
  for (const std::string& property : from)
    for (const std::string& number : all_texts(body, property))
      add_phone(phones, number, property == "mobilePhone" ? "Mobile" : "Office");
  return phones;
}

std::optional<std::string> unless_blank(std::string text) {
  return text.empty() ? std::optional<std::string>() : std::optional(std::move(text));
}

void map_names(const value& body, const ContactMapping& mapping, MappedContact& mapped) {
  const auto known = [&](const Properties& from) {
    const bool whole = from.size() < 2 || (sent(body, "givenName") && sent(body, "surname"));
    return whole && all_sent(body, from);
  };
  if (const auto& from = mapping.of(Target::first_name).from; known(from))
    mapped.first_name = first_name_of(body, from);
  if (const auto& from = mapping.of(Target::last_name).from; known(from))
    mapped.last_name = last_name_of(body, from);
}

void map_emails(const value& body, const ContactMapping& mapping, MappedContact& mapped) {
  const auto& primary = mapping.of(Target::primary_email).from;
  const auto& others = mapping.of(Target::emails).from;
  if (all_sent(body, primary)) mapped.primary_email = unless_blank(first_text(body, primary));
  if (all_sent(body, others)) {
    EmailList aliases;
    add_addresses(aliases, body, others);
    mapped.aliases = aliases.take();
  }
  if (!mapped.primary_email || !mapped.aliases) return;
  EmailList all;
  all.add(mapped.primary_email->value_or(""), "Work");
  add_addresses(all, body, others);
  mapped.emails = all.take();
}

}  // namespace

MappedContact map_user(std::string_view body_text, const ContactMapping& mapping) {
  const value body = base::parse_json(body_text, "The stored user");
  MappedContact mapped;
  map_names(body, mapping, mapped);
  const auto text_of = [&](Target target) -> std::optional<std::optional<std::string>> {
    const auto& from = mapping.of(target).from;
    if (!all_sent(body, from)) return std::nullopt;
    return unless_blank(first_text(body, from));
  };
  mapped.title = text_of(Target::title);
  mapped.contact_type = text_of(Target::contact_type);
  map_emails(body, mapping, mapped);
  if (const auto& from = mapping.of(Target::phones).from; all_sent(body, from))
    mapped.phones = phones_of(body, from);
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

// Puts both sides of a contact next to each other.
#include "types/compared_user.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::types {
namespace {

using Target = domain::ContactTarget;
using Text = std::optional<std::string>;

Text unless_blank(std::string text) { return text.empty() ? Text() : Text(std::move(text)); }

template <class Entries>
Text values_of(const Entries& entries) {
  std::vector<std::string> values;
  for (const auto& entry : entries) values.push_back(entry.value);
  return unless_blank(base::join(values, ", "));
}

std::string primary_of(const std::vector<domain::Email>& emails) {
  for (const domain::Email& email : emails)
    if (email.primary) return email.value;
  return {};
}

// Whether `theirs` has an entry that `ours` lacks, by the form in which two of them are the same.
template <class Entries, class Form>
bool has_more(const Entries& theirs, const Entries& ours, Form form) {
  return std::ranges::any_of(theirs, [&](const auto& one) {
    return std::ranges::none_of(
        ours, [&](const auto& other) { return form(other.value) == form(one.value); });
  });
}

ComparedField text_field(Target target, std::string_view field, std::string_view label, Text ours,
                         const std::optional<Text>& theirs) {
  ComparedField out{
      target, field, label, std::move(ours), theirs.value_or(std::nullopt), theirs.has_value(),
      false};
  out.differs = out.asked && out.ours.value_or("") != out.microsoft.value_or("");
  return out;
}

std::optional<Text> name_of(const std::optional<std::string>& mapped) {
  if (!mapped) return std::nullopt;
  return std::optional<Text>(unless_blank(*mapped));
}

ComparedField primary_email(const domain::Contact& contact, const MappedContact& mapped) {
  const std::string ours = primary_of(contact.emails);
  ComparedField out = text_field(Target::primary_email, "primary_email", "Primary e-mail",
                                 unless_blank(ours), mapped.primary_email);
  out.differs = out.asked && domain::normalized_email(ours) !=
                                 domain::normalized_email(out.microsoft.value_or(""));
  return out;
}

}  // namespace

std::vector<ComparedField> compare_user(const domain::Contact& contact,
                                        const MappedContact& mapped) {
  std::vector<ComparedField> out;
  out.push_back(text_field(Target::first_name, "first_name", "First name",
                           unless_blank(contact.first_name), name_of(mapped.first_name)));
  out.push_back(text_field(Target::last_name, "last_name", "Last name",
                           unless_blank(contact.last_name), name_of(mapped.last_name)));
  out.push_back(text_field(Target::title, "title", "Title", contact.title, mapped.title));
  out.push_back(text_field(Target::contact_type, "contact_type", "Type", contact.contact_type,
                           mapped.contact_type));
  out.push_back(primary_email(contact, mapped));
  ComparedField emails{Target::emails,
                       "emails",
                       "E-mail addresses",
                       values_of(contact.emails),
                       {},
                       mapped.emails.has_value(),
                       false};
  if (mapped.emails) {
    emails.microsoft = values_of(*mapped.emails);
    emails.differs = has_more(*mapped.emails, contact.emails, domain::normalized_email);
  }
  out.push_back(std::move(emails));
  ComparedField phones{Target::phones,
                       "phones",
                       "Phone numbers",
                       values_of(contact.phones),
                       {},
                       mapped.phones.has_value(),
                       false};
  if (mapped.phones) {
    phones.microsoft = values_of(*mapped.phones);
    phones.differs = has_more(*mapped.phones, contact.phones, domain::phone_digits);
  }
  out.push_back(std::move(phones));
  return out;
}

}  // namespace reeve::types

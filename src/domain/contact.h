// A contact: a person at an organization, as people documented it, with who wrote each value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "domain/asset.h"

namespace reeve::domain {

struct Email {
  std::string value;
  bool primary = false;
  std::optional<std::string> label;
  Source source = Source::person;
};

struct Phone {
  std::string value;
  std::optional<std::string> extension;
  bool primary = false;
  std::optional<std::string> label;
  Source source = Source::person;
};

// A location of the contact's organization.
struct ContactPlace {
  base::Id id = 0;
  std::string name;
};

struct Contact {
  base::Id id = 0;
  base::Id organization = 0;
  std::string organization_name;  // filled by lists and shows, never written
  std::string first_name;
  std::string last_name;
  std::optional<std::string> title;
  std::optional<std::string> contact_type;
  std::optional<std::string> notes;
  std::optional<ContactPlace> location;
  bool important = false;
  std::vector<Email> emails;
  std::vector<Phone> phones;
  std::int64_t version = 1;
  std::optional<base::Time> archived_at;
  std::optional<base::Id> merged_into;
  base::Time created_at{};
  base::Time updated_at{};
};

// "First Last", or whichever of the two there is.
std::string full_name(const Contact& contact);

// An address in the form in which two of them are compared: trimmed, NFC, case folded on both sides
// of the "@", the domain in its ASCII (punycode) form. Empty when there is no "@" with something on
// both sides.
std::string normalized_email(const std::string& address);
// What follows the "@" of a normalized address.
std::string email_domain(const std::string& address);
// Digits (and a leading +) alone, for comparing phone numbers.
std::string phone_digits(const std::string& phone);

}  // namespace reeve::domain

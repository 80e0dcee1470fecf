// Names, addresses and phone numbers in the form in which two of them are compared.
#include "domain/contact.h"

#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/text.h"

namespace reeve::domain {
namespace {

std::string case_folded(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  auto folded = icu::UnicodeString::fromUTF8(text).foldCase();
  if (U_SUCCESS(status)) folded = nfc->normalize(folded, status);
  std::string out;
  folded.toUTF8String(out);
  return out;
}

// The domain as DNS knows it; as it stands where it is no valid name.
std::string ascii_domain(const std::string& domain) {
  std::string text = domain;
  while (!text.empty() && text.back() == '.') text.pop_back();
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status));
  if (U_FAILURE(status)) return text;
  icu::IDNAInfo info;
  icu::UnicodeString ascii;
  idna->nameToASCII(icu::UnicodeString::fromUTF8(text), ascii, info, status);
  if (U_FAILURE(status) || info.hasErrors() || ascii.isEmpty()) return text;
  std::string out;
  ascii.toUTF8String(out);
  return out;
}

}  // namespace

std::string full_name(const Contact& contact) {
  if (contact.first_name.empty()) return contact.last_name;
  if (contact.last_name.empty()) return contact.first_name;
  return contact.first_name + " " + contact.last_name;
}

std::string normalized_email(const std::string& address) {
  const std::string text = case_folded(base::clean_text(base::trim(address)));
  const auto at = text.rfind('@');
  if (at == std::string::npos || at == 0) return {};
  const std::string domain = ascii_domain(text.substr(at + 1));
  if (domain.empty()) return {};
  return text.substr(0, at) + "@" + domain;
}

std::string email_domain(const std::string& address) {
  const std::string normalized = normalized_email(address);
  const auto at = normalized.rfind('@');
  return at == std::string::npos ? std::string() : normalized.substr(at + 1);
}

std::string phone_digits(const std::string& phone) {
  std::string out;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (c == '+' && out.empty()) {
      out += c;
    }
  }
  return out == "+" ? std::string() : out;
}

}  // namespace reeve::domain

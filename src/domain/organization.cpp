// Names of companies, made equal where two people only spelled them differently.
#include "domain/organization.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace reeve::domain {
namespace {

// Legal forms, as they stand at the end of a name, folded and without dots.
constexpr std::array<std::string_view, 60> kLegalForms{
    "ab",      "ag",          "aps",   "as",           "asa", "bv",   "bvba", "co",   "company",
    "corp",    "corporation", "cv",    "doo",          "ek",  "eirl", "ev",   "eurl", "gbr",
    "gesmbh",  "gmbh",        "inc",   "incorporated", "kft", "kg",   "kgaa", "kk",   "lda",
    "limited", "llc",         "llp",   "lp",           "ltd", "ltda", "mbh",  "nv",   "og",
    "ohg",     "oy",          "oyj",   "partg",        "pbc", "pc",   "plc",  "pllc", "pte",
    "pty",     "pvt",         "sa",    "sarl",         "sas", "sasu", "se",   "sl",   "slu",
    "snc",     "spa",         "spzoo", "srl",          "ug",  "zrt"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kAbbreviations{
    {{"intl", "international"}, {"int", "international"},
     {"mfg", "manufacturing"},  {"mgmt", "management"},
     {"assoc", "associates"},   {"assocs", "associates"},
     {"bros", "brothers"},      {"ctr", "center"},
     {"centre", "center"},      {"dept", "department"},
     {"dist", "distribution"},  {"eng", "engineering"},
     {"engg", "engineering"},   {"grp", "group"},
     {"hosp", "hospital"},      {"ind", "industries"},
     {"inds", "industries"},    {"natl", "national"},
     {"svc", "services"},       {"svcs", "services"},
     {"tech", "technologies"},  {"technology", "technologies"},
     {"univ", "university"},    {"sys", "systems"}}};

bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == '`'; }

// Words of letters and digits; dots and apostrophes vanish ("L.L.C." is one word), all else
// divides.
std::vector<std::string> words_of(const std::string& name) {
  const auto folded = icu::UnicodeString::fromUTF8(base::fold(name));
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (u_isalnum(c)) {
      kept.append(c);
    } else if (c != '.' && !is_apostrophe(c)) {
      kept.append(static_cast<UChar32>(' '));
    }
  }
  std::string text;
  kept.toUTF8String(text);
  auto words = base::split(text, ' ');
  std::erase_if(words, [](const std::string& word) { return word.empty() || word == "and"; });
  return words;
}

bool is_legal_form(std::string_view word) {
  return std::find(kLegalForms.begin(), kLegalForms.end(), word) != kLegalForms.end();
}

}  // namespace

std::string legal_form(const std::string& name) {
  constexpr std::pair<std::string_view, std::string_view> kSame[] = {
      {"limited", "ltd"}, {"incorporated", "inc"}, {"corporation", "corp"}, {"company", "co"}};
  auto words = words_of(name);
  std::vector<std::string> form;
  for (; !words.empty() && is_legal_form(words.back()); words.pop_back())
    form.insert(form.begin(), words.back());
  for (auto& word : form)
    for (const auto& [full, usual] : kSame)
      if (word == full) word = usual;
  return base::join(form, " ");
}

std::string normalized_name(const std::string& name) {
  auto words = words_of(name);
  if (!words.empty() && words.front() == "the") words.erase(words.begin());
  while (!words.empty() && is_legal_form(words.back())) words.pop_back();
  for (auto& word : words)
    for (const auto& [abbreviation, full] : kAbbreviations)
      if (word == abbreviation) {
        word = full;
        break;
      }
  return base::join(words, " ");
}

}  // namespace reeve::domain

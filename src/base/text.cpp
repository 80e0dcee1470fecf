// Cleaning, folding and splitting of text; ICU does what Unicode asks.
#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <cstdint>

#include "base/error.h"

namespace reeve::base {
namespace {

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(error);
  if (U_FAILURE(error))
    throw Error(ErrorCode::internal, "The Unicode library has no data.", u_errorName(error));
  return *found;
}

icu::UnicodeString normalized(const icu::Normalizer2& by, const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString out = by.normalize(text, error);
  return U_FAILURE(error) ? text : out;
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// ICU does not take these apart the way people type them.
void append_as_typed(icu::UnicodeString& out, UChar32 c) {
  switch (c) {
    case 0x00DF:
      out.append(u"ss");
      return;
    case 0x00E6:
      out.append(u"ae");
      return;
    case 0x0153:
      out.append(u"oe");
      return;
    case 0x00F8:
      out.append(u'o');
      return;
    case 0x0142:
      out.append(u'l');
      return;
    case 0x0111:
      out.append(u'd');
      return;
    case 0x0131:
      out.append(u'i');
      return;
    default:
      out.append(c);
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  int32_t length = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<int32_t>(text.size()), &error);
  return error == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(error);
}

std::string clean_text(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  icu::UnicodeString raw = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  raw.findAndReplace(icu::UnicodeString(static_cast<UChar32>(0)), icu::UnicodeString());
  return to_utf8(normalized(normalizer(icu::Normalizer2::getNFCInstance), raw));
}

std::string fold(std::string_view text) {
  icu::UnicodeString raw = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  raw = normalized(normalizer(icu::Normalizer2::getNFKDInstance), raw);
  raw.foldCase();
  icu::UnicodeString out;
  bool blank = false;
  for (int32_t i = 0; i < raw.length(); i = raw.moveIndex32(i, 1)) {
    const UChar32 c = raw.char32At(i);
    const auto category = u_charType(c);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR)
      continue;
    if (u_isUWhiteSpace(c) || category == U_CONTROL_CHAR) {
      blank = true;
      continue;
    }
    if (blank && !out.isEmpty()) out.append(u' ');
    blank = false;
    append_as_typed(out, c);
  }
  return to_utf8(out);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const auto end = text.find(separator, start);
    parts.emplace_back(text.substr(start, end == std::string_view::npos ? end : end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != parts.data()) out += separator;
    out += part;
  }
  return out;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace reeve::base

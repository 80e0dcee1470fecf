// Reads one section of sync settings member by member, and says in a sentence what is wrong with
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace reeve::domain {

inline constexpr std::size_t kMaxSectionBytes = 64 * 1024;
inline constexpr std::size_t kMaxSectionList = 1'000;
inline constexpr std::size_t kMaxSectionText = 255;

// Every reader gives the default where the member is absent or null, and throws Error{invalid}
// naming the member where its value is of the wrong kind. Names are kebab-case, as the API has
// them; values that come from data (a sku, a data type) belong into lists, never into names.
// One thread; the value outlives the reader.
class SectionReader {
 public:
  // `place` stands in sentences: "Choosing", or "Choosing, guests" inside an object. Throws unless
  // `object` is an object.
  SectionReader(std::string place, const base::json::value& object);

  bool boolean(std::string_view name, bool otherwise);
  std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                       std::int64_t most);
  std::string text(std::string_view name, std::string_view otherwise);
  // One of `allowed`.
  std::string choice(std::string_view name, std::string_view otherwise,
                     std::span<const std::string_view> allowed);
  // Trimmed, without blanks and without doubles, in the order given.
  std::vector<std::string> texts(std::string_view name);
  // An object inside, empty where absent.
  SectionReader object(std::string_view name);
  // A list of objects.
  std::vector<SectionReader> objects(std::string_view name);

  // Throws where a member was named that nobody asked for: a mistyped name is no silent default.
  void finish() const;
  // "Choosing, guests: " and the sentence, as Error{invalid}.
  [[noreturn]] void refuse(std::string_view name, const std::string& sentence) const;

 private:
  const base::json::value& take(std::string_view name);

  std::string place_;
  const base::json::value& object_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace reeve::domain

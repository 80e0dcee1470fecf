// Text forms of the web: percent escapes, forms, base64, HTML and letter case (ASCII only).
// Pure functions; every one is safe on any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloud {

// Name and value pairs in the order they were sent; names may repeat.
class Form {
 public:
  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  // The first value of that name.
  std::optional<std::string> get(std::string_view name) const;
  // The first value, or nothing at all as an empty text.
  std::string value(std::string_view name) const { return get(name).value_or(""); }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

std::string lower(std::string_view text);
bool same_text(std::string_view left, std::string_view right);  // ASCII case does not matter
std::vector<std::string> split(std::string_view text, char at);

std::string percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);
// application/x-www-form-urlencoded, also the form of a query.
Form parse_form(std::string_view text);

std::string base64_encode(std::string_view bytes);
std::string base64url_encode(std::string_view bytes);  // without padding
// Takes padded and unpadded text; nothing when a letter is foreign.
std::optional<std::string> base64url_decode(std::string_view text);

std::string html_escape(std::string_view text);

}  // namespace cloud

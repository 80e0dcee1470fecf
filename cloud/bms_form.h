// The forms of BMS's sign-in: multipart/form-data, as the swagger declares it, and
// application/x-www-form-urlencoded, as working scripts send it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "message.h"

namespace cloud {

// Field names count in any letter case: psa-and-password-rotation.md 1.
class BmsForm {
 public:
  explicit BmsForm(std::vector<std::pair<std::string, std::string>> fields)
      : fields_(std::move(fields)) {}
  // The first field of that name; empty when it is missing.
  std::string value(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Throws BmsRefusal: 415 for another content type, 400 for a malformed multipart body.
BmsForm read_bms_form(const Request& request);

}  // namespace cloud

// Mail providers that anybody may have an address at: such an address says nothing about a company.
#pragma once

#include <string_view>

namespace reeve::domain {

// `domain` in lower case.
bool is_public_mail(std::string_view domain);

}  // namespace reeve::domain

// An answer that refuses a request before any handler could: one JSON:API error with a sentence.
#pragma once

#include <string_view>

#include "api/http_message.h"

namespace reeve::api {

// The standard's words for a status ("Not Found").
std::string_view status_title(int status);
// `code` is a word for programs ("method_not_allowed").
Response refusal(int status, std::string_view code, std::string_view sentence);

}  // namespace reeve::api

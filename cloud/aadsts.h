// The identity platform's errors: AADSTS numbers, their `error` words and their texts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "message.h"

namespace cloud {

struct AadstsRow {
  int code;
  int status;              // HTTP
  std::string_view error;  // invalid_grant, invalid_client ...
  std::string_view suberror;
  std::string_view text;  // {} are filled in order
};

std::span<const AadstsRow> aadsts_rows();
bool aadsts_exists(int code);
const AadstsRow& aadsts(int code);  // throws std::logic_error for a number without a row

// One error with its ids; the same ids stand in the text and in the members.
struct IdentityError {
  int code = 0;
  std::string error, suberror, description, trace_id, correlation_id, timestamp;
  int status = 400;
};

// `correlation_id` is the client's, or empty.
IdentityError make_error(int code, const std::vector<std::string>& facts, std::int64_t now,
                         std::string_view correlation_id);

// The body of the token endpoint's refusal.
Response token_error(const IdentityError& error, const std::string& login_origin);

}  // namespace cloud

// The one exception of the product: what happened and what to do, said to a person, with the detail
// for the log.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace reeve::base {

// What kind of failure it is; api/ maps each to an HTTP status, app/ to an exit code.
enum class ErrorCode {
  invalid,          // the input is wrong (422)
  bad_request,      // the request cannot be understood (400)
  unauthenticated,  // no session, no key, or a wrong one (401)
  forbidden,        // signed in, but not allowed (403)
  not_found,        // (404)
  conflict,         // somebody else changed it first, or it exists already (409)
  too_large,        // a stated limit was passed (413)
  throttled,        // too many requests (429)
  unavailable,      // database, disk or network: trying later may help (503)
  refused,          // Microsoft or the PSA said no and will again until somebody acts
  protocol,         // an answer from outside that cannot be understood
  fence_lost,       // another process took this run over; nothing more may be written by this one
  canceled,         // asked to stop
  usage,            // the command line is wrong (exit 2)
  internal,         // our own fault
};

std::string_view to_string(ErrorCode code);

// `message` is for the person: what happened, why, what to do, in one or two sentences, never a
// secret. `detail` is for the log and for "Details" on a page: codes, ids, the outside's own words.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::string detail = {})
      : code_(code), message_(std::move(message)), detail_(std::move(detail)) {}
  ErrorCode code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& detail() const noexcept { return detail_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_;
  std::string detail_;
};

}  // namespace reeve::base

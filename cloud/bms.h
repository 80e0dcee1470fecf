// The simulated Kaseya BMS: what its parts share, and its door.
//
// Source: Kaseya's own swagger of API v2 and psa-and-password-rotation.md 1. To add a call, write
// its function in a bms_*.cpp, declare it in bms_routes.h and add a row in bms_routes.cpp;
// bms_wire_test.cpp fails until the call has a test over a real connection.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bms_calls.h"
#include "bms_limits.h"
#include "bms_records.h"
#include "bms_store.h"
#include "message.h"

namespace cloud {

class Cloud;

// The name under which requests and faults know BMS where Microsoft's have a tenant.
inline constexpr std::string_view kBmsTenant = "bms";
inline constexpr int kBmsSecurityError = 978001;  // psa-and-password-rotation.md 1

// BMS as one member of the cloud; safe on any thread.
struct Bms {
  explicit Bms(BmsRecords made) : store(std::move(made)) {}
  BmsStore store;
  BmsLimits limits;
  BmsCalls calls;
};

// One question on its way through BMS.
struct BmsCall {
  Cloud& cloud;
  const Request& request;
  std::vector<std::string> args;  // what stands in the {} of the pattern
  std::int64_t now = 0;
  std::string user_name;  // whose token it came with; empty for the open calls

  // The id in the path. Throws BmsRefusal for what is no number.
  int id(std::size_t at = 0) const;
};

// {"success":true,"error":null,"result":…}, with totalRecords where the DTO is a paged one.
Response bms_answer(boost::json::value result, std::optional<std::size_t> total = std::nullopt);
// {"success":false,"error":{code, message, details, stackStrace, subErrors},"result":null}.
Response bms_failure(int status, int code, std::string_view message, std::string_view details,
                     const std::vector<std::string>& sub_errors = {});
// 401 with code 978001.
Response bms_security_error();

// The door: everything under /v2, by path or under one of Kaseya's hosts.
Response answer_bms(Cloud& cloud, const Request& request);

}  // namespace cloud

// How much Microsoft lets through, and what a request costs of it; pure. The numbers are those of
// throttling-limits.tsv beside this file, each with its source
// (reference/microsoft-cloud.md D.1).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace reeve::microsoft {

// What Microsoft counts apart. Mailboxes have a limit each that no sync comes near; they are here
// because a pause may be asked for there too.
enum class Service { graph, directory, reports, sign_ins, usage_reports, intune, mailboxes };
std::string_view to_string(Service service);

struct Limit {
  Service service;
  bool application;  // over all tenants of the application; else of each tenant
  std::int64_t most;
  base::Millis window;
};
std::span<const Limit> published_limits();

// One question takes so much of that service: resource units of the directory, requests elsewhere.
struct Cost {
  Service service;
  std::int64_t amount = 1;
};
// Of a GET, or of a $batch itself, by "/v1.0/users?$select=id"; the service that would refuse it
// stands last.
std::vector<Cost> costs_of(std::string_view path_and_query);

}  // namespace reeve::microsoft

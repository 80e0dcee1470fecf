// The kinds of faults, one row each, and the list of those that are active.
#include "faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "graph_error.h"

namespace cloud {
namespace {

// Source: concept26-throttling--1.json and microsoft-cloud.md D.2.
void throttle(const Fault& fault, const Request& request, std::int64_t now, Response& response) {
  response = graph_error(request, now, 429, "TooManyRequests", "Please retry again later.");
  if (fault.seconds >= 0) response.set("Retry-After", std::to_string(fault.seconds));
  response.set("x-ms-throttle-information", "ResourceUnitLimitExceeded");
}

void fail(const Fault& fault, const Request& request, std::int64_t now, Response& response) {
  response = graph_error(request, now, 503, "ServiceUnavailable",
                         "The service is temporarily unavailable. Please retry later.");
  if (fault.seconds > 0) response.set("Retry-After", std::to_string(fault.seconds));
}

void deny(const Fault&, const Request& request, std::int64_t now, Response& response) {
  response = graph_error(request, now, 403, "Authorization_RequestDenied",
                         "Insufficient privileges to complete the operation.");
}

void reset(const Fault&, const Request&, std::int64_t, Response& response) {
  response.reset = true;
}

void slow(const Fault& fault, const Request&, std::int64_t, Response& response) {
  response.delay += std::chrono::milliseconds(fault.milliseconds);
}

void cut(const Fault&, const Request&, std::int64_t, Response& response) {
  response.cut_at = response.body.size() / 2;
}

void not_json(const Fault&, const Request&, std::int64_t, Response& response) {
  response.status = 200;
  response.content_type = "text/html; charset=utf-8";
  response.body =
      "<!DOCTYPE html><html><head><title>Service notice</title></head><body><h1>We'll be right "
      "back</h1><p>This page came with status 200 where JSON was promised.</p></body></html>";
}

constexpr FaultKind kKinds[] = {
    {"throttled", "429 with Retry-After: \"seconds\"; on page \"page\" of /users, or anywhere",
     Stage::before, 1, 0, throttle},
    {"server-error", "503, so many \"times\"", Stage::before, 1, 0, fail},
    {"forbidden", "403 Authorization_RequestDenied, as in the middle of a listing", Stage::before,
     0, 0, deny},
    {"reset", "the connection is reset instead of an answer", Stage::before, 0, 0, reset},
    {"slow", "every answer waits \"milliseconds\"", Stage::after, 0, 0, slow},
    {"cut-page", "page \"page\" of /users ends in the middle of its body", Stage::after, 0, 0, cut},
    {"not-json", "page \"page\" of /users is HTML with status 200", Stage::after, 0, 0, not_json},
    {"concealed-names", "reports show codes instead of names, as the tenant's setting says",
     Stage::state, 0, 0, nullptr},
    {"no-consent",
     "the application was never consented: AADSTS700016 for itself, 65001 for a person",
     Stage::token, 0, 65001, nullptr},
    {"refuse-secret", "the client secret counts as wrong: AADSTS7000215", Stage::token, 0, 7000215,
     nullptr},
    {"secret-expired", "the client secret has expired: AADSTS7000222", Stage::token, 0, 7000222,
     nullptr},
    {"mfa-required", "a person's token needs multi-factor authentication: AADSTS50076",
     Stage::person, 0, 50076, nullptr},
    {"no-relationship", "the partner's people have no way into the tenant: AADSTS50020",
     Stage::person, 0, 50020, nullptr},
    {"conditional-access", "a policy of the tenant blocks the token: AADSTS53003", Stage::person, 0,
     53003, nullptr},
    {"grant-revoked", "the person's grant was revoked: AADSTS50173", Stage::person, 0, 50173,
     nullptr},
    {"tenant-gone", "the tenant does not exist anymore: AADSTS90002", Stage::token, 0, 90002,
     nullptr},
};

bool meets(const Fault& fault, const Moment& moment) {
  const FaultKind* kind = fault_kind(fault.kind);
  if (!kind || kind->stage != moment.stage) return false;
  if (!fault.tenant.empty() && fault.tenant != moment.tenant) return false;
  if (!fault.path.empty() && fault.path != moment.path) return false;
  if (fault.page == 0) return true;
  return moment.page == fault.page && (!fault.path.empty() || moment.path == "/users");
}

}  // namespace

std::span<const FaultKind> fault_kinds() { return kKinds; }

const FaultKind* fault_kind(std::string_view name) {
  for (const FaultKind& one : kKinds)
    if (one.name == name) return &one;
  return nullptr;
}

bool Faults::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  if (active_.size() >= kMostFaults) return false;
  active_.push_back(std::move(fault));
  return true;
}

void Faults::mend_all() {
  const std::lock_guard lock(mutex_);
  active_.clear();
}

bool Faults::mend(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(active_, [&](const Fault& one) { return one.id == id; }) > 0;
}

std::vector<Fault> Faults::active() const {
  const std::lock_guard lock(mutex_);
  return active_;
}

bool Faults::has(std::string_view kind, std::string_view tenant) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(active_.begin(), active_.end(), [&](const Fault& one) {
    return one.kind == kind && (one.tenant.empty() || one.tenant == tenant);
  });
}

std::optional<Fault> Faults::strike(const Moment& moment) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(active_.begin(), active_.end(),
                                  [&](const Fault& one) { return meets(one, moment); });
  if (found == active_.end()) return std::nullopt;
  Fault struck = *found;
  if (found->times > 0 && --found->times == 0) active_.erase(found);
  return struck;
}

}  // namespace cloud

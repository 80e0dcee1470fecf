// The kinds of faults, one row each, and the list of those that are active.
#include "faults.h"

#include <algorithm>

#include "bms_faults.h"
#include "encoding.h"
#include "fault_kinds.h"
#include "random.h"

namespace cloud {
namespace {

// clang-format off
constexpr FaultKind kKinds[] = {
    {.name = "throttled", .times = 1, .spoil = throttle, .seconds = 1,
     .summary = "429 with Retry-After: \"seconds\"; on page \"page\" of /users, or anywhere"},
    {.name = "429-storm", .aliases = "429-storms 429-storm-with-retry-after throttling-storm", .spoil = throttle, .seconds = 1, .share = 0.5,
     .summary = "a \"share\" of the requests gets 429 with Retry-After: \"seconds\"; which ones, \"seed\" decides"},
    {.name = "429-storm-without-retry-after", .aliases = "429-storm-no-retry-after throttling-storm-without-retry-after", .spoil = throttle_silently, .share = 0.5,
     .summary = "a \"share\" of the requests gets 429 without Retry-After; which ones, \"seed\" decides"},
    {.name = "500", .aliases = "internal-server-error", .spoil = fail_500,
     .summary = "every request fails with 500"},
    {.name = "502", .aliases = "bad-gateway", .spoil = fail_502,
     .summary = "every request fails with 502"},
    {.name = "503", .aliases = "service-unavailable", .spoil = fail_503,
     .summary = "every request fails with 503, with Retry-After: \"seconds\" when told"},
    {.name = "504", .aliases = "gateway-timeout", .spoil = fail_504,
     .summary = "every request fails with 504"},
    {.name = "server-error", .times = 1, .spoil = fail_503,
     .summary = "so many \"times\" a request fails with 503"},
    {.name = "forbidden", .spoil = deny,
     .summary = "403 Authorization_RequestDenied, as in the middle of a listing"},
    {.name = "insufficient-claims", .aliases = "insufficient-claims-challenge", .spoil = demand_claims_403,
     .summary = "403 with error=\"insufficient_claims\" in WWW-Authenticate: a policy wants the person to sign in again"},
    {.name = "claims-challenge", .spoil = demand_claims_401,
     .summary = "401 with error=\"insufficient_claims\" and the claims to ask for: the session was revoked"},
    {.name = "connection-reset", .aliases = "reset", .spoil = reset_connection, .whole = true,
     .summary = "the connection is reset instead of an answer"},
    {.name = "slow", .stage = Stage::after, .spoil = wait_before, .milliseconds = 1000,
     .summary = "every answer waits \"milliseconds\""},
    {.name = "slow-body", .aliases = "drip", .stage = Stage::after, .spoil = drip_body, .whole = true, .milliseconds = 5000,
     .summary = "the body drips out in small pieces over \"milliseconds\""},
    {.name = "cut-body", .aliases = "cut-page", .stage = Stage::after, .spoil = cut_body, .whole = true,
     .summary = "the connection ends in the middle of the body"},
    {.name = "truncated-json", .stage = Stage::after, .spoil = truncate_json,
     .summary = "the answer is complete, but its JSON ends in the middle"},
    {.name = "not-json", .stage = Stage::after, .spoil = not_json,
     .summary = "the answer is HTML with status 200"},
    {.name = "endless-next-link", .aliases = "endless-next-links", .stage = Stage::after, .spoil = link_without_end, .listings = true,
     .summary = "after the last page of a listing comes its first again, under a new link, for ever"},
    {.name = "foreign-next-link", .aliases = "next-link-to-a-foreign-host next-link-foreign-host foreign-host-next-link", .stage = Stage::after, .spoil = link_elsewhere, .listings = true,
     .summary = "every page has a nextLink that leads to another host"},
    {.name = "next-link-cycle", .aliases = "next-link-loop", .stage = Stage::after, .spoil = link_in_a_circle, .listings = true,
     .summary = "the last page leads back to the first one"},
    {.name = "huge-page", .aliases = "100-mb-page", .stage = Stage::after, .spoil = huge_page, .listings = true, .whole = true,
     .summary = "a page of 100 MB, all its objects well formed"},
    {.name = "deep-nesting", .aliases = "nesting-100000-deep nesting-100,000-deep nesting", .stage = Stage::after, .spoil = deep_nesting, .listings = true, .whole = true,
     .summary = "a page with 100,000 arrays inside each other"},
    {.name = "invalid-utf-8", .aliases = "invalid-utf8", .stage = Stage::after, .spoil = break_utf8, .listings = true, .whole = true,
     .summary = "a name in the page holds bytes that are no UTF-8"},
    {.name = "nul-character", .aliases = "u-0000 u+0000 nul", .stage = Stage::after, .spoil = write_nul, .listings = true,
     .summary = "a name in the page holds U+0000"},
    {.name = "duplicate-ids", .stage = Stage::after, .spoil = duplicate_ids, .listings = true,
     .summary = "the first object of a page comes again at its end, under another name"},
    {.name = "empty-tenant", .aliases = "empty-tenant-answer", .stage = Stage::after, .spoil = empty_tenant, .listings = true,
     .summary = "every listing is empty, with status 200"},
    {.name = "half-listing-then-403", .aliases = "half-listing", .stage = Stage::after, .spoil = half_listing, .listings = true,
     .summary = "half of a listing, then 403"},
    {.name = "empty-pages", .stage = Stage::after, .spoil = empty_pages, .listings = true,
     .summary = "before each page of a listing comes an empty one with a nextLink"},
    {.name = "delta-replay", .aliases = "delta-replays", .stage = Stage::delta, .listings = true,
     .summary = "a delta round tells again what it told before"},
    {.name = "delta-duplicates", .stage = Stage::delta,
     .summary = "objects come twice in a delta round"},
    {.name = "delta-removed-first", .aliases = "removed-in-first-round delta-removed-in-first-round", .stage = Stage::delta,
     .summary = "the first delta round has @removed objects that were never told"},
    {.name = "delta-empty-pages", .stage = Stage::delta,
     .summary = "before each page of a delta round comes an empty one with a nextLink"},
    {.name = "expired-delta-token", .aliases = "delta-token-expired delta-expired", .stage = Stage::delta, .listings = true,
     .summary = "a delta link is refused with 410 and the first request in Location"},
    {.name = "sync-state-not-found", .stage = Stage::delta, .listings = true,
     .summary = "a delta link is refused with 400 syncStateNotFound"},
    {.name = "concealed-names", .stage = Stage::state,
     .summary = "reports show codes instead of names, and /admin/reportSettings says so"},
    {.name = "clock-skew", .stage = Stage::state, .seconds = 600,
     .summary = "Date headers and the times in tokens are \"seconds\" ahead; a negative number is behind"},
    {.name = "eventual-consistency", .aliases = "eventual-consistency-lag lag", .stage = Stage::state, .seconds = 60,
     .summary = "for \"seconds\" after a write, what was read before reads as it did; what is new is 404"},
    {.name = "no-consent", .stage = Stage::token, .aadsts = 65001,
     .summary = "the application was never consented: AADSTS700016 for itself, 65001 for a person"},
    {.name = "refuse-secret", .aliases = "wrong-secret", .stage = Stage::token, .aadsts = 7000215,
     .summary = "the client secret counts as wrong: AADSTS7000215"},
    {.name = "secret-expired", .aliases = "expired-secret", .stage = Stage::token, .aadsts = 7000222,
     .summary = "the client secret has expired: AADSTS7000222"},
    {.name = "mfa-required", .aliases = "mfa-needed", .stage = Stage::person, .aadsts = 50076,
     .summary = "a person's token needs multi-factor authentication: AADSTS50076"},
    {.name = "no-relationship", .stage = Stage::person, .aadsts = 50020,
     .summary = "the partner's people have no way into the tenant: AADSTS50020"},
    {.name = "conditional-access", .stage = Stage::person, .aadsts = 53003,
     .summary = "a policy of the tenant blocks the token: AADSTS53003"},
    {.name = "grant-revoked", .stage = Stage::person, .aadsts = 50173,
     .summary = "the person's grant was revoked: AADSTS50173"},
    {.name = "gone-tenant", .aliases = "tenant-gone", .stage = Stage::token, .aadsts = 90002,
     .summary = "the tenant does not exist anymore: AADSTS90002, and 401 from Graph"},
    {.name = "aadsts", .stage = Stage::token,
     .summary = "the token endpoint refuses with AADSTS\"code\"; what concerns people only refuses only them"},
    {.name = "bms-unauthorized", .stage = Stage::bms, .times = 1, .spoil = bms_fault_unauthorized,
     .summary = "BMS answers 401 Security Error, code 978001"},
    {.name = "bms-throttled", .stage = Stage::bms, .times = 1, .spoil = bms_fault_throttled,
     .summary = "BMS answers 429, with Retry-After where \"seconds\" are told"},
    {.name = "bms-server-error", .stage = Stage::bms, .times = 1, .spoil = bms_fault_server_error,
     .summary = "BMS answers 500 in its envelope; nothing was done"},
    {.name = "bms-unavailable", .stage = Stage::bms, .times = 1, .spoil = bms_fault_unavailable,
     .summary = "BMS answers 503 as HTML; nothing was done"},
    {.name = "bms-not-successful", .stage = Stage::bms, .times = 1, .spoil = bms_fault_not_successful,
     .summary = "BMS answers success:false inside a 200; nothing was done"},
    {.name = "bms-reset", .stage = Stage::bms, .times = 1, .spoil = reset_connection,
     .summary = "BMS resets the connection before anything was done"},
    {.name = "bms-timeout-after-create", .stage = Stage::bms_created, .times = 1, .spoil = bms_fault_timeout, .milliseconds = 60'000,
     .summary = "BMS makes the record, is silent for \"milliseconds\" and resets the connection"},
    {.name = "bms-server-error-after-create", .stage = Stage::bms_created, .times = 1, .spoil = bms_fault_server_error,
     .summary = "BMS makes the record and answers 500"},
    {.name = "bms-slow", .stage = Stage::bms_after, .spoil = wait_before, .milliseconds = 1000,
     .summary = "every answer of BMS waits \"milliseconds\""},
    {.name = "bms-cut-body", .stage = Stage::bms_after, .times = 1, .spoil = cut_body,
     .summary = "the connection ends in the middle of BMS's body"},
    {.name = "bms-not-json", .stage = Stage::bms_after, .times = 1, .spoil = not_json,
     .summary = "BMS's answer is HTML with status 200"},
};
// clang-format on

bool is_called(const FaultKind& kind, std::string_view name) {
  if (kind.name == name) return true;
  const auto all = split(kind.aliases, ' ');
  return std::find(all.begin(), all.end(), name) != all.end();
}

bool meets(const Fault& fault, const Moment& moment) {
  const FaultKind* kind = fault_kind(fault.kind);
  if (!kind || kind->stage != moment.stage) return false;
  if (kind->whole && moment.batched) return false;
  if (kind->listings && !moment.listing) return false;
  if (moment.named_only && fault.path.empty()) return false;
  if (!fault.tenant.empty() && fault.tenant != moment.tenant) return false;
  if (!fault.path.empty() && fault.path != moment.path) return false;
  if (fault.page == 0) return true;
  return moment.page == fault.page && (!fault.path.empty() || moment.path == "/users");
}

// Whether this one of the requests that it meets is struck: the same ones for the same seed.
bool falls_on(Fault& fault) {
  if (fault.share >= 1) return true;
  constexpr std::uint64_t parts = 1'000'000;
  return static_cast<double>(mix(fault.seed, ++fault.met) % parts) <
         fault.share * static_cast<double>(parts);
}

}  // namespace

std::span<const FaultKind> fault_kinds() { return kKinds; }

const FaultKind* fault_kind(std::string_view name) {
  // "nextLink" is written in several ways.
  std::string wanted = lower(name);
  if (const auto at = wanted.find("nextlink"); at != std::string::npos) wanted.insert(at + 4, "-");
  for (const FaultKind& one : kKinds)
    if (is_called(one, wanted)) return &one;
  return nullptr;
}

bool Faults::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  if (active_.size() >= kMostFaults) return false;
  active_.push_back(std::move(fault));
  count_ = active_.size();
  return true;
}

void Faults::mend_all() {
  const std::lock_guard lock(mutex_);
  active_.clear();
  count_ = 0;
}

bool Faults::mend(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const bool found = std::erase_if(active_, [&](const Fault& one) { return one.id == id; }) > 0;
  count_ = active_.size();
  return found;
}

std::vector<Fault> Faults::active() const {
  const std::lock_guard lock(mutex_);
  return active_;
}

std::optional<Fault> Faults::strike(const Moment& moment) {
  if (!any()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(active_.begin(), active_.end(),
                                  [&](Fault& one) { return meets(one, moment) && falls_on(one); });
  if (found == active_.end()) return std::nullopt;
  Fault struck = *found;
  if (found->times > 0 && --found->times == 0) active_.erase(found);
  count_ = active_.size();
  return struck;
}

std::optional<Fault> Faults::find(std::string_view kind, std::string_view tenant) const {
  const std::lock_guard lock(mutex_);
  for (const Fault& one : active_)
    if (one.kind == kind && (one.tenant.empty() || one.tenant == tenant)) return one;
  return std::nullopt;
}

}  // namespace cloud

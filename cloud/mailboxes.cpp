// Which accounts have a mailbox, and what stands in the usage report about it.
#include "mailboxes.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "encoding.h"
#include "random.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kMegabyte = 1024 * 1024;
constexpr std::int64_t kGigabyte = 1024 * kMegabyte;

constexpr std::pair<Mailbox, std::string_view> kPurposes[] = {
    {Mailbox::user, "user"}, {Mailbox::linked, "linked"}, {Mailbox::shared, "shared"},
    {Mailbox::room, "room"}, {Mailbox::others, "others"}, {Mailbox::equipment, "equipment"},
};

// The plans that come with a mailbox, largest first; EXCHANGE_S_FOUNDATION and its like do not.
// Sizes: learn.microsoft.com Exchange Online limits, "Storage limits".
struct MailboxPlan {
  std::string_view name;
  std::int64_t quota;
};
constexpr MailboxPlan kPlans[] = {{"EXCHANGE_S_ENTERPRISE", 100 * kGigabyte},
                                  {"EXCHANGE_S_STANDARD", 50 * kGigabyte},
                                  {"EXCHANGE_S_DESKLESS", 2 * kGigabyte}};
constexpr std::int64_t kSharedQuota = 50 * kGigabyte;  // also of rooms and equipment
constexpr std::int64_t kDeletedQuota = 30 * kGigabyte;

// What the licenses of a person allow; 0 when none of them has a mailbox.
std::int64_t licensed_quota(const User& user) {
  for (const MailboxPlan& wanted : kPlans)
    for (const Sku* sku : user.licenses)
      for (const ServicePlan& plan : sku->plans)
        if (plan.name == wanted.name) return wanted.quota;
  return 0;
}

bool has_exchange(const Tenant& tenant) {
  return std::any_of(std::begin(kPlans), std::end(kPlans),
                     [&](const MailboxPlan& plan) { return tenant.has_plan(plan.name); });
}

std::uint64_t seed_of(const std::string& id) {
  std::uint64_t seed = 0x3A11B0C5;
  for (const char letter : id) seed = mix(seed, static_cast<unsigned char>(letter));
  return seed;
}

// Microsoft warns at 98 of a hundred and stops sending at 99.
void set_quotas(MailboxUsage& usage, std::int64_t quota) {
  usage.receive_quota = quota;
  usage.send_quota = quota / 100 * 99;
  usage.warning_quota = quota / 100 * 98;
  usage.deleted_quota = std::min(quota, kDeletedQuota);
}

}  // namespace

bool has_mailbox(const Tenant& tenant, const User& user) {
  if (user.mailbox == Mailbox::none || !has_exchange(tenant)) return false;
  return user.mailbox != Mailbox::user || licensed_quota(user) > 0;
}

std::string_view purpose_of(Mailbox mailbox) {
  for (const auto& [kind, name] : kPurposes)
    if (kind == mailbox) return name;
  return {};
}

std::optional<Mailbox> mailbox_of(std::string_view purpose) {
  for (const auto& [kind, name] : kPurposes)
    if (same_text(name, purpose)) return kind;
  return std::nullopt;
}

MailboxUsage mailbox_usage(const User& user, std::int64_t today) {
  Random random(seed_of(user.id));
  MailboxUsage usage;
  const std::int64_t licensed = licensed_quota(user);
  set_quotas(usage, licensed > 0 ? licensed : kSharedQuota);
  // Most mailboxes are far from full.
  const auto quota_in_megabytes = static_cast<std::size_t>(usage.warning_quota / kMegabyte);
  const std::size_t share = random.percent(3) ? quota_in_megabytes : quota_in_megabytes / 4;
  usage.bytes =
      static_cast<std::int64_t>(random.below(share)) * kMegabyte + random.between(1, 1'000'000);
  usage.items = usage.bytes / random.between(40'000, 160'000) + 1;
  usage.deleted_items = usage.items / random.between(5, 60);
  usage.deleted_bytes = usage.bytes / random.between(10, 80);
  usage.archive = licensed >= kSharedQuota && random.percent(20);
  const int idle = random.between(0, 25);
  usage.last_activity = std::max(user.sign_ins.interactive, user.sign_ins.background);
  // Mail arrives in shared mailboxes and rooms although nobody signs in there.
  if (usage.last_activity == 0 && user.mailbox != Mailbox::user)
    usage.last_activity = std::max(user.created, today - idle * kDay);
  usage.last_activity = std::min(usage.last_activity, today);
  return usage;
}

}  // namespace cloud

// The mailboxes of a tenant: who has one, of which kind, and how full it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "world.h"

namespace cloud {

// A person needs a license with an Exchange plan; shared mailboxes, rooms and equipment need none,
// but nobody has a mailbox in a tenant without such a plan.
bool has_mailbox(const Tenant& tenant, const User& user);

// Graph's userPurpose: "user", "shared" ...; empty for Mailbox::none.
std::string_view purpose_of(Mailbox mailbox);
std::optional<Mailbox> mailbox_of(std::string_view purpose);

struct MailboxUsage {
  std::int64_t last_activity = 0;  // 0: never
  std::int64_t items = 0;
  std::int64_t bytes = 0;
  std::int64_t deleted_items = 0;
  std::int64_t deleted_bytes = 0;
  std::int64_t warning_quota = 0;
  std::int64_t send_quota = 0;
  std::int64_t receive_quota = 0;
  std::int64_t deleted_quota = 0;
  bool archive = false;
};

// Drawn from the person's id, so always the same; `today` is the day that the report speaks of.
MailboxUsage mailbox_usage(const User& user, std::int64_t today);

}  // namespace cloud

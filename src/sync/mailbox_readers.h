// The two readers of mailboxes, where Graph is odd: a report that is a CSV file behind a link, and
// one question a mailbox.
#pragma once

#include <stop_token>

#include "microsoft/graph.h"
#include "store/tenants.h"
#include "sync/complete.h"
#include "sync/services.h"

namespace reeve::sync {

// Mailboxes asked for their purpose in one run; the rest comes with the next ones.
inline constexpr std::size_t kMaxPurposesARun = 2'000;

struct ReaderCall {
  const Services& services;
  const Source& source;
  const store::Tenant& tenant;
  const types::DataType& type;
  const Complete* users;  // as this very run saw them; null where their list is not complete
  std::stop_token stop;
  const microsoft::AskOptions& options;
};

// One object a mailbox. Code concealed where the tenant hides names in its reports: rows that
// nobody can be told by are worth nothing.
microsoft::Listing read_mailbox_report(const ReaderCall& call, const OnPage& on_page);

// Who is worth a question first: disabled or unlicensed people with a mailbox in the report, then
// those with an address, then everybody else. Whose account and license are as they were is not
// asked again.
microsoft::Listing read_mailbox_purposes(const ReaderCall& call, const OnPage& on_page);

}  // namespace reeve::sync

// What the addresses of mailbox settings share with those of users.
#pragma once

#include <boost/json.hpp>

#include "graph.h"

namespace cloud {

// Refuses in Exchange's words: who may not read that mailbox, and who has none.
void need_mailbox(const GraphCall& call, const User& user);

// Graph's mailboxSettings of somebody who has a mailbox.
boost::json::object mailbox_settings(const Tenant& tenant, const User& user);

}  // namespace cloud

// What Exchange Online says of a user's mailbox: size, limit, purpose.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/entra_fact.h"
#include "store/user_surroundings.h"

namespace reeve::api {

std::vector<EntraFact> mailbox_facts(const FactReasons& reasons,
                                     const store::UserSurroundings& around);

// "49.5 GB": in powers of 1,024, as Microsoft's own reports and limits count.
std::string size_text(std::int64_t bytes);

}  // namespace reeve::api

// /_control/bms: accounts and contacts seen and changed as somebody in BMS's own page would.
#pragma once

#include "control.h"

namespace cloud {

// True for /_control/bms and what is under it.
bool is_bms_control(const Request& request);
Response control_bms(Cloud& cloud, const Request& request);
// Method and address, as control_addresses() has them.
std::vector<std::pair<std::string, std::string>> bms_control_addresses();

}  // namespace cloud

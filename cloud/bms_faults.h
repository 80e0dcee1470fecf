// What can go wrong with BMS on demand; the rows stand in faults.cpp.
#pragma once

#include "faults.h"

namespace cloud {

void bms_fault_unauthorized(const Struck& struck, Response& response);
void bms_fault_throttled(const Struck& struck, Response& response);
void bms_fault_server_error(const Struck& struck, Response& response);
void bms_fault_unavailable(const Struck& struck, Response& response);
void bms_fault_not_successful(const Struck& struck, Response& response);
void bms_fault_timeout(const Struck& struck, Response& response);

}  // namespace cloud

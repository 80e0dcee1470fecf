// What the MSP's BMS holds when a world begins: an account for most customers, some under another
// spelling, each with a part of its people as contacts.
#pragma once

#include "bms_records.h"
#include "world.h"

namespace cloud {

// Both are the same for the same world and draw from streams of their own.
BmsCredentials bms_credentials(const World& world);
BmsRecords generate_bms(const World& world);

}  // namespace cloud

// How Microsoft tells the objects of a simulated tenant: whole, as a list does, or only what was
// touched since, as a delta query does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dice.h"
#include "simulated_tenant.h"
#include "types/data_type.h"

namespace reeve::simulation {

// A state as the list of its type gives it: every property that is asked for, null where it has no
// value.
json::object listed(const types::DataType& type, const json::object& body);

// What is made from the users when it is asked for: sign-ins, registrations.
std::vector<std::string> ids_of(const SimulatedTenant& tenant, const types::DataType& type);
json::object object_of(const SimulatedTenant& tenant, const types::DataType& type,
                       const std::string& id);

// The objects of users or groups that something happened to after `since`; all that are there for
// -1.
std::vector<std::string> touched(const SimulatedTenant& tenant, const types::DataType& type,
                                 std::int64_t since);
// What a delta round says of one of them, now: one object, or several parts of it.
std::vector<json::object> change_of(const SimulatedTenant& tenant, const types::DataType& type,
                                    const std::string& id, std::int64_t since, Dice& dice);

// The mailboxes in Microsoft's report.
std::string mailbox_report(const SimulatedTenant& tenant);
// What a mailbox is for; nothing where there is none. Never changes, because nobody is told.
std::string purpose_of(const json::object& user);

}  // namespace reeve::simulation

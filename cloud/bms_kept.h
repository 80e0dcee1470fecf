// How BMS's records stand in the state file: every member, by short names.
#pragma once

#include <boost/json.hpp>

#include "bms_records.h"

namespace cloud {

boost::json::object keep_bms_account(const BmsAccount& account);
BmsAccount kept_bms_account(const boost::json::object& kept);
boost::json::object keep_bms_contact(const BmsContact& contact);
BmsContact kept_bms_contact(const boost::json::object& kept);

}  // namespace cloud

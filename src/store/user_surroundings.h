// What else a tenant's records say of one user: sign-ins, MFA, mailbox, groups, roles, devices,
// manager. A dozen indexed reads, whatever the tenant's size.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/connection.h"
#include "store/records.h"
#include "store/scope.h"

namespace reeve::store {

// More than these are not read; a page says so by the count.
inline constexpr std::size_t kMaxGroupsOfUser = 1'000;
inline constexpr std::size_t kMaxDevicesOfUser = 200;

struct UserSurroundings {
  // Of the types sign_in_activity, mfa_registrations, mailbox_usage, mailbox_purposes: the record
  // of this user that is not gone.
  std::optional<Record> sign_in, registration, usage, purpose;

  struct Group {
    std::string id, title;  // the id again where the group is not listed
    bool direct = true;     // else through a group that is a member
  };
  std::vector<Group> groups;  // by title

  struct Role {
    std::string title;                 // or "Role" and its id
    bool direct = false;               // held by the user
    std::vector<std::string> through;  // titles of the groups that hold it
  };
  std::vector<Role> roles;  // by title

  struct Device {
    Record managed;               // Intune's
    std::optional<Record> entra;  // the same device as Entra ID knows it
    std::optional<base::Id> configuration;
  };
  std::vector<Device> devices;

  struct Manager {
    std::string title;  // empty where that user is not listed
    std::optional<base::Id> contact;
    std::string contact_name;
  };
  std::optional<Manager> manager;

  std::map<std::string, std::string> products;      // by skuId
  std::map<std::string, std::string> group_titles;  // of those that `licensing_groups` named
};

// `user`: a record of type users that the caller may see. `user_name`, `manager` and
// `licensing_groups` stand in its body. A contact outside the scope is not named.
struct UserQuestion {
  const Record& user;
  std::string user_name, manager;
  std::vector<std::string> licensing_groups;
};
UserSurroundings surroundings_of(db::Connection& c, const Scope& scope, const UserQuestion& about);

}  // namespace reeve::store

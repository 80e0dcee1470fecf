// The groups of a tenant: who stands together for permissions, mail and teamwork.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

// An empty text is Graph's null.
struct Group {
  std::uint64_t serial = 0;  // grows with creation; listings go by it
  std::string id;
  std::string display_name;
  std::string description;
  std::string mail;
  std::string mail_nickname;
  std::string visibility;
  std::string membership_rule;  // of a dynamic group: who stands in it by rule
  std::vector<std::string> proxy_addresses;
  std::vector<std::string> members;  // ids of people, groups, devices, applications, as they came
  std::vector<std::string> owners;   // ids of users
  std::int64_t created = 0;
  std::int64_t deleted = 0;      // 0: not deleted
  bool role_assignable = false;  // isAssignableToRole
  bool unified = false;          // a Microsoft 365 group
  bool dynamic = false;          // nobody joins or leaves it by hand
  bool mail_enabled = false;
  bool security_enabled = true;
  std::optional<bool> synced;  // onPremisesSyncEnabled
};

// In the order of their serials. Plain data, locked with the world it belongs to.
class Groups {
 public:
  const std::vector<Group>& all() const { return groups_; }
  // By object id, in any letter case; null when there is none.
  const Group* find(std::string_view id) const;
  Group* find(std::string_view id);
  // Sets the serial; the reference holds until the next add or remove.
  Group& add(Group group);
  bool remove(std::string_view id);

 private:
  std::vector<Group> groups_;
  std::uint64_t next_serial_ = 1;
};

}  // namespace cloud

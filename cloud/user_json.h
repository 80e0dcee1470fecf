// How a user looks as JSON: one table of Graph's properties, and pages glued from ready pieces.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "world.h"

namespace cloud {

// One property of Graph's user; the table stands in user_properties.cpp.
struct UserProperty {
  std::string_view name;
  bool by_default;  // given when there is no $select
  bool alone_only;  // in a listing Graph answers 501 (aboutMe, mailboxSettings ...)
  // Writes the value as JSON; nothing where Graph leaves the property out.
  void (*write)(const User&, std::string& out);
  // Sets it from the body of a control request; null: it cannot be set. False: wrong type.
  bool (*set)(User&, const boost::json::value&);
};

std::span<const UserProperty> user_properties();
// Its place in the table, whatever the letter case (Graph does not mind it); nothing when unknown.
std::optional<std::size_t> user_property(std::string_view name);

// All properties of one user as `"name":value,`, cut at `ends`; those that are usually asked for
// stand together, so that a page reads few lines of memory. What is long and seldom asked for
// (assignedPlans) is an empty piece and written when asked.
struct UserPieces {
  std::string text;
  std::vector<std::uint32_t> ends;
};

UserPieces make_pieces(const User& user);
// One property's value alone, for comparing.
std::string user_value(const User& user, std::size_t property);

// {"a":1,"b":2} of the chosen properties; the pieces are that user's.
void append_user(std::string& out, const User& user, const UserPieces& pieces,
                 std::span<const std::size_t> chosen);

// The pieces of a tenant's users in their order, made at the first question after a change, so that
// a full page costs a copy and no formatting. Safe on any thread.
class UserJsonCache {
 public:
  using Pieces = std::shared_ptr<const std::vector<UserPieces>>;
  Pieces of(const Tenant& tenant);

 private:
  struct Entry {
    std::uint64_t revision = 0;
    Pieces pieces;
  };
  std::mutex mutex_;
  std::map<std::string, Entry> tenants_;
};

void append_json_string(std::string& out, std::string_view text);

}  // namespace cloud

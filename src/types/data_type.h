// What a synced data type is: where Microsoft keeps it, what it needs, which fields we ask for.
// Declarations, no behavior.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace reeve::types {

// How a property is read, kept and hashed. A *_set has no order at Microsoft, so it is sorted
// before it is kept.
enum class Kind { text, boolean, integer, time, json, json_set, text_list, text_set };
std::string_view to_string(Kind kind);

// What a property tells matching: each non-blank value becomes a row of record_keys.
enum class MatchKey {
  none,
  alias,       // an e-mail address
  smtp_alias,  // proxyAddresses: "SMTP:" or "smtp:" and an address; other prefixes are no addresses
  user_name,   // the whole user principal name, kind "upn"
  first_name,  // together with last_name: kind "name", folded
  last_name,
  domain,  // a verified domain, in lower case
};

struct Field {
  std::string_view name;  // Microsoft's own spelling
  Kind kind = Kind::text;
  std::string_view label;  // for pages
  MatchKey key = MatchKey::none;
  std::string_view key_member =
      {};             // where the property is an array of objects: the member that holds the key
  bool shown = true;  // on pages; all fields are stored and hashed
};

struct DataType {
  std::string_view name;         // as in the database and the API: "users"
  std::string_view title;        // for pages: "Users"
  std::string_view path;         // below the host: "/v1.0/users"
  std::string_view extras = {};  // more of the query: "$top=999"
  bool selects = true;           // false where Graph takes no $select
  std::string_view permission;   // the least application permission
  std::string_view needs_plan =
      {};                    // a service plan the tenant must have (servicePlanName), or empty
  bool slow = false;         // asked on the slow schedule only
  bool never_empty = false;  // an empty complete answer is suspicious: nobody is gone because of it
  std::string_view title_field;  // the record's title; the id where both are blank
  std::string_view title_fallback = {};
  std::int64_t hash_version =
      1;  // raised when the fields' reading changes, so that all records are read anew
  std::span<const Field> fields;  // "id" first
};

// "$select=id,displayName&$top=999"; empty where there is nothing to say.
std::string select_query(const DataType& type);
// "/v1.0/users?$select=…": what to ask of Graph.
std::string path_and_query(const DataType& type);
const Field* find_field(const DataType& type, std::string_view name);

}  // namespace reeve::types

// What a synced data type is: where Microsoft keeps it, what it needs, which fields we ask for.
// Declarations, no behavior.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace reeve::types {

// How a property is read, kept and hashed. A *_set has no order at Microsoft, so it is sorted
// before it is kept.
enum class Kind { text, boolean, integer, time, json, json_set, text_list, text_set };
std::string_view to_string(Kind kind);

// The version that every `path` begins with.
inline constexpr std::string_view kVersion = "/v1.0";

// What a property tells matching: each non-blank value becomes a row of record_keys.
enum class MatchKey {
  none,
  alias,       // an e-mail address
  smtp_alias,  // proxyAddresses: "SMTP:" or "smtp:" and an address; other prefixes are no addresses
  user_name,   // the whole user principal name, kind "upn"
  first_name,  // together with last_name: kind "name", folded
  last_name,
  domain,  // a verified domain, in lower case
  serial,  // of a device, in capitals without blanks
  mac,     // twelve hexadecimal digits, in lower case
  device,  // the id by which Intune and Entra name the same device
};

struct Field {
  std::string_view name;  // Microsoft's own spelling
  Kind kind = Kind::text;
  std::string_view label;  // for pages
  MatchKey key = MatchKey::none;
  std::string_view key_member =
      {};             // where the property is an array of objects: the member that holds the key
  bool shown = true;  // on pages; all fields are stored and hashed
  // Of another object: what stands in $expand instead of $select ("manager($select=id)").
  std::string_view expand = {};
  // Of an object: only these of its members are kept; all where empty. "a b c".
  std::string_view members = {};
  // The property names another object: an edge of that kind goes from this one to it. Text that is
  // the id, or an object (or several) whose "id" is.
  std::string_view edge = {};
  bool kept = true;  // false: only its edges are, in a delta query's way ("members@delta")
  std::string_view column = {};  // of a report's file, whose columns have names of their own
};

// Where Graph is odd, a reader of its own gets the objects (sync/readers.h).
enum class Reader {
  list,              // page by page, as usual
  delta,             // the first round of a delta query is the list
  mailbox_report,    // a CSV file from the report host
  mailbox_purposes,  // one question a mailbox, twenty in a $batch
};

// One of these service plans must be in force (servicePlanName); none needed where empty.
struct Plans {
  std::span<const std::string_view> any_of = {};
  std::string_view title = {};  // "Entra ID P1 or P2"
};

// Microsoft's reports of a day, and what changes rarely, are asked for once in a while.
inline constexpr base::Millis kOnceADay{24 * 60 * 60 * 1000};

struct DataType {
  std::string_view name;                  // as in the database and the API: "users"
  std::string_view title;                 // for pages: "Users"
  std::string_view path;                  // below the host: "/v1.0/users"
  std::string_view extras = {};           // more of the query: "$top=999"
  bool selects = true;                    // false where Graph takes no $select
  std::string_view permission;            // the least application permission
  std::string_view also_permission = {};  // a second one, where one is not enough
  std::string_view documented_path = {};  // as Microsoft's tables have it, where `path` differs
  Plans plans = {};
  Reader reader = Reader::list;
  // Few objects: the first page is asked for together with those of other such types, in one
  // $batch. Only of Reader::list, without a delta query of its own and without a plan.
  bool joinable = false;
  // Asked instead of the list once there is a cursor: only what changed since
  // ("/v1.0/users/delta").
  std::string_view delta_path = {};
  base::Millis every{0};          // a scheduled run asks no more often; zero: each run asks
  bool slow = false;              // asked on the slow schedule only
  bool only_for_overlay = false;  // not asked for where contacts are not to be enhanced
  bool never_empty = false;  // an empty complete answer is suspicious: nobody is gone because of it
  // Many of them missing at once wait for a person instead of being marked as gone (sync/guard.h).
  bool guarded = false;
  std::string_view title_field;  // the record's title; the id where both are blank
  std::string_view title_fallback = {};
  bool product_title = false;  // the title is a part number and reads as the product's name
  // The field from which edges go; "id" where empty.
  std::string_view edge_from = {};
  std::int64_t hash_version =
      1;  // raised when the fields' reading changes, so that all records are read anew
  std::span<const Field> fields;  // "id" first
};

// "$select=id,displayName&$expand=manager($select=id)&$top=999"; empty where there is nothing to
// say.
std::string select_query(const DataType& type);
// "/v1.0/users?$select=…": what to ask of Graph.
std::string path_and_query(const DataType& type);
// "/v1.0/users/delta?$select=…,manager": the first question of a delta query, which takes neither
// $expand nor $top (reference/microsoft-cloud.md C.9).
std::string delta_query(const DataType& type);
// The address as Microsoft's tables of permissions have it: "/devicemanagement/manageddevices".
std::string table_path(const DataType& type);
const Field* find_field(const DataType& type, std::string_view name);

}  // namespace reeve::types

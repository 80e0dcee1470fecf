// Flexible assets as IT Glue has them: types that name their fields, and assets that hold a trait
// for each. One type is Reeve's own, "Microsoft Licenses": the sync keeps its assets, and nobody
// edits the type.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/json.h"

namespace reeve::domain {

struct FlexibleAssetType {
  base::Id id = 0;
  std::string name;
  std::optional<std::string> description, icon;
  bool show_in_menu = true, enabled = true;
  std::optional<std::string> built_in;  // whose name it is in the code; people's own have none
  std::int64_t version = 1;
  std::optional<base::Time> archived_at;
  base::Time created_at{}, updated_at{};
};

struct FlexibleAssetField {
  base::Id id = 0, type = 0;
  std::int64_t position = 0;  // from 1, as IT Glue's "order"
  std::string name, name_key;
  std::string kind;  // Checkbox, Date, Header, Number, Select, Text, Textbox, Upload, Tag, …
  std::optional<std::string> hint;
  std::optional<std::int64_t> decimals;
  std::optional<std::string> default_value, tag_type;
  bool required = false, use_for_title = false, expiration = false, show_in_list = false;
  bool synced = false;  // written by a sync alone
  base::Time created_at{}, updated_at{};
};

struct FlexibleAsset {
  base::Id id = 0, organization = 0, type = 0;
  std::string organization_name, type_name;  // filled by lists and shows, never written
  std::string name;
  base::json::object traits;  // by name_key
  std::optional<std::string> sync_key;
  std::int64_t version = 1;
  std::optional<base::Time> archived_at;
  std::optional<base::Id> merged_into;
  base::Time created_at{}, updated_at{};
};

// IT Glue's rule, which scripts rely on: lower case, each run of other characters than letters and
// digits a "-" ("Tenant ID" → "tenant-id"; reference/itglue-api.md 1.6).
std::string name_key_of(std::string_view name);

// A field of a type that Reeve makes by itself.
struct BuiltInField {
  std::string_view name, kind;
  bool synced = true, required = false, use_for_title = false, show_in_list = false;
  std::string_view hint = {};
};
struct BuiltInType {
  std::string_view built_in, name, description, icon;
  std::span<const BuiltInField> fields;
};

// As a trait is shown in history: text as it is, other values as JSON; nothing for null.
std::optional<std::string> trait_text(const base::json::object& traits, std::string_view name_key);

}  // namespace reeve::domain

// What an asset said before a change and after it, so that the change can be taken back exactly, or
// as far as nobody wrote over it since. The same for every kind of asset.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace reeve::store {

// An address or a phone number: `key` is that by which two of them are the same, `rest` is
// whatever else it has ("value", "label", "source" …).
struct ImageEntry {
  std::string key;
  bool primary = false;
  base::json::object rest;

  std::string text(std::string_view name) const;  // of `rest`; empty where there is none
  bool operator==(const ImageEntry& other) const;
  bool same_but_primary(const ImageEntry& other) const;
};
using ImageList = std::vector<ImageEntry>;

struct ImageSource {
  std::string source;   // as domain::to_string
  std::int64_t at = 0;  // milliseconds
  bool operator==(const ImageSource&) const = default;
};

// A whole asset, or only what one change touched.
struct AssetImage {
  std::map<std::string, std::optional<std::string>, std::less<>> values;  // by path
  std::map<std::string, ImageList, std::less<>> lists;                    // "emails", "phones"
  // By field; none: nobody's. A whole asset names only those that somebody wrote.
  std::map<std::string, std::optional<ImageSource>, std::less<>> sources;
  bool operator==(const AssetImage&) const = default;
};

// "emails" has its primary entry in history under "primary_email".
std::string primary_path(std::string_view list);

std::string to_json(const AssetImage& image);
AssetImage image_from_json(std::string_view text);

// The parts in which two images of a whole asset differ, of each.
struct ImageChange {
  AssetImage before, after;
};
ImageChange difference(const AssetImage& before, const AssetImage& after);

// One row of history that stands for a part of a difference.
struct ImageRow {
  std::string op, path;  // set, add, remove
  std::optional<std::string> old_value, new_value;
};
std::vector<ImageRow> rows_of(const ImageChange& change);

// What Microsoft is not to write again, once a person took it back.
struct Refused {
  std::string field;
  // set: this value; add: this entry; remove: taking this entry away; keep: rewriting this entry
  std::string op;
  std::string value;
  auto operator<=>(const Refused&) const = default;
};

struct TakenBack {
  std::vector<std::string> stayed;  // paths that somebody wrote over since
  std::vector<Refused> refused;     // what was there and is not any more
};
// Turns `now` (a whole asset) back by one change. `path`: only this row of it, as history has it
// (with `entry`, its old or new value); empty: all of it.
struct OnlyRow {
  std::string op, path, entry;
};
TakenBack take_back(AssetImage& now, const ImageChange& change, const std::optional<OnlyRow>& only);

}  // namespace reeve::store

// One object as Microsoft sent it made into a record: the declared fields in one canonical form,
// its hash and its keys.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "types/data_type.h"

namespace reeve::types {

inline constexpr std::size_t kMaxRecordDepth = 24;               // nesting inside one property
inline constexpr std::size_t kMaxRecordBytes = 4 * 1024 * 1024;  // one object
inline constexpr std::size_t kMaxRecordKeys = 500;  // an Exchange mailbox has at most 400 addresses

struct ParsedKey {
  std::string kind;   // alias, upn, name, domain
  std::string value;  // normalized
  bool operator==(const ParsedKey&) const = default;
  auto operator<=>(const ParsedKey&) const = default;
};

// From one of Microsoft's objects to another, as a field of this one says (Field::edge).
struct ParsedEdge {
  std::string_view kind;  // lives as long as the declaration
  std::string from, to;
  bool operator==(const ParsedEdge&) const = default;
};

// Something odd that did not keep the object from being read.
struct ParseNote {
  std::string_view code;  // duplicate_member, wrong_type, invalid_text, too_deep
  std::string field;      // empty: the whole object
};

struct ParsedRecord {
  std::string external_id, title;
  std::string body;  // canonical JSON: declared fields in registry order; a property that was not
                     // there is left out
  std::string hash;  // over the body
  std::vector<ParsedKey> keys;  // sorted, each once
  std::vector<ParsedEdge> edges;
  std::vector<ParseNote> notes;
  std::string_view
      problem;  // empty: good. Else why it is no record: not_json, not_object, no_id, too_large
};

// Reads objects one after the other, keeping its buffers; one thread at a time. Never throws on
// what Microsoft sent. A value of the wrong type or nested too deep counts as not sent, so that it
// never clears anything.
class RecordParser {
 public:
  RecordParser();
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;
  ParsedRecord parse(const DataType& type, std::string_view raw_json);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// For a single object.
ParsedRecord parse_record(const DataType& type, std::string_view raw_json);

}  // namespace reeve::types

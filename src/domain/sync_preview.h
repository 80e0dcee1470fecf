// What the next sync of a tenant would do with each of its users, before anything is written.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"

namespace reeve::domain {

// match: linked to a contact that is there; create: a new contact; update: linked before, and its
// contact changes; hold: new, and waits for review by the connection's policy; held: waits with
// many others by the safety limits; unclear, join: a person must choose (join: two users, one
// contact); skip: left out by a rule or a ruling; not_chosen: outside the choice.
inline constexpr std::array<std::string_view, 9> kPreviewOutcomes{
    "match", "create", "update", "unclear", "join", "hold", "held", "skip", "not_chosen"};

struct PreviewCounts {
  std::map<std::string, std::int64_t> outcomes;  // of each of kPreviewOutcomes, where there are any
  std::int64_t linked = 0;                       // linked before, changed or not
  // Outcome -> reason -> how many.
  std::map<std::string, std::map<std::string, std::int64_t>> reasons;

  std::int64_t of(std::string_view outcome) const {
    const auto found = outcomes.find(std::string(outcome));
    return found == outcomes.end() ? 0 : found->second;
  }
};

// A contact in question, and what speaks for it.
struct PreviewContact {
  base::Id id = 0;
  std::string name;
  std::vector<std::string> emails;
  std::string evidence;     // "has the address ann@contoso.com", "has the same name"
  std::string linked_user;  // another user whose contact it is
};
// One field that would be written.
struct PreviewWrite {
  std::string op;    // set, add, remove
  std::string path;  // first_name, emails/ann@contoso.com …
  std::string old_value, new_value;
};

struct PreviewRow {
  base::Id record = 0;
  std::string external_id, title;
  std::string user_name, name;         // as Microsoft has them
  std::vector<std::string> addresses;  // normalized
  std::string kind;                    // licensed, guest, shared_mailbox …
  std::string outcome, reason;
  std::string sentence;                    // why, for the person
  double confidence = 0;                   // match: 0 to 1
  std::vector<PreviewContact> candidates;  // match, update: the contact; unclear, join: all of them
  std::vector<PreviewWrite> writes;
};

// Which rows are wanted; counts are of all.
struct PreviewAsk {
  std::vector<std::string> outcomes;  // none: all
  std::vector<std::string> reasons;   // none: all
  std::string search;                 // part of name or address
  std::size_t first = 0, count = 0;
};

struct SyncPreview {
  bool read = false;                  // its users were listed at least once
  bool whole = false;                 // the last time completely
  std::string gap;                    // why not, for the person
  std::optional<base::Time> read_at;  // when completely
  PreviewCounts counts;
  std::int64_t rows_found = 0;
  std::vector<PreviewRow> rows;
};

}  // namespace reeve::domain

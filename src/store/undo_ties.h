// The ties between assets and Microsoft's records, on the way back; and what speaks against taking
// something back. Internal to store/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "store/changes.h"
#include "store/links.h"
#include "store/undo.h"

namespace reeve::store {

struct TieBack {
  Link link;
  std::string external_id;
  std::optional<base::Id> decision;  // that kept the record away; withdrawn with it
  std::vector<base::Id> promoted;    // links that speak for the asset in its place meanwhile
};
struct TieChanges {
  std::vector<std::pair<Link, std::string>> unlink;  // with the record's external id
  std::vector<TieBack> link;
};

// Of a creation: why the asset stays, or nothing. `rows`: what is to be taken back of it.
std::string why_it_stays(db::Connection& c, const std::vector<const Change*>& rows);
// Who wrote over what `row` had left there: edited or later_sync.
std::string why_written(db::Connection& c, const Change& row, const std::string& path);

// The ties that a creation and what came with it made.
std::vector<std::pair<Link, std::string>> links_made(db::Connection& c,
                                                     const std::vector<const Change*>& rows);
// Of a "link" row, of an "unlink" row: what is to be done, put into `ties`; or why it stays.
std::string find_link_of(db::Connection& c, const Change& row, TieChanges& ties);
std::string find_tie_of(db::Connection& c, const Change& row, TieChanges& ties);
bool is_linked(db::Connection& c, const std::string& kind, base::Id asset);

struct TieAuthor {
  Change row;  // what each row of history has in common
  std::optional<base::Id> account;
  std::string verdict;  // about records that are untied: never_create, never_link
  base::Time now{};
};
// Unties and ties, rules about the records, and adds the history to `changes`.
void write_ties(db::Connection& c, const TieAuthor& author, const TieChanges& ties,
                std::vector<Change>& changes);

}  // namespace reeve::store

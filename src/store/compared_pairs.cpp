// Reads contacts together with their users.
#include "store/compared_pairs.h"

#include <fmt/format.h>

#include <unordered_set>

#include "store/contact_rows.h"
#include "store/record_rows.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

std::string statement(std::string_view condition, std::string_view rest) {
  return fmt::format(
      "SELECT {}, {} FROM {} JOIN links l ON l.asset_kind = 'contact' AND l.asset = k.id AND "
      "l.type = 'users' AND l.role = 'primary' JOIN records r ON r.id = l.record WHERE {} AND "
      "k.archived_at IS NULL {}",
      kContactColumns, kRecordColumns, kContactTables, condition, rest);
}

// Rows into pairs; the lists of addresses and numbers are read for all of them at once.
class Pairs {
 public:
  void add(const db::Row& row) {
    if (!seen_.insert(row.integer(0)).second) return;
    contacts_.push_back(contact_from(row));
    records_.push_back(record_from(row, kContactWidth));
  }
  std::vector<ComparedPair> take(db::Connection& c) {
    fill_contact_lists(c, contacts_);
    std::vector<ComparedPair> out;
    out.reserve(contacts_.size());
    for (std::size_t i = 0; i < contacts_.size(); ++i)
      out.push_back({std::move(contacts_[i]), std::move(records_[i])});
    return out;
  }

 private:
  std::unordered_set<base::Id> seen_;
  std::vector<domain::Contact> contacts_;
  std::vector<Record> records_;
};

std::vector<ComparedPair> read(db::Connection& c, const std::string& sql,
                               const db::Params& params) {
  Pairs pairs;
  for (const auto& row : c.query(sql, params)) pairs.add(row);
  return pairs.take(c);
}

}  // namespace

std::vector<ComparedPair> pairs_by_name(db::Connection& c, base::Id organization,
                                        std::int64_t limit) {
  return read(c, statement("k.organization = $1", "ORDER BY k.name_folded, k.id, l.id LIMIT $2"),
              {organization, limit});
}

std::vector<ComparedPair> pairs_after(db::Connection& c, base::Id organization, base::Id after,
                                      std::int64_t limit) {
  return read(c, statement("k.organization = $1 AND k.id > $2", "ORDER BY k.id, l.id LIMIT $3"),
              {organization, after, limit});
}

std::vector<ComparedPair> pairs_of(db::Connection& c, std::span<const base::Id> contacts) {
  Pairs pairs;
  query_by_ids(c, statement("k.id IN ({})", "ORDER BY k.id, l.id"), {}, contacts,
               [&](const db::Row& row) { pairs.add(row); });
  return pairs.take(c);
}

}  // namespace reeve::store

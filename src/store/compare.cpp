// Lists what differs between documentation and Microsoft.
#include "store/compare.h"

#include <algorithm>

#include "base/text.h"
#include "store/compared_plain.h"
#include "store/compared_rows.h"
#include "store/configurations.h"
#include "store/list_statement.h"
#include "store/locations.h"

namespace reeve::store {
namespace {

// What a list was asked for, beyond its page.
class Asked {
 public:
  explicit Asked(const ListQuery& query)
      : states_(find_filter(query, "state")),
        fields_(find_filter(query, "field")),
        kinds_(find_filter(query, "asset_kind")) {
    if (const Filter* search = find_filter(query, "search"))
      for (const std::string& part : search->values) parts_.push_back(base::fold(part));
  }

  bool kind(std::string_view name) const { return fits(kinds_, name); }
  bool equal() const { return fits(states_, "same"); }
  // Where the state does not hang on locks, whose reading can be spared.
  bool needs_locks() const { return states_ != nullptr; }
  bool name(std::string_view name) const {
    if (parts_.empty()) return true;
    const std::string folded = base::fold(name);
    return std::ranges::any_of(
        parts_, [&](const auto& part) { return folded.find(part) != std::string::npos; });
  }
  bool row(const ComparedRow& row) const {
    return fits(states_, row.state) && fits(fields_, row.field);
  }
  // Before locks are known: what is not even possible.
  bool possible(const ComparedRow& row) const {
    if (!fits(fields_, row.field)) return false;
    return fits(states_, row.state) || (row.state == "differs" && fits(states_, "kept"));
  }

 private:
  static bool fits(const Filter* filter, std::string_view value) {
    return filter == nullptr || std::ranges::find(filter->values, value) != filter->values.end();
  }

  const Filter* states_;
  const Filter* fields_;
  const Filter* kinds_;
  std::vector<std::string> parts_;
};

void add_organization(ComparedRows& make, base::Id organization, const Asked& asked,
                      std::vector<ComparedRow>& rows) {
  if (!asked.kind(domain::kOrganization)) return;
  make.add_organization(organization, rows);
  if (!rows.empty() && !asked.name(rows.front().asset_name)) rows.clear();
}

void add_assets(db::Connection& c, ComparedRows& make, base::Id organization, const Asked& asked,
                std::vector<ComparedRow>& rows) {
  for (const PlainShape* shape : {&kLocationShape, &kConfigurationShape}) {
    if (!asked.kind(shape->kind)) continue;
    add_plain_assets(c, make, *shape, organization, asked.equal(), rows);
  }
  std::erase_if(rows, [&](const ComparedRow& row) { return !asked.name(row.asset_name); });
}

void add_contacts(ComparedRows& make, const std::vector<ComparedPair>& pairs, const Asked& asked,
                  std::vector<ComparedRow>& rows) {
  for (const ComparedPair& pair : pairs)
    if (asked.name(domain::full_name(pair.contact))) make.add(pair, asked.equal(), rows);
}

// Sources are filled in where they decide, or where `whole`.
void narrow(db::Connection& c, const Asked& asked, bool whole, std::vector<ComparedRow>& rows) {
  std::erase_if(rows, [&](const ComparedRow& row) { return !asked.possible(row); });
  if (!whole && !asked.needs_locks()) return;
  fill_sources(c, rows);
  std::erase_if(rows, [&](const ComparedRow& row) { return !asked.row(row); });
}

}  // namespace

std::vector<ComparedRow> compare_contact(db::Connection& c, const Scope& scope, base::Id contact) {
  std::vector<ComparedRow> rows;
  ComparedRows make(c, scope);
  const base::Id ids[] = {contact};
  for (const ComparedPair& pair : pairs_of(c, ids)) make.add(pair, true, rows);
  fill_sources(c, rows);
  return rows;
}

std::vector<ComparedRow> compare_asset(db::Connection& c, const Scope& scope,
                                       std::string_view asset_kind, base::Id asset) {
  std::vector<ComparedRow> rows;
  ComparedRows make(c, scope);
  if (const PlainShape* shape = compared_shape(asset_kind))
    add_plain_asset(c, scope, make, *shape, asset, rows);
  fill_sources(c, rows);
  return rows;
}

Page<ComparedRow> compare_organization(db::Connection& c, const Scope& scope, base::Id organization,
                                       const ListQuery& query) {
  const Asked asked(query);
  std::vector<ComparedRow> rows;
  ComparedRows make(c, scope);
  if (!scope.includes(organization)) return {};
  add_organization(make, organization, asked, rows);
  add_assets(c, make, organization, asked, rows);
  if (asked.kind(domain::kContact))
    add_contacts(make, pairs_by_name(c, organization, kMaxComparedContacts), asked, rows);
  narrow(c, asked, false, rows);
  Page<ComparedRow> page;
  page.total = static_cast<std::int64_t>(rows.size());
  const auto from = std::min((query.page - 1) * query.size, page.total);
  const auto to = std::min(from + query.size, page.total);
  page.rows.assign(std::make_move_iterator(rows.begin() + from),
                   std::make_move_iterator(rows.begin() + to));
  if (!asked.needs_locks()) fill_sources(c, page.rows);
  return page;
}

std::vector<ComparedRow> compare_next(db::Connection& c, const Scope& scope, base::Id organization,
                                      const ListQuery& query, base::Id& after,
                                      std::int64_t contacts) {
  const Asked asked(query);
  std::vector<ComparedRow> rows;
  ComparedRows make(c, scope);
  if (!scope.includes(organization)) {
    after = 0;
    return rows;
  }
  if (after == 0) {
    add_organization(make, organization, asked, rows);
    add_assets(c, make, organization, asked, rows);
  }
  const auto pairs = asked.kind(domain::kContact) ? pairs_after(c, organization, after, contacts)
                                                  : std::vector<ComparedPair>{};
  add_contacts(make, pairs, asked, rows);
  after = pairs.empty() ? 0 : pairs.back().contact.id;
  if (after != 0 && pairs_after(c, organization, after, 1).empty()) after = 0;
  narrow(c, asked, true, rows);
  return rows;
}

}  // namespace reeve::store

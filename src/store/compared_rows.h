// Makes the rows of a comparison out of pairs. Internal to store/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "db/connection.h"
#include "domain/field_mapping.h"
#include "store/compare.h"
#include "store/compared_pairs.h"
#include "store/field_sources.h"

namespace reeve::store {

// What is the same for all users of a tenant is read once.
class ComparedRows {
 public:
  // Both outlive it.
  ComparedRows(db::Connection& c, const Scope& scope) : c_(c), scope_(scope) {}

  // Added to `rows`, without sources and locks; of a contact outside the scope nothing is.
  // `equal`: those that are the same, too.
  void add(const ComparedPair& pair, bool equal, std::vector<ComparedRow>& rows);
  // The organization's own; none where no tenant of it was read.
  void add_organization(base::Id organization, std::vector<ComparedRow>& rows);
  const domain::ContactMapping& mapping(base::Id tenant);
  void set_record(ComparedRow& row, const Record& record);

 private:
  struct Tenant {
    std::string name;
    domain::ContactMapping mapping;
    std::map<std::string, std::optional<base::Time>> complete;  // by data type
  };
  const Tenant& tenant(base::Id id);

  db::Connection& c_;
  const Scope& scope_;
  std::map<base::Id, Tenant> tenants_;
};

// From both values of the row, and a reason where Microsoft's is empty.
void set_state(ComparedRow& row, bool asked, bool differs);
// Why the record is not compared at all: it is gone, or outside the choice.
std::optional<std::string> why_silent(const Record& record);

// Who wrote our side, and what is locked; "differs" becomes "kept" there.
void fill_sources(db::Connection& c, std::vector<ComparedRow>& rows);

}  // namespace reeve::store

// Documentation that is a row of plain fields with sources and history (configurations, locations):
// one table of fields each, one set of rules for all. Who may write a field is decided here, as for
// contacts: a Microsoft author writes only what is empty or what Microsoft wrote, never through a
// lock (invariant 2). Internal to store/, but for the types.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"
#include "store/contacts.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct PlainAsset;

struct PlainField {
  enum class Kind {
    text,
    flag,   // 0 or 1
    named,  // a row of `table`, made where there is none of that name
    asset   // a row of `table` in the same organization, by its id
  };
  std::string_view name;  // the column; also in field_sources and changes
  Kind kind = Kind::text;
  std::size_t limit = 255;      // bytes of a text
  std::string_view table = {};  // of named and asset
  // How a row of the table is called, in SQL where "r" stands for the row.
  std::string_view title = "r.name";
  // Of named: a field whose row the names are unique within ("manufacturer").
  std::string_view within = {};
};

// A column that follows from the fields; lists and matching compare by it.
struct DerivedColumn {
  std::string_view column;
  std::string (*of)(const PlainAsset&);
};

struct PlainShape {
  std::string_view kind;   // domain::kConfiguration
  std::string_view table;  // "configurations"
  std::string_view noun;   // "configuration", for sentences
  std::span<const PlainField> fields;
  std::span<const DerivedColumn> derived;

  // Throws Error{internal} for a name that is none.
  std::size_t place(std::string_view field) const;
};

// One value: the text of a text, a flag's "true", the name of a named row or an asset.
struct PlainValue {
  std::optional<std::string> text;
  std::optional<base::Id> id;  // of named and asset
};

struct PlainAsset {
  const PlainShape* shape = nullptr;
  base::Id id = 0, organization = 0;
  std::string organization_name;   // filled on reading
  std::vector<PlainValue> values;  // as the shape's fields
  std::int64_t version = 1;
  std::optional<base::Time> archived_at;
  std::optional<base::Id> merged_into;
  base::Time created_at{}, updated_at{};

  const PlainValue& value(std::string_view field) const { return values[shape->place(field)]; }
  const std::optional<std::string>& text(std::string_view field) const { return value(field).text; }
  std::string text_or_empty(std::string_view field) const { return text(field).value_or(""); }
  bool flag(std::string_view field) const { return text(field) == "true"; }
};

// What is not named stays as it is; a value of none clears.
struct PlainPatch {
  std::optional<base::Id> organization;                                  // create only
  std::map<std::string, std::optional<std::string>, std::less<>> texts;  // named ones by name
  std::map<std::string, std::optional<base::Id>, std::less<>> ids;       // named ones and assets
  std::optional<bool> archived;
  // For a Microsoft author: fields in which it replaces a person's value too, unless it is blank
  // (domain/configuration_mapping.h). Never through a lock.
  std::set<std::string, std::less<>> wins;
};

std::optional<PlainAsset> find_plain(db::Connection& c, const PlainShape& shape, const Scope& scope,
                                     base::Id id);
// Of one organization, not archived, by id: what matching works on.
std::vector<PlainAsset> plain_of_organization(db::Connection& c, const PlainShape& shape,
                                              base::Id organization);
std::vector<FieldSource> plain_sources(db::Connection& c, const PlainShape& shape, base::Id id);

// Throw Error{invalid} with a sentence for the person, Error{not_found} and Error{conflict} as
// update_contact does.
PlainAsset create_plain(db::Connection& c, const PlainShape& shape, const Scope& scope,
                        const Author& author, const PlainPatch& values, base::Time now);
PlainAsset update_plain(db::Connection& c, const PlainShape& shape, const Scope& scope,
                        const Author& author, base::Id id, const PlainPatch& patch,
                        std::optional<std::int64_t> expected_version, base::Time now,
                        bool* changed = nullptr);

// One step of a sync over many, in order; at most 1,000 a call. An asset that is archived meanwhile
// is an Error{conflict}.
struct PlainWrite {
  std::optional<base::Id> asset;  // none: create
  PlainPatch patch;
};
struct PlainWritten {
  base::Id asset = 0;
  bool created = false, changed = false;
};
std::vector<PlainWritten> write_plain(db::Connection& c, const PlainShape& shape,
                                      const Author& author, const std::vector<PlainWrite>& writes,
                                      base::Time now);
// The same for assets that are there, without writing: which would change. One that does not exist
// (any more) would not.
std::vector<PlainWritten> rehearse_plain(db::Connection& c, const PlainShape& shape,
                                         const Author& author,
                                         const std::vector<PlainWrite>& writes, base::Time now);

// For lists: the columns that plain_from reads, and the tables they stand in; the asset is "a".
std::string plain_columns(const PlainShape& shape);
std::string plain_tables(const PlainShape& shape);
PlainAsset plain_from(const PlainShape& shape, const db::Row& row);

}  // namespace reeve::store

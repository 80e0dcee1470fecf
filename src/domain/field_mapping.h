// Which of Microsoft's properties go into which field of a contact, and whose word counts there:
// the choice that a connection (or a tenant of its own) makes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace reeve::domain {

// The fields that a Microsoft user may fill. Names as in the settings and in the history.
enum class ContactTarget {
  first_name,
  last_name,
  title,
  contact_type,
  primary_email,
  emails,  // the addresses beside the primary one
  phones,  // the first is the primary one
};
inline constexpr std::size_t kContactTargets = 7;

// Whose word counts for a field. A lock stands above all of them.
enum class MappingRule {
  people_win,      // written where it is empty, or where Microsoft wrote it
  microsoft_wins,  // a person's value is overwritten too; never by a blank
  leave_alone,     // nothing is written and nothing is taken away
};
std::string_view to_string(MappingRule rule);

// What a page and the settings know of one target. `properties` are those of Graph's user that may
// stand there, by Graph's own names (types/users.cpp declares each).
struct MappingTarget {
  ContactTarget target;
  std::string_view name, label;
  std::span<const std::string_view> properties, by_default;
  // All of them are taken, in order; else the first that is not blank.
  bool takes_all = false;
  // May name none: then Microsoft has no entries here, and those it gave are taken back.
  bool may_be_none = false;
  MappingRule rule_by_default = MappingRule::people_win;
};
std::span<const MappingTarget> contact_targets();
const MappingTarget& contact_target(ContactTarget target);

struct FieldMapping {
  std::vector<std::string> from;
  MappingRule rule = MappingRule::people_win;
  bool operator==(const FieldMapping&) const = default;
};

// One field of the settings: {"from":["jobTitle"],"rule":"people_win"}. `given`: the object that
// the section reads, so that an empty list is a choice and an absent one is none. Throws
// Error{invalid} with a sentence that names what is wrong.
class SectionReader;
struct FieldChoice {
  std::string_view name;
  std::span<const std::string_view> properties;
  bool may_be_none = false;
};
void read_field(SectionReader& section, const base::json::value& given, const FieldChoice& choice,
                FieldMapping& field);
base::json::object json_of(const FieldMapping& field);
// Of all that decides what is written, as text; never 0.
std::int64_t revision_of(const std::string& text);

class ContactMapping {
 public:
  ContactMapping();  // as without any choice
  const FieldMapping& of(ContactTarget target) const {
    return fields_[static_cast<std::size_t>(target)];
  }
  FieldMapping& of(ContactTarget target) { return fields_[static_cast<std::size_t>(target)]; }
  bool takes(ContactTarget target, std::string_view property) const;
  // Of the contact's location, which is the organization's primary one, as Microsoft knows no
  // other.
  MappingRule location = MappingRule::people_win;
  bool operator==(const ContactMapping&) const = default;

 private:
  std::array<FieldMapping, kContactTargets> fields_;
};

// The settings "mapping" whole and canonical: {"contacts":{"title":{"from":["jobTitle"],"rule":
// "people_win"},…},"contact-location":"people_win","configurations":{…}}; what is missing gets its
// default. Throws Error{invalid} with a sentence that names what is wrong: a member, a property or
// a rule that does not exist.
std::string checked_mapping(std::string_view json);
// Of checked settings.
ContactMapping contact_mapping(std::string_view json);

// A number that differs where the mapping differs, so that links applied under another one are
// applied again; never 0. `reading`: raised when the product reads the properties in another way.
std::int64_t mapping_revision(const ContactMapping& mapping, std::int64_t reading);

}  // namespace reeve::domain

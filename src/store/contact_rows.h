// Contacts with their addresses and phone numbers, as rows. Internal to store/.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "db/connection.h"
#include "domain/contact.h"

namespace reeve::store {

// For "FROM contacts k JOIN organizations o ON o.id = k.organization".
inline constexpr std::string_view kContactColumns =
    "k.id, k.organization, o.name, k.first_name, k.last_name, k.title, k.contact_type, k.notes, "
    "k.important, k.version, k.archived_at, k.merged_into, k.created_at, k.updated_at, "
    "k.location, (SELECT p.name FROM locations p WHERE p.id = k.location)";
inline constexpr std::size_t kContactWidth = 16;  // how many columns that are
inline constexpr std::string_view kContactTables =
    "contacts k JOIN organizations o ON o.id = k.organization";

domain::Contact contact_from(const db::Row& row);
// Fills the addresses and phone numbers of all of them, in their order.
void fill_contact_lists(db::Connection& c, std::vector<domain::Contact>& contacts);

}  // namespace reeve::store

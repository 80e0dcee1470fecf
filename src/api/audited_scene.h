// What the table of audited routes needs to have happened before: something to undo, to split, to
// revoke.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/test_world.h"

namespace reeve::api {

// Sent wherever a route takes a secret; it must not come back.
inline constexpr std::string_view kTestSecret = "s3cret-of-the-test";

// Gives what {x} stands for.
using Prepare = std::string (*)(World&, const Visitor&);

std::string nothing(World&, const Visitor&);
std::string an_invitation(World& world, const Visitor& visitor);  // its token
std::string an_api_key(World& world, const Visitor& visitor);
std::string a_configuration_type(World& world, const Visitor& visitor);
std::string a_configuration_status(World& world, const Visitor& visitor);
std::string a_manufacturer(World& world, const Visitor& visitor);
std::string a_model(World& world, const Visitor& visitor);
std::string a_relation(World& world, const Visitor& visitor);  // of the contact
std::string a_relation_of_the_configuration(World& world, const Visitor& visitor);
std::string a_relation_of_the_location(World& world, const Visitor& visitor);
std::string a_removed_relation(World& world, const Visitor& visitor);
std::string a_removed_relation_of_the_configuration(World& world, const Visitor& visitor);
std::string a_removed_relation_of_the_location(World& world, const Visitor& visitor);
std::string a_synced_change(World& world, const Visitor& visitor);
std::string an_undo(World& world, const Visitor& visitor);
std::string a_second_contact(World& world, const Visitor& visitor);
std::string a_merge(World& world, const Visitor& visitor);
std::string a_difference(World& world, const Visitor& visitor);  // of the contact's title
std::string a_lock(World& world, const Visitor& visitor);        // of the contact's title
std::string a_device(World& world, const Visitor& visitor);      // linked to the configuration
std::string a_locked_serial(World& world, const Visitor& visitor);
std::string pending_credentials(World& world, const Visitor& visitor);
std::string a_sign_in_for_acts(World& world, const Visitor& visitor);
std::string relationships_and_a_group(World& world, const Visitor& visitor);
std::string a_paused_connection(World& world, const Visitor& visitor);
std::string a_paused_tenant(World& world, const Visitor& visitor);
std::string everything_ticked(World& world, const Visitor& visitor);
std::string a_removal(World& world, const Visitor& visitor);
std::string another_way(World& world, const Visitor& visitor);
std::string a_rematch(World& world, const Visitor& visitor);
std::string an_ignored_tenant(World& world, const Visitor& visitor);
std::string a_held_review(World& world, const Visitor& visitor);
std::string an_unclear_review(World& world, const Visitor& visitor);  // the contact fits
std::string a_failed_message(World& world, const Visitor& visitor);

// With {org}, {contact} … as in permission_test.cpp, and {x}.
std::string filled(std::string_view text, const World& world, const std::string& x);
// The attributes of the trail's rows, newest first.
std::vector<base::json::value> audit_rows(World& world);

}  // namespace reeve::api

// The table of reason codes: adding one is one line here.
#include "domain/reason_code.h"

#include <algorithm>

namespace reeve::domain {
namespace {

constexpr std::string_view kNothing = "Nothing to do.";
constexpr std::string_view kComesAgain = "Nothing to do: it is asked again by itself.";
constexpr std::string_view kReport =
    "Start the sync again. If it stays, report it with the run's "
    "log.";
constexpr std::string_view kDecide = "Decide it under Reviews.";
constexpr std::string_view kPolicy =
    "If these should become contacts, change what is synced in the sync settings.";
constexpr std::string_view kLeft =
    "Nothing is deleted. What becomes of the contact stands under People who leave in the sync "
    "settings.";

constexpr ReasonCode kCodes[] = {
    // How a run stands.
    {"queued", "The sync waits for its turn.", kNothing},
    {"syncing", "The sync is under way.", kNothing},
    {"ok", "The sync is done.", kNothing},
    {"gaps", "The sync is done, but some facts could not be read.",
     "Open the run: each data type that is missing names its reason."},
    {"partial", "The sync saw only a part of the tenant, so nobody is marked as gone.",
     "Open the run: it names what broke off. The next sync goes on."},
    {"held", "The sync waits for a person.", "Look at its preview or review and decide."},
    {"failed", "The sync could not read the tenant.",
     "Open the run: it names the reason and what to do."},
    {"canceled", "The sync was canceled.", "Start it again if it is wanted."},
    {"paused", "The tenant was paused before its scheduled sync started.",
     "Resume the tenant, or choose Start manual sync."},
    {"tenant_off", "The tenant is switched off, so nothing was asked of it.",
     "Switch it on under tenant matching."},
    {"not_matched", "The tenant is read, but it has no organization yet.",
     "Match it to an organization."},
    {"first_sync", "The first sync of a tenant waits for somebody's yes.",
     "Look at its preview and accept the first sync."},
    {"quarantined", "The tenant failed several times in a row and is asked once a day only.",
     "Mend what its last sync named, then choose Start manual sync."},
    {"quarantine_over", "The tenant is asked by its schedule again.", kNothing},
    // What Reeve did.
    {"contacts", "Contacts were linked, created or updated.", kNothing},
    {"contact_linked", "A user was linked to a contact.", kNothing},
    {"contact_created", "A contact was made from a user.", kNothing},
    {"contact_updated", "A contact was updated from Microsoft.", kNothing},
    {"configuration_linked", "A device was linked to a configuration.", kNothing},
    {"configuration_created", "A configuration was made from a device.", kNothing},
    {"configuration_updated", "A configuration was updated from Microsoft.", kNothing},
    {"location_linked", "The tenant's address was found among the locations.", kNothing},
    {"location_created", "A location was made from the tenant's address.", kNothing},
    {"location_updated", "A location was updated from Microsoft.", kNothing},
    {"related", "Relations were made, or follow what Microsoft says now.",
     "A relation that is not wanted can be taken apart; no sync makes it again."},
    {"license_assets", "Microsoft Licenses were made or brought up to date.", kNothing},
    {"records", "Microsoft's data changed.", kNothing},
    {"gone", "Microsoft does not list it any more.",
     "Nothing is deleted. Archive the contact or configuration if it is not wanted."},
    {"leavers", "Contacts of people who left or came back were marked as the settings say.",
     "If that is not wanted, change the rules under People who leave in the sync settings."},
    {"person_enabled", "Somebody may sign in at Microsoft again.", kNothing},
    {"person_disabled", "Somebody may not sign in at Microsoft any more.", kLeft},
    {"person_unlicensed", "Somebody has no Microsoft license any more.", kLeft},
    {"person_shared", "Somebody's mailbox is a shared one now.", kLeft},
    {"person_soft_deleted", "Somebody was deleted at Microsoft, where it can still be undone.",
     kLeft},
    {"person_deleted", "Somebody was deleted at Microsoft for good.", kLeft},
    {"person_removed", "Somebody is not in Microsoft's list any more.", kLeft},
    {"person_returned", "Somebody is back at Microsoft.", kNothing},
    {"person_more", "More people changed their state than are told one by one.",
     "Open their contacts: each tells when it changed."},
    {"listed", "Objects were listed.", kNothing},
    {"complete", "Everything of a data type was listed.", kNothing},
    {"more", "More of the same happened than is told one by one.", kNothing},
    {"answered_again", "A data type that was missing could be read again.", kNothing},
    {"skip_over", "It is no longer left out.", kNothing},
    // Why Microsoft did not answer.
    {"unreachable", "Microsoft could not be reached.",
     "Check the network of this server; Reeve asks again by itself.", true},
    {"throttled", "Microsoft is limiting requests.", kComesAgain, true},
    {"server_error", "Microsoft had a fault of its own.",
     "Reeve asks again by itself. If it stays, look at Microsoft's service health.", true},
    {"no_token", "Microsoft gave no token for the tenant.",
     "Open the doctor of the connection: it names what is missing.", true},
    {"not_allowed", "Microsoft does not let Reeve read this.",
     "Grant the permission in that tenant (admin consent), and check the roles of the service "
     "account there."},
    {"not_found", "Microsoft does not have this in the tenant.",
     "Check that the tenant still exists and that its plan includes the service."},
    {"bad_request", "Microsoft refused the question as Reeve asked it.",
     "Report this with the details; updating Reeve may help."},
    {"resync", "Microsoft asks for the whole list again.",
     "Nothing to do: everything is listed again."},
    {"too_large", "Microsoft's answer was larger than Reeve takes.", kReport},
    {"too_many_pages", "The list has more pages than Reeve reads.", kReport},
    {"loop", "Microsoft sent the same page again and again.", kComesAgain, true},
    {"count_differs", "Far fewer objects came than Microsoft counts.", kComesAgain, true},
    {"another_tenant", "Microsoft's answers were those of another tenant; nothing was taken.",
     "Start the sync again later. If it stays, check whether a proxy mixes up answers."},
    {"foreign_link", "Microsoft's answer named an address outside its cloud.", kReport},
    {"not_json", "Microsoft's answer could not be understood.", kReport, true},
    {"not_csv", "Microsoft's report could not be understood.", kReport, true},
    {"page_cut", "A page of Microsoft's list was cut off.", kComesAgain, true},
    {"empty_answer", "Microsoft's list came back empty, which cannot be right.",
     "Start the sync again later. If it stays, check whether the tenant still exists."},
    {"unreadable_record", "Microsoft sent objects that cannot be read.", kReport},
    {"concealed", "Microsoft conceals names in its usage reports.",
     "Clear \"Display concealed user, group, and site names in all reports\" in the Microsoft 365 "
     "admin center."},
    {"more_to_ask", "Not all could be asked in one sync.", kComesAgain},
    // Why a data type was not asked for.
    {"no_plan", "The tenant's licenses do not have the plan that this needs.",
     "Nothing is wrong. Buy or assign a license with this plan if it is wanted."},
    {"not_in_tier", "The connection's tier does not read this.",
     "Choose a larger tier for the connection if it is wanted."},
    {"not_chosen", "It is outside of what is chosen to be synced.", kPolicy},
    {"not_due", "It is not due yet by its own interval.", kComesAgain},
    {"not_yet_asked", "It is asked for on the slow schedule.",
     "It comes with one of the next scheduled syncs."},
    {"waits_its_turn", "Few of these requests are let through for all tenants together.",
     kComesAgain},
    // Why a user is no contact.
    {"guest", "Guests of the tenant are not its people.", kPolicy},
    {"room", "Rooms are no people.", kPolicy},
    {"equipment", "Equipment is no person.", kPolicy},
    {"not_licensed", "Unlicensed users become contacts only where they fit one.", kPolicy},
    {"disabled", "Disabled users become contacts only where they fit one.", kPolicy},
    {"shared_mailbox", "Shared mailboxes become contacts only where they fit one.", kPolicy},
    {"service", "Accounts of services are no people.", kPolicy},
    {"licensed", "The settings only link licensed users, and it fits no contact.", kPolicy},
    {"chosen_again", "It is chosen to be synced again.", kNothing},
    {"choice_unknown", "Whether it is chosen is not known yet.",
     "It is decided when Microsoft answers what the choice needs."},
    {"entra_only", "The device is only registered in Entra ID and fits no configuration.",
     "If such devices should become configurations, choose so under Devices and locations in the "
     "sync settings."},
    {"archived_configuration", "The device has the serial number of an archived configuration.",
     "If it is in use again, restore that configuration: the next sync links it."},
    {"same_device", "It waits for what is decided about the same machine.", kDecide},
    {"ignored", "Somebody decided to ignore it.", "Take the decision back under Reviews."},
    {"never_create", "Somebody decided that nothing is created for it.",
     "Take the decision back under Reviews."},
    {"never_link", "Somebody decided to keep it apart from what is documented.",
     "Take the decision back under Reviews."},
    {"listing_incomplete", "Nobody is created from an incomplete list.",
     "Nothing to do: the next complete list decides."},
    {"already_linked", "It fits a contact that belongs to another user.", kDecide},
    {"asset_claimed", "Two users fit one contact.", kDecide},
    {"unclear_match", "It fits more than one contact.", kDecide},
    {"new_contact", "A new contact waits for a decision, as the connection's policy says.",
     kDecide},
    // Errors of Reeve's own (base::ErrorCode), where a run ended by one.
    {"invalid", "Something that the sync needs is not valid.", kReport},
    {"unauthenticated", "Nobody is signed in for this.", "Sign in to Microsoft again."},
    {"forbidden", "This is not allowed.", "Ask an administrator."},
    {"conflict", "Somebody changed the documentation at the same moment.", kComesAgain, true},
    {"unavailable", "Reeve's database or disk could not be used.",
     "Check the server; Reeve tries again by itself.", true},
    {"refused", "Microsoft said no.", "Open the doctor of the connection: it names what to mend."},
    {"protocol", "An answer from outside could not be understood.", kReport, true},
    {"fence_lost", "Another process took the sync over.", kNothing},
    {"usage", "The command was not understood.", "See reeve --help."},
    {"internal", "Reeve failed in a way it did not expect.", kReport, true},
};

}  // namespace

std::span<const ReasonCode> all_reason_codes() { return kCodes; }

const ReasonCode* find_reason_code(std::string_view code) {
  const auto* found = std::ranges::find(kCodes, code, &ReasonCode::code);
  return found == std::end(kCodes) ? nullptr : found;
}

bool may_pass(std::string_view code) {
  const ReasonCode* found = find_reason_code(code);
  return found != nullptr && found->may_pass;
}

}  // namespace reeve::domain

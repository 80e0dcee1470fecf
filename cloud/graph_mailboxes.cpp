// /users/{id}/mailboxSettings and its userPurpose: whether a mailbox is a person's, shared, a room.
//
// Sources: the CSDL (complex type mailboxSettings, enumeration userPurpose), user-get-
// mailboxsettings.md and its examples, microsoft-cloud.md C.6. Where the examples disagree: inside
// mailboxSettings the CSDL and what clients see have "userPurpose":"user", one page has
// {"value":"user"}; alone it is {"@odata.context","value":"user"}. Ours follows the CSDL.
#include "graph_mailboxes.h"

#include <fmt/format.h>

#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "mailboxes.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kMayRead[] = {"MailboxSettings.Read", "MailboxSettings.ReadWrite"};

json::object automatic_replies() {
  const auto when = [](std::string_view day) {
    return json::object{{"dateTime", fmt::format("2026-09-{}T08:00:00.0000000", day)},
                        {"timeZone", "UTC"}};
  };
  return {{"status", "disabled"},
          {"externalAudience", "all"},
          {"internalReplyMessage", ""},
          {"externalReplyMessage", ""},
          {"scheduledStartDateTime", when("01")},
          {"scheduledEndDateTime", when("02")}};
}

json::object working_hours(std::string_view zone) {
  return {{"daysOfWeek", json::array{"monday", "tuesday", "wednesday", "thursday", "friday"}},
          {"startTime", "08:00:00.0000000"},
          {"endTime", "17:00:00.0000000"},
          {"timeZone", {{"name", zone}}}};
}

std::string context_of(const GraphCall& call, const User& user, std::string_view rest) {
  return call.context(fmt::format("users('{}')/mailboxSettings{}", user.id, rest));
}

Response show_settings(const GraphCall& call, const User& user) {
  need_mailbox(call, user);
  json::object body = {{"@odata.context", context_of(call, user, "")}};
  for (const auto& one :
       keep_selected(call.query, mailbox_settings(call.tenant, user), "mailboxSettings", {}))
    body[one.key()] = one.value();
  return json_answer(body);
}

Response show_purpose(const GraphCall& call, const User& user) {
  need_mailbox(call, user);
  return json_answer(json::object{{"@odata.context", context_of(call, user, "/userPurpose")},
                                  {"value", purpose_of(user.mailbox)}});
}

}  // namespace

// The permission of people opens their own mailbox only, whatever their roles are
// (graph-error-mailboxsettings-accessdenied.json; its status is inferred there). The message for
// nobody's mailbox is that of 2022 and later; in 2019 it was "REST API is not yet supported for
// this mailbox.".
void need_mailbox(const GraphCall& call, const User& user) {
  if (!call.holds(kMayRead) ||
      (!call.claims.is_application() && !same_text(call.claims.object_id, user.id)))
    throw GraphRefusal(403, "ErrorAccessDenied",
                       "Access is denied. Check credentials and try again.");
  if (!has_mailbox(call.tenant, user))
    throw GraphRefusal(404, "MailboxNotEnabledForRESTAPI",
                       "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
}

json::object mailbox_settings(const Tenant& tenant, const User& user) {
  const std::string& language =
      user.preferred_language.empty() ? tenant.language : user.preferred_language;
  constexpr std::string_view zone = "W. Europe Standard Time";
  return {{"archiveFolder", nullptr},
          {"automaticRepliesSetting", automatic_replies()},
          {"dateFormat", "yyyy-MM-dd"},
          {"delegateMeetingMessageDeliveryOptions", "sendToDelegateOnly"},
          {"language", {{"locale", language}, {"displayName", language}}},
          {"timeFormat", "HH:mm"},
          {"timeZone", zone},
          {"userPurpose", purpose_of(user.mailbox)},
          {"workingHours", working_hours(zone)}};
}

Response show_mailbox_settings(GraphCall& call) {
  return show_settings(call, wanted_user(call, call.args[0]));
}

Response show_user_purpose(GraphCall& call) {
  return show_purpose(call, wanted_user(call, call.args[0]));
}

Response show_my_mailbox_settings(GraphCall& call) {
  return show_settings(call, wanted_user(call, call.claims.object_id));
}

Response show_my_purpose(GraphCall& call) {
  return show_purpose(call, wanted_user(call, call.claims.object_id));
}

}  // namespace cloud

// Sign-in to BMS: user name and password for a pair of tokens, a new pair for an old one, and who
// one is.
#include "bms_form.h"
#include "bms_input.h"
#include "bms_routes.h"
#include "bms_tokens.h"
#include "clock.h"
#include "cloud.h"
#include "encoding.h"
#include "totp.h"

namespace cloud {
namespace {

namespace json = boost::json;

// What BMS answers to a wrong password is not known; a failure inside a 200 is what a client
// overlooks most easily. One sentence for all of them tells a guesser nothing.
[[noreturn]] void refuse_sign_in() {
  throw BmsRefusal(200, kBmsSecurityError, "Security Error", {},
                   "The user name, the password, the company or the code is wrong.");
}

[[noreturn]] void refuse_refresh() {
  throw BmsRefusal(200, kBmsSecurityError, "Security Error", {},
                   "The tokens do not belong together or are not valid anymore.");
}

Response token_answer(const BmsTokenPair& pair) {
  return bms_answer(json::object{{"accessToken", pair.access},
                                 {"refreshToken", pair.refresh},
                                 {"accessTokenExpireOn", iso_time(pair.access_expires)},
                                 {"refreshTokenExpireOn", iso_time(pair.refresh_expires)}});
}

// Whether the company's name counts in any letter case is not known: it must be exact.
bool may_enter(const BmsCredentials& known, const BmsForm& form, std::int64_t now) {
  if (form.value("Tenant") != known.company) return false;
  const std::string name = form.value("UserName");
  const std::string password = form.value("Password");
  if (same_text(name, known.user_name)) return password == known.password;
  return same_text(name, known.mfa_user_name) && password == known.mfa_password &&
         totp_fits(known.totp_secret, now, form.value("MFACode"));
}

json::array access_rights() {
  json::array rights;
  for (const int menu : {11, 12, 14})
    rights.push_back({{"canView", true},
                      {"canModify", true},
                      {"canDelete", true},
                      {"mainMenuId", menu},
                      {"menuCategoryId", 1},
                      {"listingIDEnum", menu * 10}});
  return rights;
}

}  // namespace

Response bms_authenticate(BmsCall& call) {
  const BmsForm form = read_bms_form(call.request);
  const std::string grant = form.value("GrantType");
  if (grant.empty()) throw bms_not_valid({"The GrantType field is required."});
  // Other values exist (the form has SamlResponse, ItcToken and Code), but none is documented.
  if (grant != "password") throw bms_not_valid({"The GrantType is not supported."});
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    if (!may_enter(records.credentials, form, call.now)) refuse_sign_in();
    const bool api = same_text(form.value("UserName"), records.credentials.user_name);
    const std::string& name =
        api ? records.credentials.user_name : records.credentials.mfa_user_name;
    return token_answer(
        make_bms_tokens(call.cloud.state, name, records.token_generation, call.now));
  });
}

// Only AccessToken is marked as required, but nobody has seen a refresh without RefreshToken: both
// must be given, must belong together, and work once. An expired access token is no hindrance.
Response bms_refresh_token(BmsCall& call) {
  const BmsForm form = read_bms_form(call.request);
  if (form.value("AccessToken").empty())
    throw bms_not_valid({"The AccessToken field is required."});
  const auto access = read_bms_access(call.cloud.state, form.value("AccessToken"));
  const auto refresh = read_bms_refresh(call.cloud.state, form.value("RefreshToken"));
  if (!access || !refresh || access->id != refresh->id || refresh->expires <= call.now)
    refuse_refresh();
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    const BmsRecords& records = writer.records();
    if (refresh->generation != records.token_generation ||
        records.spent_refresh_tokens.contains(refresh->id))
      refuse_refresh();
    writer.spend(refresh->id);
    return token_answer(
        make_bms_tokens(call.cloud.state, refresh->user_name, records.token_generation, call.now));
  });
}

Response bms_user_info(BmsCall& call) {
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    const bool api = call.user_name == records.credentials.user_name;
    const BmsEmployee& person = records.employees[api || records.employees.size() < 2 ? 0 : 1];
    return bms_answer(json::object{{"userId", person.id},
                                   {"fullName", person.name},
                                   {"emailAddress", call.user_name},
                                   {"timeStamp", iso_time(call.now)},
                                   {"timeZoneValue", 0.0},
                                   {"timeZoneName", "UTC"},
                                   {"olsonTimeZoneName", "Etc/UTC"},
                                   {"dateFormat", "yyyy-MM-dd"},
                                   {"timeFormat", "HH:mm"},
                                   {"timeFormatWithSeconds", "HH:mm:ss"},
                                   {"tenantId", records.credentials.tenant_id},
                                   {"accountId", nullptr},
                                   {"locationId", nullptr},
                                   {"contactId", nullptr},
                                   {"businessName", records.credentials.company},
                                   {"userAccessRights", access_rights()},
                                   {"specialFeatures", json::array()},
                                   {"viewsMenus", json::array()},
                                   {"queuesMenus", json::array()},
                                   {"currencyCode", "USD"},
                                   {"cultureCode", "en-US"},
                                   {"filesVersionNumber", "4.0"},
                                   {"newTicketingUI", true},
                                   {"isUserSystemAdmin", api},
                                   {"productName", "BMS"},
                                   {"pictureUrl", nullptr},
                                   {"openIdRealmId", nullptr}});
  });
}

}  // namespace cloud

// The addresses under /_control/bms, one row each.
#include "bms_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "bms_input.h"
#include "bms_json.h"
#include "bms_reach_rules.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

int id_of(const ControlCall& call) {
  const std::string& text = call.args.at(0);
  int value = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc() || end != text.data() + text.size())
    throw ControlRefusal(400, "The id must be a number.");
  return value;
}

template <class Look>
Response look(ControlCall& call, Look look_at) {
  return call.cloud.bms.store.read(
      [&](const BmsRecords& records) { return control_answer(look_at(records)); });
}

const BmsAccount& wanted_account(const BmsRecords& records, int id) {
  const BmsAccount* account = records.account(id);
  if (!account) throw ControlRefusal(404, fmt::format("BMS has no account {}.", id));
  return *account;
}

const BmsContact& wanted_contact(const BmsRecords& records, int id) {
  const BmsContact* contact = records.contact(id);
  if (!contact) throw ControlRefusal(404, fmt::format("BMS has no contact {}.", id));
  return *contact;
}

Response show(ControlCall& call) {
  return look(call, [](const BmsRecords& records) {
    const BmsCredentials& known = records.credentials;
    return json::object{{"tenant", known.company},
                        {"userName", known.user_name},
                        {"password", known.password},
                        {"accounts", records.accounts.size()},
                        {"contacts", records.contacts.size()},
                        {"singleInEnvelope", records.single_in_envelope}};
  });
}

// {"singleInEnvelope":true}: how GET summary/{id} answers.
Response change(ControlCall& call) {
  const json::object body = call.body();
  const json::value* single = body.if_contains("singleInEnvelope");
  if (!single || !single->is_bool())
    throw ControlRefusal(400, "The body needs \"singleInEnvelope\": true or false.");
  call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    writer.set_single_in_envelope(single->as_bool());
  });
  return show(call);
}

Response revoke(ControlCall& call) {
  call.cloud.bms.store.write(call.cloud.state, [](BmsWriter& writer) { writer.void_tokens(); });
  return control_done();
}

Response list_accounts(ControlCall& call) {
  return look(call, [](const BmsRecords& records) {
    json::array rows;
    for (const auto& [id, account] : records.accounts)
      rows.push_back(bms_account_summary(records, account));
    return json::object{{"value", std::move(rows)}};
  });
}

Response list_contacts(ControlCall& call) {
  return look(call, [](const BmsRecords& records) {
    json::array rows;
    for (const auto& [id, contact] : records.contacts)
      rows.push_back(bms_contact_summary(records, contact));
    return json::object{{"value", std::move(rows)}};
  });
}

// What the body names is changed, all else stays.
void take_text(const BmsInput& input, std::string_view name, std::string& into) {
  if (input.has(name)) into = input.text(name);
}
void take_flag(const BmsInput& input, std::string_view name, bool& into) {
  if (input.has(name)) into = input.flag(name);
}
void take_number(const BmsInput& input, std::string_view name, int& into) {
  if (input.has(name)) into = input.number(name);
}

void refuse_unknown(const json::object& body, std::span<const std::string_view> known) {
  for (const auto& member : body)
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
      throw ControlRefusal(
          400, fmt::format("The property {} cannot be set.", std::string_view(member.key())));
}

constexpr std::string_view kAccountProperties[] = {
    "accountName",   "accountCode",    "description",      "website",
    "accountTypeId", "businessTypeId", "accountManagerId", "isActive"};

void set_account(const json::object& body, BmsAccount& account) {
  refuse_unknown(body, kAccountProperties);
  const BmsInput input(body);
  take_text(input, "accountName", account.name);
  take_text(input, "accountCode", account.code);
  take_text(input, "description", account.description);
  take_text(input, "website", account.website);
  take_number(input, "accountTypeId", account.type_id);
  take_number(input, "businessTypeId", account.business_type_id);
  take_number(input, "accountManagerId", account.manager_id);
  take_flag(input, "isActive", account.is_active);
  if (account.name.empty()) throw ControlRefusal(400, "An account needs an accountName.");
}

constexpr std::string_view kContactProperties[] = {
    "accountId", "locationId", "firstName", "middleName", "lastName",          "jobTitle",
    "isPoc",     "isActive",   "emails",    "phones",     "canRecieveInvoices"};

// Lists are given as in a create; a phone may be called "phone" as in answers.
void take_reaches(const BmsInput& input, const BmsReachKind& kind, BmsContact& contact,
                  std::int64_t now) {
  if (!input.has(kind.in_result)) return;
  json::array list = input.list(kind.in_result);
  for (json::value& one : list)
    if (one.is_object() && one.as_object().contains("phone"))
      one.as_object()["phoneNumber"] = one.as_object()["phone"];
  contact.*kind.member = read_bms_reaches(kind, list, now);
}

void set_contact(const BmsRecords& records, const json::object& body, BmsContact& contact,
                 std::int64_t now) {
  refuse_unknown(body, kContactProperties);
  const BmsInput input(body);
  take_number(input, "accountId", contact.account_id);
  take_text(input, "firstName", contact.first_name);
  take_text(input, "middleName", contact.middle_name);
  take_text(input, "lastName", contact.last_name);
  take_text(input, "jobTitle", contact.job_title);
  take_flag(input, "isPoc", contact.is_poc);
  take_flag(input, "isActive", contact.is_active);
  take_flag(input, "canRecieveInvoices", contact.receives_invoices);
  take_reaches(input, bms_email_kind(), contact, now);
  take_reaches(input, bms_phone_kind(), contact, now);
  const BmsAccount& account = wanted_account(records, contact.account_id);
  take_number(input, "locationId", contact.location_id);
  if (contact.location_id == 0 && !account.locations.empty())
    contact.location_id = account.locations[0].id;
  if (!account.location(contact.location_id))
    throw ControlRefusal(400, "The account has no such location.");
  if (contact.first_name.empty()) throw ControlRefusal(400, "A contact needs a firstName.");
}

// A new account with one main location.
Response add_account(ControlCall& call) {
  const json::object body = call.body();
  BmsAccount account;
  account.type_id = bms_account_types()[0].id;
  account.business_type_id = bms_business_types()[0].id;
  account.created = account.modified = call.cloud.clock.now();
  BmsLocation location;
  location.name = "Main";
  location.is_main = true;
  location.created = location.modified = account.created;
  account.locations.push_back(std::move(location));
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    account.manager_id = writer.records().employees[0].id;
    set_account(body, account);
    const BmsAccount& kept = writer.put(std::move(account));
    return control_answer(bms_account_summary(writer.records(), kept), 201);
  });
}

Response change_account(ControlCall& call) {
  const json::object body = call.body();
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    BmsAccount account = wanted_account(writer.records(), id_of(call));
    set_account(body, account);
    account.modified = call.cloud.clock.now();
    const BmsAccount& kept = writer.put(std::move(account));
    return control_answer(bms_account_summary(writer.records(), kept));
  });
}

Response delete_account(ControlCall& call) {
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    writer.remove_account(wanted_account(writer.records(), id_of(call)).id);
    return control_done();
  });
}

Response add_contact(ControlCall& call) {
  const json::object body = call.body();
  const std::int64_t now = call.cloud.clock.now();
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    BmsContact contact;
    contact.created = contact.modified = now;
    set_contact(writer.records(), body, contact, now);
    const BmsContact& kept = writer.put(std::move(contact));
    return control_answer(bms_contact_summary(writer.records(), kept), 201);
  });
}

Response change_contact(ControlCall& call) {
  const json::object body = call.body();
  const std::int64_t now = call.cloud.clock.now();
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    BmsContact contact = wanted_contact(writer.records(), id_of(call));
    set_contact(writer.records(), body, contact, now);
    contact.modified = now;
    const BmsContact& kept = writer.put(std::move(contact));
    return control_answer(bms_contact_summary(writer.records(), kept));
  });
}

Response delete_contact(ControlCall& call) {
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    writer.remove_contact(wanted_contact(writer.records(), id_of(call)).id);
    return control_done();
  });
}

struct Row {
  std::string_view method;
  std::string_view what;  // after "bms/"
  bool with_id;
  Response (*answer)(ControlCall&);
};
constexpr Row kRows[] = {
    {"GET", "", false, show},
    {"PATCH", "", false, change},
    {"POST", "revoke", false, revoke},
    {"GET", "accounts", false, list_accounts},
    {"POST", "accounts", false, add_account},
    {"PATCH", "accounts", true, change_account},
    {"DELETE", "accounts", true, delete_account},
    {"GET", "contacts", false, list_contacts},
    {"POST", "contacts", false, add_contact},
    {"PATCH", "contacts", true, change_contact},
    {"DELETE", "contacts", true, delete_contact},
};

}  // namespace

std::vector<std::pair<std::string, std::string>> bms_control_addresses() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Row& row : kRows) {
    std::string address = "bms";
    if (!row.what.empty()) address += "/" + std::string(row.what);
    if (row.with_id) address += "/{}";
    all.emplace_back(std::string(row.method), std::move(address));
  }
  return all;
}

bool is_bms_control(const Request& request) {
  const auto segments = split(request.path, '/');
  return segments.size() >= 2 && segments[1] == "bms";
}

Response control_bms(Cloud& cloud, const Request& request) {
  const auto segments = split(request.path, '/');  // "_control", "bms", …
  const std::string what = segments.size() > 2 ? segments[2] : "";
  for (const Row& row : kRows) {
    if (row.method != request.method || row.what != what) continue;
    if (segments.size() != (what.empty() ? 2U : row.with_id ? 4U : 3U)) continue;
    ControlCall call{cloud, request, {}};
    if (row.with_id) call.args.push_back(segments[3]);
    try {
      return row.answer(call);
    } catch (const BmsRefusal& refusal) {
      throw ControlRefusal(400, refusal.details.empty() ? refusal.what() : refusal.details);
    }
  }
  throw ControlRefusal(404, fmt::format("/_control has no {} {}. docs/cloud.md lists what it has.",
                                        request.method, request.path));
}

}  // namespace cloud

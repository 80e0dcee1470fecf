// Changes of BMS's records, applied in the same way at once and at the next start.
#include "bms_store.h"

#include <algorithm>

#include "bms_kept.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kOperation = "bms";  // what the state's edits call it

void give_id(int& id, int& next) {
  if (id == 0) id = next++;
}
void give_ids(BmsAccount& account, int& next) {
  give_id(account.id, next);
  for (BmsLocation& location : account.locations) {
    give_id(location.id, next);
    for (BmsAddress& address : location.addresses) give_id(address.id, next);
  }
}
void give_ids(BmsContact& contact, int& next) {
  give_id(contact.id, next);
  for (BmsReach& one : contact.emails) give_id(one.id, next);
  for (BmsReach& one : contact.phones) give_id(one.id, next);
}

void remove_account_from(BmsRecords& records, int id) {
  records.accounts.erase(id);
  std::erase_if(records.contacts, [&](const auto& one) { return one.second.account_id == id; });
}

void apply_change(BmsRecords& records, const json::object& change) {
  records.next_id = std::max(records.next_id, static_cast<int>(number_of(change, "next")));
  if (const json::value* account = change.if_contains("account")) {
    BmsAccount kept = kept_bms_account(account->as_object());
    const int id = kept.id;
    records.accounts[id] = std::move(kept);
  } else if (const json::value* contact = change.if_contains("contact")) {
    BmsContact kept = kept_bms_contact(contact->as_object());
    const int id = kept.id;
    records.contacts[id] = std::move(kept);
  } else if (change.contains("removeAccount")) {
    remove_account_from(records, static_cast<int>(number_of(change, "removeAccount")));
  } else if (change.contains("removeContact")) {
    records.contacts.erase(static_cast<int>(number_of(change, "removeContact")));
  } else if (change.contains("spent")) {
    records.spent_refresh_tokens.insert(text_of(change, "spent"));
  } else if (change.contains("generation")) {
    records.token_generation = static_cast<int>(number_of(change, "generation"));
  } else if (const json::value* single = change.if_contains("singleInEnvelope")) {
    records.single_in_envelope = single->as_bool();
  }
}

}  // namespace

void BmsWriter::keep(json::object change) {
  change["op"] = kOperation;
  change["next"] = records_.next_id;
  state_.add_edit(change);
  apply_change(records_, change);
}

const BmsAccount& BmsWriter::put(BmsAccount account) {
  give_ids(account, records_.next_id);
  keep({{"account", keep_bms_account(account)}});
  return records_.accounts.at(account.id);
}

const BmsContact& BmsWriter::put(BmsContact contact) {
  give_ids(contact, records_.next_id);
  keep({{"contact", keep_bms_contact(contact)}});
  return records_.contacts.at(contact.id);
}

void BmsWriter::remove_contact(int id) { keep({{"removeContact", id}}); }
void BmsWriter::remove_account(int id) { keep({{"removeAccount", id}}); }
void BmsWriter::spend(const std::string& id) { keep({{"spent", id}}); }
void BmsWriter::void_tokens() { keep({{"generation", records_.token_generation + 1}}); }
void BmsWriter::set_single_in_envelope(bool yes) { keep({{"singleInEnvelope", yes}}); }

bool BmsStore::apply(const json::object& edit) {
  if (text_of(edit, "op") != kOperation) return false;
  const std::unique_lock lock(mutex_);
  apply_change(records_, edit);
  return true;
}

}  // namespace cloud

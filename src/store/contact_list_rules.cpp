// Merges what people and Microsoft say about a contact's addresses and phone numbers.
#include "store/contact_list_rules.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using domain::Email;
using domain::Phone;
using domain::Source;

constexpr std::size_t kMaxItems =
    500;  // addresses of one contact; Exchange Online allows 400 a mailbox

std::string key_of(const Email& email) { return item_key(email); }
std::string key_of(const Phone& phone) { return item_key(phone); }
// How history shows an entry.
std::string shown(const Email& email) { return email.value; }
std::string shown(const Phone& phone) {
  return phone.value + (phone.extension ? " x" + *phone.extension : "");
}
// People often note one number twice; one address twice is a mistake.
constexpr bool double_is_error(const Email*) { return true; }
constexpr bool double_is_error(const Phone*) { return false; }

bool same(const Email& a, const Email& b) {
  return a.value == b.value && a.primary == b.primary && a.label == b.label && a.source == b.source;
}
bool same(const Phone& a, const Phone& b) {
  return a.value == b.value && a.extension == b.extension && a.primary == b.primary &&
         a.label == b.label && a.source == b.source;
}
// What a Microsoft author may bring up to date in an item that it gave.
void refresh(Email& item, const Email& wanted) {
  item.value = wanted.value;
  item.label = wanted.label;
}
void refresh(Phone& item, const Phone& wanted) {
  item.value = wanted.value;
  item.extension = wanted.extension;
  item.label = wanted.label;
}

template <class Item>
using Items = std::vector<Item>;

template <class Item>
const Item* find_key(const Items<Item>& items, const std::string& key) {
  for (const auto& item : items)
    if (key_of(item) == key) return &item;
  return nullptr;
}

template <class Item>
Item* find_key(Items<Item>& items, const std::string& key) {
  for (auto& item : items)
    if (key_of(item) == key) return &item;
  return nullptr;
}

template <class Item>
std::string primary_value(const Items<Item>& items) {
  for (const auto& item : items)
    if (item.primary) return item.value;
  return {};
}

// Cleaned, without blanks; people hear of a double, from Microsoft it is dropped in silence.
template <class Item>
Items<Item> cleaned(const Items<Item>& wanted, Source author) {
  Items<Item> out;
  std::set<std::string> keys;
  bool primary = false;
  for (Item item : wanted) {
    item.value = std::string(base::trim(base::clean_text(item.value)));
    if (item.label) item.label = base::clean_text(*item.label);
    if (item.value.empty()) continue;
    if (!keys.insert(key_of(item)).second) {
      if (author == Source::microsoft || !double_is_error(&item)) continue;
      throw Error(ErrorCode::invalid,
                  "\"" + item.value + "\" stands there twice. Remove one of them.");
    }
    if (item.primary && primary) {
      if (author != Source::microsoft)
        throw Error(ErrorCode::invalid,
                    "Two entries are marked as primary. Mark one of them alone.");
      item.primary = false;
    }
    primary = primary || item.primary;
    item.source = author;
    out.push_back(std::move(item));
    if (out.size() > kMaxItems)
      throw Error(ErrorCode::invalid, "A contact takes at most 500 addresses or phone numbers.");
  }
  if (!primary && !out.empty()) out.front().primary = true;
  return out;
}

// People replace the list; an entry that stays keeps who gave it.
template <class Item>
Items<Item> replaced(const Items<Item>& current, Items<Item> wanted) {
  for (auto& item : wanted)
    if (const auto* before = find_key(current, key_of(item))) item.source = before->source;
  return wanted;
}

// A list's name in history and sources, and that of its primary entry.
struct ListNames {
  std::string list, primary;
};

// What Microsoft's list may do to the one that is there.
struct Statement {
  bool moves_primary = false;  // no person chose the primary one, or Microsoft wins there
  bool replaces = false;       // Microsoft wins: what people added goes as well
  bool takes_back = true;      // what Microsoft gave before and does not name goes
  bool keeps_primary = false;  // whichever is the primary one stays
  const FieldState* fields = nullptr;
  ListNames names;

  bool refuses(std::string_view op, const std::string& key) const {
    return fields->refuses(op == "primary" ? names.primary : names.list,
                           op == "primary" ? "set" : op, key);
  }
};

template <class Item>
bool goes(const Item& item, const Statement& how) {
  if (how.refuses("remove", key_of(item))) return false;
  if (item.primary && (how.keeps_primary || (how.replaces && !how.moves_primary))) return false;
  if (how.replaces) return true;
  return how.takes_back && item.source == Source::microsoft;
}

// Microsoft states its own entries.
template <class Item>
Items<Item> stated(Items<Item> current, const Items<Item>& wanted, const Statement& how) {
  std::erase_if(current, [&](const Item& item) {
    return find_key(wanted, key_of(item)) == nullptr && goes(item, how);
  });
  for (const auto& item : wanted) {
    if (auto* before = find_key(current, key_of(item))) {
      if (before->source == Source::microsoft && !how.refuses("keep", key_of(item)))
        refresh(*before, item);
    } else if (!how.refuses("add", key_of(item))) {
      current.push_back(item);
      current.back().primary = false;
    }
  }
  std::string primary;
  for (const auto& item : wanted)
    if (item.primary && !how.refuses("primary", key_of(item))) primary = key_of(item);
  const bool has_primary =
      std::any_of(current.begin(), current.end(), [](const Item& item) { return item.primary; });
  if (current.empty() || (has_primary && (!how.moves_primary || primary.empty()))) return current;
  if (find_key(current, primary) == nullptr) primary = key_of(current.front());
  for (auto& item : current) item.primary = key_of(item) == primary;
  return current;
}

// "name" is "emails" or "phones"; history has one row an entry added or removed.
template <class Item>
void note_changes(const Items<Item>& before, const Items<Item>& after, const std::string& name,
                  PatchResult& result) {
  for (const auto& item : before)
    if (!find_key(after, key_of(item)))
      result.changes.push_back({"remove", name, shown(item), std::nullopt});
  for (const auto& item : after) {
    const auto* old = find_key(before, key_of(item));
    if (old == nullptr) {
      result.changes.push_back({"add", name, std::nullopt, shown(item)});
    } else if (shown(*old) != shown(item)) {
      result.changes.push_back({"set", name, shown(*old), shown(item)});
    } else if (old->label != item.label) {
      result.changes.push_back({"set", name + "/" + item.value + "/label", old->label, item.label});
    }
  }
}

Statement statement_of(const ContactState& state, bool empty, bool blank, const ListNames& names,
                       const MicrosoftRules& rules) {
  Statement how;
  how.fields = &state.fields;
  how.names = names;
  const bool nobody_chose = !state.fields.written.contains(names.primary);
  const bool wins = !blank && rules.wins.contains(names.primary);
  how.keeps_primary = rules.keeps_primary;
  how.moves_primary =
      !rules.keeps_primary &&
      may_write(Source::microsoft, state.fields, names.primary, empty || nobody_chose || wins);
  how.replaces = !blank && !rules.keeps_others && rules.wins.contains(names.list);
  how.takes_back = !rules.keeps_others;
  return how;
}

template <class Item>
bool apply_items(ContactState& state, Items<Item>& current, const Items<Item>& wanted,
                 Source author, const ListNames& names, const MicrosoftRules& rules,
                 PatchResult& result) {
  const auto& [name, primary_field] = names;
  const bool machine = author == Source::microsoft;
  if (machine && state.fields.locked(name)) return false;
  auto clean = cleaned(wanted, author);
  const Statement how = statement_of(state, current.empty(), clean.empty(), names, rules);
  auto next = machine ? stated(current, clean, how) : replaced(current, std::move(clean));
  if (std::equal(current.begin(), current.end(), next.begin(), next.end(),
                 [](const Item& a, const Item& b) { return same(a, b); }))
    return false;
  const auto rows_before = result.changes.size();
  note_changes(current, next, name, result);
  const auto old_primary = primary_value(current), new_primary = primary_value(next);
  if (old_primary != new_primary) {
    result.changes.push_back({"set", primary_field,
                              old_primary.empty() ? std::nullopt : std::optional(old_primary),
                              new_primary.empty() ? std::nullopt : std::optional(new_primary)});
    result.fields.push_back(primary_field);
  }
  if (result.changes.size() == rows_before)
    result.changes.push_back({"set", name + "/order", std::nullopt, std::nullopt});
  result.fields.push_back(name);
  current = std::move(next);
  return true;
}

}  // namespace

std::string email_key(const std::string& address) {
  auto key = domain::normalized_email(address);
  return key.empty() ? base::fold(address) : key;
}

std::string phone_key(const std::string& phone) {
  auto key = domain::phone_digits(phone);
  return key.empty() ? base::fold(phone) : key;
}

std::string item_key(const Email& email) { return email_key(email.value); }

std::string item_key(const Phone& phone) {
  return phone_key(phone.value) + (phone.extension ? "x" + *phone.extension : "");
}

bool apply_emails(ContactState& state, const std::vector<Email>& wanted, Source author,
                  const MicrosoftRules& rules, PatchResult& result) {
  return apply_items(state, state.contact.emails, wanted, author, {"emails", "primary_email"},
                     rules, result);
}

bool apply_phones(ContactState& state, const std::vector<Phone>& wanted, Source author,
                  const MicrosoftRules& rules, PatchResult& result) {
  return apply_items(state, state.contact.phones, wanted, author, {"phones", "primary_phone"},
                     {.wins = rules.wins}, result);
}

}  // namespace reeve::store

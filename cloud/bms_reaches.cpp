// PATCH of a contact's e-mail addresses and phones: a list of additions, changes and deletions that
// counts as a whole or not at all.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bms_input.h"
#include "bms_json.h"
#include "bms_reach_rules.h"
#include "bms_routes.h"
#include "cloud.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

// RelatedItemOperationType is an enumeration without names; the order of the result (added,
// updated, deleted) suggests this: psa-and-password-rotation.md 1.
constexpr int kAdd = 0;
constexpr int kUpdate = 1;
constexpr int kDelete = 2;

// The items of one contact while the operations go over them.
class Items {
 public:
  Items(const BmsReachKind& kind, std::vector<BmsReach> items, std::int64_t now)
      : kind_(kind), items_(std::move(items)), now_(now) {}

  void apply(const BmsInput& input) {
    // Without a number .NET would read 0, which adds; here it must be said.
    const auto operation = input.maybe_number("operation");
    if (!operation || *operation < kAdd || *operation > kDelete)
      throw bms_not_valid({"Operation must be 0, 1 or 2."});
    if (*operation == kAdd) add(input);
    if (*operation == kUpdate) update(input);
    if (*operation == kDelete) items_.erase(find(input));
    ++counts_[static_cast<std::size_t>(*operation)];
  }
  std::vector<BmsReach> finish() {
    check_bms_reaches(kind_, items_);
    return std::move(items_);
  }
  int count(int operation) const { return counts_[static_cast<std::size_t>(operation)]; }

 private:
  std::vector<BmsReach>::iterator find(const BmsInput& input) {
    const std::string value = input.text(kind_.value);
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const BmsReach& one) {
      return same_text(one.value, value);
    });
    if (found == items_.end())
      throw bms_not_valid({fmt::format("The contact has no {} \"{}\".", kind_.what, value)});
    return found;
  }
  void make_default(BmsReach& chosen) {
    for (BmsReach& one : items_) one.is_default = false;
    chosen.is_default = true;
  }
  void add(const BmsInput& input) {
    BmsReach item;
    item.value = input.text(kind_.value);
    item.type_id = input.maybe_number("typeId").value_or(0);
    item.created = item.modified = now_;
    check_bms_reach(kind_, item);
    items_.push_back(std::move(item));
    if (input.maybe_flag("isDefault").value_or(false)) make_default(items_.back());
  }
  // What is not named stays as it was.
  void update(const BmsInput& input) {
    BmsReach& item = *find(input);
    if (const std::string value = input.text(kind_.new_value); !value.empty()) item.value = value;
    item.type_id = input.maybe_number("typeId").value_or(item.type_id);
    item.modified = now_;
    check_bms_reach(kind_, item);
    const auto chosen = input.maybe_flag("isDefault");
    if (chosen && *chosen) make_default(item);
    if (chosen && !*chosen) item.is_default = false;
  }

  const BmsReachKind& kind_;
  std::vector<BmsReach> items_;
  std::int64_t now_;
  std::array<int, 3> counts_{};
};

Response patch(BmsCall& call, const BmsReachKind& kind) {
  const json::array operations = bms_array(call.request);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    const BmsContact* found = writer.records().contact(call.id());
    if (!found) throw bms_not_found("Contact", call.id());
    BmsContact contact = *found;
    Items items(kind, contact.*kind.member, call.now);
    for (const json::value& one : operations) items.apply(BmsInput(bms_element(one)));
    contact.*kind.member = items.finish();
    // The incremental feed (ModifiedOnFrom) would miss the change otherwise; whether BMS counts it
    // as a change of the contact is not known.
    contact.modified = call.now;
    const BmsContact& kept = writer.put(std::move(contact));
    json::object result = {{"added", items.count(kAdd)},
                           {"updated", items.count(kUpdate)},
                           {"deleted", items.count(kDelete)}};
    result[kind.in_result] = kind.write(kept);
    return bms_answer(std::move(result));
  });
}

}  // namespace

Response bms_patch_emails(BmsCall& call) { return patch(call, bms_email_kind()); }
Response bms_patch_phones(BmsCall& call) { return patch(call, bms_phone_kind()); }

}  // namespace cloud

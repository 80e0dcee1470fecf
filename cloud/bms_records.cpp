// The lists that BMS looks ids up in, and how records are found.
//
// The ids are this simulation's own and deliberately not 1, 2, 3: a client that does not look them
// up or read them off existing contacts gets a refusal. Source that they differ by installation:
// psa-and-password-rotation.md 1 ("read the ids off existing contacts").
#include "bms_records.h"

#include <algorithm>

namespace cloud {
namespace {

constexpr BmsChoice kEmailTypes[] = {
    {2301, "Work", true}, {2302, "Personal", false}, {2304, "Other", false}};
constexpr BmsChoice kPhoneTypes[] = {
    {3117, "Work", true}, {3118, "Mobile", false}, {3119, "Home", false}, {3121, "Fax", false}};
constexpr BmsChoice kAccountTypes[] = {
    {410, "Client", true}, {411, "Prospect", false}, {415, "Vendor", false}};
constexpr BmsChoice kBusinessTypes[] = {{520, "Corporation", true},
                                        {521, "Limited company", false},
                                        {522, "Partnership", false},
                                        {525, "Nonprofit", false}};

template <class Map>
auto find_in(const Map& map, int id) -> decltype(&map.begin()->second) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

std::span<const BmsChoice> bms_email_types() { return kEmailTypes; }
std::span<const BmsChoice> bms_phone_types() { return kPhoneTypes; }
std::span<const BmsChoice> bms_account_types() { return kAccountTypes; }
std::span<const BmsChoice> bms_business_types() { return kBusinessTypes; }

const BmsChoice* bms_choice(std::span<const BmsChoice> list, int id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const BmsChoice& one) { return one.id == id; });
  return found == list.end() ? nullptr : &*found;
}

const BmsLocation* BmsAccount::location(int location_id) const {
  for (const BmsLocation& one : locations)
    if (one.id == location_id) return &one;
  return nullptr;
}

const BmsAccount* BmsRecords::account(int id) const { return find_in(accounts, id); }
const BmsContact* BmsRecords::contact(int id) const { return find_in(contacts, id); }

const BmsEmployee* BmsRecords::employee(int id) const {
  for (const BmsEmployee& one : employees)
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace cloud

// From records to licenses and their holders.
#include "sync/licenses.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/license.h"
#include "store/records.h"
#include "types/license.h"

namespace reeve::sync {
namespace {

namespace json = base::json;

using Bodies = std::unordered_map<std::string, std::string>;

constexpr std::string_view kSkus = "subscribed_skus";

Bodies bodies_of(db::Connection& c, base::Id tenant, std::string_view type) {
  Bodies out;
  for (auto& record : store::records_present(c, tenant, type))
    out.emplace(std::move(record.external_id), std::move(record.body));
  return out;
}

store::License license_of(const store::Record& record, base::Time now) {
  const types::SkuFacts facts = types::sku_facts(record.body);
  store::License one;
  one.record = record.id;
  one.tenant = record.tenant;
  one.sku = facts.sku;
  one.part_number = facts.part_number;
  one.product = facts.product;
  one.status = facts.status;
  one.free = domain::is_free_product(facts.part_number);
  one.enabled = facts.enabled;
  one.consumed = facts.consumed;
  one.unused = domain::unused_units(facts.enabled, facts.consumed);
  one.warning = facts.warning;
  one.suspended = facts.suspended;
  one.locked_out = facts.locked_out;
  one.counted_at = now;
  return one;
}

class Counting {
 public:
  Counting(db::Connection& c, base::Id tenant, base::Time now)
      : c_(c),
        tenant_(tenant),
        now_(now),
        mailboxes_(bodies_of(c, tenant, "mailbox_purposes")),
        usage_(bodies_of(c, tenant, "mailbox_usage")),
        sign_ins_(bodies_of(c, tenant, "sign_in_activity")),
        groups_(store::record_titles(c, tenant, "groups")) {}

  LicenseBook run() {
    add_licenses();
    if (!book_.licenses.empty())
      for (const store::Record& user : store::records_present(c_, tenant_, "users")) add_user(user);
    for (store::License& one : book_.licenses) one.counted_at = now_;
    return std::move(book_);
  }

 private:
  void add_licenses() {
    for (const store::Record& record : store::records_present(c_, tenant_, kSkus)) {
      book_.licenses.push_back(license_of(record, now_));
      present_.emplace(book_.licenses.back().sku, book_.licenses.size() - 1);
    }
    for (store::License& before : store::licenses_of(c_, tenant_)) {
      const bool here = std::ranges::any_of(
          book_.licenses, [&](const auto& one) { return one.record == before.record; });
      if (here) continue;
      before.gone = true;
      before.enabled = before.consumed = before.unused = 0;
      before.warning = before.suspended = before.locked_out = 0;
      before.counts = {};
      book_.licenses.push_back(std::move(before));
    }
  }

  domain::LicensedPerson person_of(const store::Record& user, const types::LicensedUser& facts) {
    domain::LicensedPerson person;
    person.enabled = facts.enabled;
    person.created = facts.created;
    if (const auto found = mailboxes_.find(user.external_id); found != mailboxes_.end())
      person.mailbox = types::mailbox_purpose(found->second);
    // The report names people by their user names.
    if (const auto found = usage_.find(base::ascii_lower(facts.user_name)); found != usage_.end())
      types::add_mailbox_facts(found->second, person);
    if (const auto found = sign_ins_.find(user.external_id); found != sign_ins_.end()) {
      person.sign_ins_known = true;
      person.last_sign_in = types::last_sign_in(found->second);
    }
    return person;
  }

  void add_user(const store::Record& user) {
    const types::LicensedUser facts = types::licensed_user(user.body);
    const bool holds = std::ranges::any_of(
        facts.assignments, [this](const auto& one) { return present_.contains(one.sku); });
    if (!holds) return;
    const domain::LicensedPerson person = person_of(user, facts);
    const domain::Waste waste = domain::standing_waste(person);
    const auto active = domain::last_active(person);
    book_.people.push_back({user.id, facts.user_name, person.enabled, person.mailbox, active,
                            person.last_sign_in.has_value(), std::string(to_string(waste))});
    for (const types::Assignment& one : facts.assignments) {
      const auto found = present_.find(one.sku);
      if (found == present_.end()) continue;
      store::License& license = book_.licenses[found->second];
      book_.holdings.push_back({0, license.record, user.id, one.held, one.direct,
                                groups_json(one.groups),
                                one.error.empty() ? std::nullopt : std::optional(one.error)});
      if (!one.error.empty()) ++license.counts.failed;
      if (one.held) count(license.counts, person, waste, active);
    }
  }

  void count(store::LicenseCounts& counts, const domain::LicensedPerson& person,
             domain::Waste waste, std::optional<base::Time> active) const {
    ++counts.holders;
    if (waste == domain::Waste::disabled) ++counts.on_disabled;
    if (waste == domain::Waste::shared_mailbox) ++counts.on_shared;
    if (domain::is_inactive(waste, active, now_, 30)) ++counts.inactive_30;
    if (domain::is_inactive(waste, active, now_, 60)) ++counts.inactive_60;
    if (domain::is_inactive(waste, active, now_, 90)) ++counts.inactive_90;
    if (!person.mailbox) ++counts.unknown_mailbox;
    if (!active) ++counts.unknown_sign_in;
  }

  std::string groups_json(const std::vector<std::string>& ids) const {
    json::array out;
    for (const std::string& id : ids) {
      const auto name = groups_.find(id);
      out.push_back({{"id", id},
                     {"name", name == groups_.end() ? json::value() : json::value(name->second)}});
    }
    return base::to_json(out);
  }

  db::Connection& c_;
  base::Id tenant_;
  base::Time now_;
  Bodies mailboxes_, usage_, sign_ins_;
  std::unordered_map<std::string, std::string> groups_;
  std::unordered_map<std::string, std::size_t> present_;  // SKU → place in the book
  LicenseBook book_;
};

bool same(const store::License& a, const store::License& b) {
  const auto tie = [](const store::License& one) {
    return std::tie(one.sku, one.part_number, one.product, one.status, one.free, one.gone,
                    one.enabled, one.consumed, one.unused, one.warning, one.suspended,
                    one.locked_out);
  };
  return tie(a) == tie(b) && a.counts == b.counts;
}

template <class Row, class Write>
void write_in_parts(RunWriter& writer, std::vector<Row> rows, Write write) {
  for (std::size_t at = 0; at < rows.size(); at += kMaxRowsPerTransaction) {
    const auto end = std::min(rows.size(), at + kMaxRowsPerTransaction);
    std::vector<Row> part(rows.begin() + static_cast<std::ptrdiff_t>(at),
                          rows.begin() + static_cast<std::ptrdiff_t>(end));
    const std::size_t count = part.size();
    writer.add(count, [write, part = std::move(part)](db::Connection& c) { write(c, part); });
  }
}

// Both say whether anything differed.
bool write_people(RunWriter& writer, const std::vector<store::LicensedPersonRow>& stored,
                  const std::vector<store::LicensedPersonRow>& wanted) {
  std::unordered_map<base::Id, const store::LicensedPersonRow*> before;
  for (const auto& one : stored) before.emplace(one.record, &one);
  std::vector<store::LicensedPersonRow> changed;
  for (const auto& one : wanted) {
    const auto found = before.find(one.record);
    if (found == before.end() || !(*found->second == one)) changed.push_back(one);
    if (found != before.end()) before.erase(found);
  }
  std::vector<base::Id> left;
  for (const auto& [id, row] : before) left.push_back(id);
  std::ranges::sort(left);
  const bool any = !changed.empty() || !left.empty();
  const base::Id tenant = writer.run().tenant;
  write_in_parts(writer, std::move(changed), [tenant](db::Connection& c, const auto& part) {
    store::write_licensed_people(c, tenant, part);
  });
  write_in_parts(writer, std::move(left), store::remove_licensed_people);
  return any;
}

bool write_holdings(RunWriter& writer, const std::vector<store::Holding>& stored,
                    const std::vector<store::Holding>& wanted) {
  std::map<std::pair<base::Id, base::Id>, const store::Holding*> before;
  for (const auto& one : stored) before.emplace(std::pair(one.license, one.person), &one);
  std::vector<store::Holding> changed;
  for (const auto& one : wanted) {
    const auto found = before.find({one.license, one.person});
    if (found == before.end() || !found->second->same(one)) changed.push_back(one);
    if (found != before.end()) before.erase(found);
  }
  std::vector<base::Id> left;
  for (const auto& [key, row] : before) left.push_back(row->id);
  std::ranges::sort(left);
  const bool any = !changed.empty() || !left.empty();
  const base::Id tenant = writer.run().tenant;
  write_in_parts(writer, std::move(changed), [tenant](db::Connection& c, const auto& part) {
    store::write_holdings(c, tenant, part);
  });
  write_in_parts(writer, std::move(left), store::remove_holdings);
  return any;
}

bool licenses_differ(const std::vector<store::License>& stored,
                     const std::vector<store::License>& wanted) {
  std::unordered_map<base::Id, const store::License*> before;
  for (const auto& one : stored) before.emplace(one.record, &one);
  return std::ranges::any_of(wanted, [&](const store::License& one) {
    const auto found = before.find(one.record);
    return found == before.end() || !same(*found->second, one);
  });
}

}  // namespace

LicenseBook count_licenses(db::Connection& c, base::Id tenant, base::Time now) {
  return Counting(c, tenant, now).run();
}

void keep_licenses(const Services& services, RunWriter& writer, bool listed) {
  const base::Id tenant = writer.run().tenant;
  const base::Time now = writer.now();
  LicenseBook stored, wanted;
  services.database.read([&](db::Connection& c) {
    stored = {store::licenses_of(c, tenant), store::licensed_people_of(c, tenant),
              store::holdings_of(c, tenant)};
    wanted = count_licenses(c, tenant, now);
  });
  const bool people = write_people(writer, stored.people, wanted.people);
  const bool holdings = write_holdings(writer, stored.holdings, wanted.holdings);
  // Who is inactive is judged by `counted_at`, so it moves with the people.
  if (people || holdings || licenses_differ(stored.licenses, wanted.licenses))
    write_in_parts(writer, wanted.licenses, store::write_licenses);
  if (!listed) return;
  std::erase_if(wanted.licenses, [](const store::License& one) { return one.gone; });
  wanted.licenses.resize(std::min(wanted.licenses.size(), kMaxRowsPerTransaction));
  writer.add(wanted.licenses.size(),
             [tenant, now, licenses = std::move(wanted.licenses)](db::Connection& c) {
               store::write_license_day(c, tenant, licenses, now);
             });
}

}  // namespace reeve::sync

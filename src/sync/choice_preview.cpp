// Matches every tenant by the choice, and counts what there is to choose from.
#include "sync/choice_preview.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/sync_section.h"
#include "store/record_edges.h"
#include "store/sync_settings.h"
#include "sync/match_users.h"
#include "types/product_names.h"
#include "types/user_traits.h"

namespace reeve::sync {
namespace {

// Options by what makes them one: folded, so that "Sales" and "sales" are one department.
class Options {
 public:
  void count(const std::string& value, std::int64_t people = 1) {
    if (value.empty()) return;
    domain::ChoiceOption& option = options_[base::fold(value)];
    if (option.value.empty()) option.value = option.title = value;
    option.people += people;
  }
  domain::ChoiceOption& at(const std::string& value) { return options_[base::fold(value)]; }

  std::vector<domain::ChoiceOption> take() {
    std::vector<domain::ChoiceOption> out;
    for (auto& [key, option] : options_) out.push_back(std::move(option));
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) {
      return std::tie(b.recommended, b.people) < std::tie(a.recommended, a.people);
    });
    if (out.size() > domain::kMaxChoiceOptions) out.resize(domain::kMaxChoiceOptions);
    return out;
  }

 private:
  std::map<std::string, domain::ChoiceOption> options_;
};

class Preview {
 public:
  Preview(db::Connection& c, const domain::ChoosingPolicy& policy, bool for_all)
      : c_(c), policy_(policy), for_all_(for_all) {}

  void add(const store::Tenant& tenant) {
    Choosing choosing = choosing_for(tenant);
    domain::TenantChoice out{tenant.id, tenant.name, false, own_, {}};
    const UserMatch matched = match_known_users(
        c_, tenant, choosing, match_policy(c_, tenant.id, tenant.connection_in_use));
    out.read = !matched.records.empty();
    out.counts = counts_of(matched);
    preview_.total.add(out.counts);
    preview_.tenants.push_back(std::move(out));
    count_subscriptions(tenant.id);
    for (const auto& [record, user] : matched.traits) count_user(user);
    if (matched.records.empty()) return;
    if (choosing.groups_known)
      count_groups(tenant.id, matched);
    else
      ++preview_.tenants_without_groups;
  }

  domain::ChoicePreview take() {
    preview_.subscriptions = subscriptions_.take();
    preview_.groups = groups_.take();
    preview_.departments = departments_.take();
    preview_.domains = domains_.take();
    preview_.kinds = kinds_.take();
    std::ranges::sort(preview_.tenants, {}, [](const auto& one) { return base::fold(one.name); });
    return std::move(preview_);
  }

 private:
  Choosing choosing_for(const store::Tenant& tenant) {
    const auto own = store::own_sync_settings(c_, {store::SettingsOwner::Kind::tenant, tenant.id},
                                              domain::kChoosingSection);
    own_ = own.has_value();
    const bool by_own = own_ && !for_all_;
    return {by_own ? domain::choosing_policy(*own) : policy_, groups_complete(c_, tenant.id)};
  }

  static domain::ChoiceCounts counts_of(const UserMatch& matched) {
    const PreviewCounts& seen = matched.counts;
    const auto unknown = std::ranges::count(matched.outcomes, std::string("choice_unknown"),
                                            &match::ContactOutcome::reason);
    return {seen.match, seen.create + seen.hold, seen.unclear, seen.join,
            seen.skip,  seen.not_chosen,         seen.linked,  seen.stops,
            unknown};
  }

  // Those that nobody holds can be chosen, too.
  void count_subscriptions(base::Id tenant) {
    for (const auto& one : store::records_for_matching(c_, tenant, "subscribed_skus")) {
      const auto body = base::try_parse_json(one.record.body);
      if (!body) continue;
      const std::string part_number = base::text_member(*body, "skuPartNumber");
      if (part_number.empty() || base::text_member(*body, "appliesTo", "User") != "User") continue;
      subscriptions_.count(part_number, 0);
      domain::ChoiceOption& option = subscriptions_.at(part_number);
      const auto name = types::product_name(part_number);
      option.title = name.empty() ? part_number : std::string(name);
      option.recommended = option.recommended || types::gives_mailbox(*body);
    }
  }

  void count_user(const domain::UserTraits& user) {
    kinds_.count(std::string(domain::to_string(user.kind)));
    departments_.count(user.department.value_or(""));
    domains_.count(user.domain.value_or(""));
    if (!user.licenses) return;
    for (const domain::HeldLicense& held : *user.licenses)
      if (!held.part_number.empty()) subscriptions_.count(held.part_number);
  }

  // People in each group, through groups inside it too.
  void count_groups(base::Id tenant, const UserMatch& matched) {
    std::set<std::string> users;
    for (const auto& [id, record] : matched.records)
      users.insert(base::ascii_lower(record.external_id));
    const GroupMembers members(c_, tenant);
    for (const auto& group : store::records_for_matching(c_, tenant, "groups")) {
      const auto inside = members.reached({base::ascii_lower(group.record.external_id)});
      const auto people =
          std::ranges::count_if(inside, [&](const std::string& id) { return users.contains(id); });
      groups_.count(group.record.title, people);
    }
  }

  db::Connection& c_;
  const domain::ChoosingPolicy& policy_;
  bool for_all_;
  bool own_ = false;
  domain::ChoicePreview preview_;
  Options subscriptions_, groups_, departments_, domains_, kinds_;
};

}  // namespace

domain::ChoicePreview preview_choice(db::Connection& c, const std::vector<store::Tenant>& tenants,
                                     const domain::ChoosingPolicy& policy, bool for_all) {
  Preview preview(c, policy, for_all);
  for (const store::Tenant& tenant : tenants) preview.add(tenant);
  return preview.take();
}

}  // namespace reeve::sync

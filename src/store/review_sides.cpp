// Compares a record with contacts.
#include "store/review_sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/asset.h"
#include "domain/contact.h"
#include "store/contacts.h"
#include "store/mapped_contact.h"
#include "store/merges.h"
#include "store/records.h"
#include "store/review_answers.h"
#include "store/review_devices.h"
#include "types/user_contact.h"

namespace reeve::store {
namespace {

using domain::Contact;
using Values = std::vector<std::string>;

enum class Form { text, email, phone };

std::string comparable(Form form, const std::string& value) {
  switch (form) {
    case Form::email:
      return domain::normalized_email(value);
    case Form::phone:
      return domain::phone_digits(value);
    case Form::text:
      return base::fold(value);
  }
  return {};
}

Values shared(Form form, const Values& a, const Values& b) {
  std::set<std::string> known;
  for (const auto& one : a) known.insert(comparable(form, one));
  Values out;
  for (const auto& one : b)
    if (const auto key = comparable(form, one); !key.empty() && known.contains(key))
      out.push_back(one);
  return out;
}

Values not_blank(Values values) {
  std::erase_if(values, [](const auto& one) { return one.empty(); });
  return values;
}

Values addresses(const std::vector<domain::Email>& emails) {
  Values out;
  for (const auto& one : emails) out.push_back(one.value);
  return out;
}
Values numbers(const std::vector<domain::Phone>& phones) {
  Values out;
  for (const auto& one : phones) out.push_back(one.value);
  return out;
}

// What both sides say under one name.
struct Facet {
  std::string_view name;
  Form form = Form::text;
  Values microsoft;
  Values (*of)(const Contact&);
};

std::vector<Facet> facets_of(const Record& record) {
  const types::MappedContact mapped = types::map_user(record.body);
  const types::UserFacts facts = types::user_facts(record.body);
  const auto name = base::join(not_blank({facts.first_name, facts.last_name}), " ");
  const auto body = base::parse_json(record.body, "The stored user");
  return {
      {"Name", Form::text, not_blank({name}),
       [](const Contact& k) { return not_blank({domain::full_name(k)}); }},
      {"Addresses", Form::email, mapped.emails ? addresses(*mapped.emails) : Values{},
       [](const Contact& k) { return addresses(k.emails); }},
      {"User name", Form::email, not_blank({facts.user_name}),
       [](const Contact&) { return Values{}; }},
      {"Phones", Form::phone, mapped.phones ? numbers(*mapped.phones) : Values{},
       [](const Contact& k) { return numbers(k.phones); }},
      {"Title", Form::text, not_blank({mapped.title.value_or(std::nullopt).value_or("")}),
       [](const Contact& k) { return not_blank({k.title.value_or("")}); }},
      {"Department and type", Form::text, not_blank({base::text_member(body, "department")}),
       [](const Contact& k) { return not_blank({k.contact_type.value_or("")}); }},
      {"Sign-in",
       Form::text,
       {facts.enabled ? "Allowed" : "Blocked", facts.licensed ? "Licensed" : "No license"},
       [](const Contact&) { return Values{}; }},
  };
}

// As the sync wrote them.
std::vector<base::Id> ids_in(const Review& review) {
  std::vector<base::Id> found;
  const auto detail = base::try_parse_json(review.detail);
  if (!detail) return found;
  const auto take = [&](const base::json::value& one) {
    if (const auto id = base::optional_integer(one, "id")) found.push_back(*id);
  };
  take(base::member(*detail, "asset"));
  if (const auto* list = base::member(*detail, "candidates").if_array())
    for (const auto& one : *list) take(one);
  if (found.size() > kMaxCandidates) found.resize(kMaxCandidates);
  return found;
}

Values users_linked_to(db::Connection& c, base::Id contact, std::optional<base::Id> but) {
  Values titles;
  for (const auto& row :
       c.query("SELECT r.title, r.id FROM links l JOIN records r ON r.id = l.record WHERE "
               "l.asset_kind = 'contact' AND l.asset = $1 AND r.type = 'users' ORDER BY l.role "
               "DESC, l.id",
               {contact}))
    if (row.integer(1) != but) titles.push_back(row.text(0));
  return titles;
}

std::string fits(const Facet& facet, const Values& common) {
  if (facet.name == "Name") return "The first and last name are the same.";
  return fmt::format("{}: {} {} on both sides.", facet.name, base::join(common, ", "),
                     common.size() == 1 ? "stands" : "stand");
}

std::string_view in_words(const std::string& path) {
  if (path.starts_with("emails")) return "an address";
  if (path.starts_with("phones")) return "a phone number";
  if (path == "title") return "the title";
  if (path == "contact_type") return "the contact type";
  return "the name";
}

class Sides {
 public:
  Sides(db::Connection& c, const Scope& scope, const Review& review, base::Time now)
      : c_(c), scope_(scope), review_(review), now_(now) {
    record_ = review.record ? find_record(c, scope, *review.record) : std::nullopt;
    if (record_ && record_->type == "users") facets_ = facets_of(*record_);
  }

  ReviewSides work() {
    out_.asset_kind = asset_kind_of(review_);
    if (is_of_device()) {
      add_device_sides(c_, scope_, record_ ? &*record_ : nullptr, ids_in(review_), out_);
    } else {
      std::set<base::Id> seen;  // two that were merged are one
      for (const base::Id id : ids_in(review_))
        if (const base::Id now = current_contact(c_, id); seen.insert(now).second) add(now);
    }
    for (const Facet& facet : facets_) add_line(facet);
    for (const auto answer : answers_for(review_)) add_acts(std::string(answer));
    propose();
    return std::move(out_);
  }

 private:
  bool is_of_device() const { return out_.asset_kind == domain::kConfiguration; }

  void add(base::Id id) {
    const auto contact = find_contact(c_, scope_, id);
    if (!contact) return;
    ReviewCandidate one;
    one.id = id;
    one.title = domain::full_name(*contact);
    one.here = !contact->archived_at;
    one.linked_to = users_linked_to(c_, id, review_.record);
    for (const Facet& facet : facets_)
      if (const auto common = shared(facet.form, facet.microsoft, facet.of(*contact));
          !common.empty())
        one.evidence.push_back(fits(facet, common));
    out_.candidates.push_back(std::move(one));
    contacts_.push_back(*contact);
  }

  void add_line(const Facet& facet) {
    ReviewLine line;
    line.name = facet.name;
    line.microsoft = facet.microsoft;
    bool any = !line.microsoft.empty();
    for (const Contact& contact : contacts_) {
      line.documented.push_back(facet.of(contact));
      any = any || !line.documented.back().empty();
      line.same.push_back(!shared(facet.form, facet.microsoft, line.documented.back()).empty());
    }
    if (any) out_.lines.push_back(std::move(line));
  }

  void add_acts(const std::string& answer) {
    if (answer == "link") {
      for (const ReviewCandidate& one : out_.candidates)
        if (one.here && !(is_of_device() && !one.linked_to.empty()))
          out_.acts.push_back(
              {answer, one.id, fmt::format("It is {}", one.title), effect_of_link(one)});
      return;
    }
    out_.acts.push_back({answer, std::nullopt, std::string(title(answer)), effect(answer)});
  }

  static std::string_view title(const std::string& answer) {
    if (answer == "create") return "Create a new one";
    if (answer == "ignore") return "Ignore";
    if (answer == "archive") return "Archive the contact";
    if (answer == "keep") return "Keep the contact";
    return answer == "accept" ? "Move it along" : "Leave it where it is";
  }

  static std::string effect(const std::string& answer) {
    if (answer == "create")
      return "The next sync makes a new one from what Microsoft says, and keeps it up to date.";
    if (answer == "ignore")
      return "It is left out from now on: nothing is linked, created or written, and nobody is "
             "asked again.";
    if (answer == "archive")
      return "The contact leaves the lists now, with all that stands on it; it can be restored at "
             "any time. Nothing is deleted.";
    if (answer == "keep")
      return "The contact stays as it is, and nobody is asked again unless the person comes back "
             "and leaves once more.";
    if (answer == "accept")
      return "It moves to the organization that the tenant belongs to now, with all that people "
             "wrote, and stays linked.";
    return "It stays in its organization and loses its link; nothing of it is written any more.";
  }

  std::string effect_of_link(const ReviewCandidate& one) const {
    if (is_of_device())
      return "Linked with the next sync, which fills what is empty there. What people wrote stays.";
    if (!one.linked_to.empty())
      return fmt::format(
          "A second account of the same person: linked beside {}, which goes on "
          "filling the contact. Nothing of the contact changes.",
          one.linked_to.front());
    const auto filled = what_is_filled(one.id);
    return fmt::format(
        "Linked with the next sync, which {}. What people wrote stays.",
        filled.empty() ? "changes nothing of it now" : "writes " + base::join(filled, ", "));
  }

  Values what_is_filled(base::Id contact) const {
    Values words;
    if (!record_) return words;
    const Author microsoft{.source = domain::Source::microsoft,
                           .account = std::nullopt,
                           .run = std::nullopt,
                           .decision = std::nullopt};
    const auto patch = patch_of(*record_, mapping_of_tenant(c_, review_.tenant));
    for (const auto& one : rehearse_contacts(c_, microsoft, {{contact, patch}}, now_))
      for (const FieldChange& change : one.changes) {
        auto word = fmt::format("{}", in_words(change.path));
        if (change.new_value && !change.new_value->empty())
          word += fmt::format(" ({})", *change.new_value);
        if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
      }
    return words;
  }

  // The only free contact that has evidence of its own; a new one where nothing else is asked; to
  // keep nothing is proposed that could not be taken back.
  void propose() {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < out_.acts.size(); ++i) {
      const ReviewAct& act = out_.acts[i];
      if (review_.kind == "new_contact" && act.answer == "create") out_.proposed = i;
      if (review_.kind == kRecordLeft && act.answer == "archive") out_.proposed = i;
      if (act.answer != "link" || !is_free_and_fits(*act.asset)) continue;
      if (best) return;
      best = i;
    }
    if (!out_.proposed) out_.proposed = best;
  }

  bool is_free_and_fits(base::Id id) const {
    const auto found = std::ranges::find(out_.candidates, id, &ReviewCandidate::id);
    return found != out_.candidates.end() && found->linked_to.empty() && !found->evidence.empty();
  }

  db::Connection& c_;
  const Scope& scope_;
  const Review& review_;
  base::Time now_;
  std::optional<Record> record_;
  std::vector<Facet> facets_;
  std::vector<Contact> contacts_;
  ReviewSides out_;
};

}  // namespace

ReviewSides sides_of(db::Connection& c, const Scope& scope, const Review& review, base::Time now) {
  if (is_held(review)) return {};
  return Sides(c, scope, review, now).work();
}

}  // namespace reeve::store

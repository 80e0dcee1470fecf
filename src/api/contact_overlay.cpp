// What Microsoft says about a contact beside what people wrote, field by field, with the source of
// each.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "api/entra_facts.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/choosing.h"
#include "domain/sync_section.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/mapped_contact.h"
#include "store/merges.h"
#include "store/records.h"
#include "store/sync_settings.h"
#include "types/compared_user.h"
#include "types/registry.h"
#include "types/user_contact.h"

namespace reeve::api {
namespace {

constexpr Attribute kOverlayAttributes[] = {{"records", Kind::array},
                                            {"rows", Kind::array},
                                            {"facts", Kind::array},
                                            {"entra", Kind::array},
                                            {"entra-off", Kind::text, true}};

constexpr std::string_view kUsers = "users";
constexpr std::size_t kMaxFactText = 2'000;

struct Side {
  store::Link link;
  store::Record record;
  store::Tenant tenant;
  std::vector<store::TypeState> states;

  std::optional<base::Time> last_complete() const {
    for (const store::TypeState& state : states)
      if (state.type == link.type) return state.last_complete;
    return std::nullopt;
  }
};

// The contact's records, the primary one first. A tenant outside the scope does not exist.
std::vector<Side> sides_of(db::Connection& c, const Call& call, base::Id contact) {
  std::vector<Side> out;
  for (const store::Link& link : store::links_of_asset(c, domain::kContact, contact)) {
    auto record = store::find_record(c, call.scope(), link.record);
    auto tenant = store::find_tenant(c, call.scope(), link.tenant);
    if (!record || !tenant || link.type != kUsers) continue;
    Side side{link, std::move(*record), std::move(*tenant), {}};
    side.states = store::type_states(c, side.tenant.id);
    out.push_back(std::move(side));
  }
  std::stable_sort(out.begin(), out.end(), [](const Side& a, const Side& b) {
    return (a.link.role == "primary") > (b.link.role == "primary");
  });
  return out;
}

std::optional<base::Time> as_of(const Side& side) {
  const auto complete = side.last_complete();
  return complete ? complete : std::optional(side.record.changed_at);
}

json::array records_json(const std::vector<Side>& sides, const ManageLinks& links) {
  json::array out;
  for (const Side& side : sides) {
    json::object entry;
    entry["record-id"] = side.record.id;
    entry["tenant-id"] = side.tenant.id;
    entry["tenant-name"] = json::string(side.tenant.name);
    entry["type"] = json::string(side.record.type);
    entry["title"] = json::string(side.record.title);
    entry["role"] = json::string(side.link.role);
    entry["reason"] = json::string(side.link.reason);
    entry["confidence"] = side.link.confidence;
    entry["manage-url"] = links.user(side.tenant, side.record);
    entry["changed-at"] = time_value(side.record.changed_at);
    entry["gone-at"] = nullable(side.record.gone_at);
    put_not_chosen(entry, side.record);
    entry["last-complete"] = nullable(side.last_complete());
    out.emplace_back(std::move(entry));
  }
  return out;
}

std::optional<std::string> unless_blank(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

// The page has the primary address among all of them, and a type only where one is mapped.
std::vector<types::ComparedField> compared(const domain::Contact& contact,
                                           const types::MappedContact& mapped,
                                           const domain::ContactMapping& mapping) {
  using Target = domain::ContactTarget;
  auto fields = types::compare_user(contact, mapped);
  std::erase_if(fields, [&](const types::ComparedField& one) {
    return one.target == Target::primary_email ||
           (one.target == Target::contact_type &&
            mapping.of(one.target).rule == domain::MappingRule::leave_alone);
  });
  return fields;
}

std::optional<std::string> why_absent(bool asked, bool present, std::string_view label) {
  if (present) return std::nullopt;
  return asked ? fmt::format("Microsoft has no value for \"{}\" of this user.", label)
               : fmt::format(
                     "Microsoft's last answer did not hold \"{}\". It is asked again with the next "
                     "sync.",
                     label);
}

// Our side of one row: the value, who wrote it and when, and whether a person locked it.
json::object our_side(const types::ComparedField& pair,
                      const std::vector<store::FieldSource>& sources) {
  const auto source = std::find_if(sources.begin(), sources.end(), [&](const auto& one_source) {
    return one_source.field == pair.field;
  });
  const bool known = source != sources.end();
  json::object row;
  row["field"] = json::string(pair.field);
  row["label"] = json::string(pair.label);
  row["ours"] = nullable(pair.ours);
  row["source"] =
      known ? json::value(json::string(domain::to_string(source->source))) : json::value();
  row["source-at"] = known ? time_value(source->at) : json::value();
  row["locked"] = known && source->locked;
  return row;
}

// What is compared is read as the tenant's mapping reads it.
json::array rows_json(db::Connection& c, const domain::Contact& contact,
                      const std::vector<store::FieldSource>& sources, const Side& side) {
  const auto mapping = store::mapping_of_tenant(c, side.tenant.id);
  const types::MappedContact mapped = types::map_user(side.record.body, mapping);
  json::array out;
  for (const types::ComparedField& pair : compared(contact, mapped, mapping)) {
    json::object row = our_side(pair, sources);
    row["rule"] = json::string(domain::to_string(mapping.of(pair.target).rule));
    row["microsoft"] = nullable(pair.microsoft);
    row["differs"] = pair.differs;
    row["age-at"] = nullable(as_of(side));
    row["reason"] = nullable(why_absent(pair.asked, pair.microsoft.has_value(), pair.label));
    out.emplace_back(std::move(row));
  }
  return out;
}

std::string list_text(const json::value& value) {
  std::vector<std::string> parts;
  for (const json::value& entry : value.get_array())
    parts.push_back(entry.is_string() ? std::string(entry.get_string()) : base::to_json(entry));
  return base::join(parts, ", ");
}

std::string license_count(const json::value& value) {
  const auto count = value.get_array().size();
  return count == 1 ? "1 license" : fmt::format("{} licenses", count);
}

// What a user's properties name only by id, read from the tenant's other records.
class NamesOf {
 public:
  NamesOf(db::Connection& c, const Call& call, base::Id tenant) {
    store::ListQuery query;
    query.size = store::kMaxPageSize;
    query.filters = {{"tenant_id", {std::to_string(tenant)}}, {"type", {"subscribed_skus"}}};
    for (const store::Record& sku : store::list_records(c, call.scope(), query).rows)
      licenses_[base::text_member(stored_json(sku.body), "skuId")] = sku.title;
    find_user_ = [&c, &call, tenant](const std::string& id) {
      store::ListQuery one;
      one.filters = {{"tenant_id", {std::to_string(tenant)}},
                     {"type", {std::string(kUsers)}},
                     {"external_id", {id}}};
      const auto found = store::list_records(c, call.scope(), one).rows;
      return found.empty() ? std::string() : found.front().title;
    };
  }

  // "Microsoft 365 Business Premium, Visio Plan 2"; the number where one of them has no name.
  std::string licenses(const json::value& assigned) const {
    std::vector<std::string> names;
    for (const json::value& one : assigned.get_array()) {
      const auto found = licenses_.find(base::text_member(one, "skuId"));
      if (found == licenses_.end()) return license_count(assigned);
      names.push_back(found->second);
    }
    std::sort(names.begin(), names.end());
    return base::join(names, ", ");
  }
  // Empty where that user is not known.
  std::string user(const json::value& reference) const {
    return find_user_(base::text_member(reference, "id"));
  }

 private:
  std::map<std::string, std::string> licenses_;
  std::function<std::string(const std::string&)> find_user_;
};

// A fact as a person reads it; nothing where Microsoft has null, "" or an empty list.
std::optional<std::string> fact_text(const types::Field& field, const json::value& value,
                                     const NamesOf& names) {
  if (field.name == "accountEnabled" && value.is_bool())
    return value.get_bool() ? "Enabled" : "Disabled";
  if (field.name == "assignedLicenses" && value.is_array())
    return value.get_array().empty() ? "None" : names.licenses(value);
  if (field.name == "manager" && value.is_object()) return unless_blank(names.user(value));
  if (value.is_null()) return std::nullopt;
  if (value.is_bool()) return value.get_bool() ? "Yes" : "No";
  if (value.is_array()) return unless_blank(list_text(value));
  if (value.is_string()) return unless_blank(std::string(value.get_string()));
  return base::to_json(value);
}

// Graph leaves an expanded object out where there is none.
bool is_asked(const types::Field& field, const json::value& body) {
  return body.is_object() && (body.get_object().contains(field.name) || !field.expand.empty());
}

json::array facts_json(db::Connection& c, const Call& call, const Side& side) {
  json::array out;
  const types::DataType* type = types::find_type(side.record.type);
  if (!type) return out;
  const json::value body = stored_json(side.record.body);
  const NamesOf names(c, call, side.tenant.id);
  for (const types::Field& field : type->fields) {
    if (!field.shown) continue;
    const bool asked = is_asked(field, body);
    auto text = asked ? fact_text(field, base::member(body, field.name), names) : std::nullopt;
    if (text && text->size() > kMaxFactText)
      text = base::clean_text(text->substr(0, kMaxFactText)) + " ...";
    json::object fact;
    fact["name"] = json::string(field.name);
    fact["label"] = json::string(field.label);
    fact["value"] = nullable(text);
    fact["at"] = nullable(as_of(side));
    fact["reason"] = nullable(why_absent(asked, text.has_value(), field.label));
    out.emplace_back(std::move(fact));
  }
  return out;
}

constexpr base::Millis kRecent{30LL * 24 * 60 * 60 * 1000};

// As the source does it, where people chose so: an old logon is not shown.
void hide_old_logon(EntraFact& fact, base::Time now) {
  const auto at = base::parse_rfc3339(fact.value);
  if (fact.name != "last-logon" || !at || *at >= now - kRecent) return;
  fact.state = "none";
  fact.value.clear();
  fact.detail.clear();
  fact.code = "older_than_30_days";
  fact.reason =
      "The last logon is more than 30 days ago, and the sync settings show newer ones only.";
}

void put_entra(db::Connection& c, const Call& call, const Side& side, const ManageLinks& links,
               json::object& out) {
  const auto policy = domain::choosing_policy(
      store::sync_settings_of_tenant(c, side.tenant.id, domain::kChoosingSection));
  json::array facts;
  if (!policy.enhance_contacts) {
    out["entra-off"] =
        "\"Enhance contacts with Microsoft Entra ID\" is not ticked in the sync settings.";
  } else {
    for (EntraFact& fact :
         entra_facts(c, call.scope(), side.tenant, side.record, side.states, links)) {
      if (policy.recent_logon_only) hide_old_logon(fact, call.now());
      facts.emplace_back(fact_json(fact));
    }
  }
  out["entra"] = std::move(facts);
}

// Without any record the rows still say what people wrote, and why Microsoft is silent.
json::array rows_without_record(const domain::Contact& contact,
                                const std::vector<store::FieldSource>& sources) {
  json::array out;
  for (const types::ComparedField& pair : compared(contact, {}, {})) {
    json::object row = our_side(pair, sources);
    row["rule"] = json::string(domain::to_string(domain::MappingRule::people_win));
    row["microsoft"] = nullptr;
    row["differs"] = false;
    row["age-at"] = nullptr;
    row["reason"] = "No Microsoft user is linked to this contact.";
    out.emplace_back(std::move(row));
  }
  return out;
}

Response show_overlay(Call& call) {
  const base::Id asked = call.id();
  return call.read([&](db::Connection& c) {
    const base::Id id = store::current_contact(c, asked);
    const auto contact = store::find_contact(c, call.scope(), id);
    if (!contact) throw_not_found("contact");
    const auto sources = store::contact_sources(c, id);
    const auto sides = sides_of(c, call, id);
    json::object out;
    const ManageLinks links(c);
    out["records"] = records_json(sides, links);
    out["rows"] = sides.empty() ? rows_without_record(*contact, sources)
                                : rows_json(c, *contact, sources, sides.front());
    out["facts"] = sides.empty() ? json::array() : facts_json(c, call, sides.front());
    out["entra"] = json::array();
    out["entra-off"] = nullptr;
    if (!sides.empty()) put_entra(c, call, sides.front(), links, out);
    return one(resource_object(kOverlayResource, id, std::move(out)));
  });
}

}  // namespace

const Resource kOverlayResource{"microsoft-overlays", kOverlayAttributes};

void add_contact_overlay_routes(Router& router) {
  router.add({"GET", "/api/contacts/:id/microsoft", Access::lite, show_overlay,
              "What Microsoft says beside what people wrote", &kOverlayResource, Answer::one});
}

}  // namespace reeve::api

// Contacts: list, show, create (one or many), change, and their history.
#include "store/contacts.h"

#include <fmt/format.h>

#include "api/audited.h"
#include "api/changes.h"
#include "api/resources.h"
#include "base/error.h"
#include "store/merges.h"
#include "store/organizations.h"
#include "store/person_states.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kContactAttributes[] = {
    {"organization-id", Kind::integer, false, Use::both},
    {"organization-name", Kind::text},
    {"name", Kind::text},
    {"first-name", Kind::text, false, Use::both},
    {"last-name", Kind::text, false, Use::both},
    {"title", Kind::text, true, Use::both},
    {"contact-type-name", Kind::text, true, Use::both},
    {"location-id", Kind::integer, true, Use::both},
    {"location-name", Kind::text, true},
    {"important", Kind::boolean, false, Use::both},
    {"notes", Kind::text, true, Use::both},
    {"contact-emails", Kind::array, false, Use::both},
    {"contact-phones", Kind::array, false, Use::both},
    {"archived", Kind::boolean, false, Use::both},
    {"microsoft-state", Kind::text, true},
    {"microsoft-state-since", Kind::time, true},
    {"version", Kind::integer, false, Use::both},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"resource-url", Kind::text},
};

json::array emails_json(const domain::Contact& contact) {
  json::array out;
  for (const domain::Email& email : contact.emails) {
    json::object entry;
    entry["value"] = json::string(email.value);
    entry["primary"] = email.primary;
    entry["label-name"] = nullable(email.label);
    entry["source"] = json::string(domain::to_string(email.source));
    out.emplace_back(std::move(entry));
  }
  return out;
}

json::array phones_json(const domain::Contact& contact) {
  json::array out;
  for (const domain::Phone& phone : contact.phones) {
    json::object entry;
    entry["value"] = json::string(phone.value);
    entry["extension"] = nullable(phone.extension);
    entry["primary"] = phone.primary;
    entry["label-name"] = nullable(phone.label);
    entry["source"] = json::string(domain::to_string(phone.source));
    out.emplace_back(std::move(entry));
  }
  return out;
}

json::object contact_object(db::Connection& c, const Call& call, const domain::Contact& contact) {
  json::object out;
  out["organization-id"] = contact.organization;
  out["organization-name"] = json::string(contact.organization_name);
  out["name"] = json::string(domain::full_name(contact));
  out["first-name"] = json::string(contact.first_name);
  out["last-name"] = json::string(contact.last_name);
  out["title"] = nullable(contact.title);
  out["contact-type-name"] = nullable(contact.contact_type);
  out["location-id"] = contact.location ? json::value(contact.location->id) : json::value();
  out["location-name"] =
      contact.location ? json::value(json::string(contact.location->name)) : json::value();
  out["important"] = contact.important;
  out["notes"] = nullable(contact.notes);
  out["contact-emails"] = emails_json(contact);
  out["contact-phones"] = phones_json(contact);
  out["archived"] = contact.archived_at.has_value();
  const auto state = store::microsoft_state_of(c, contact.id);
  out["microsoft-state"] = state ? json::value(json::string(state->state)) : json::value();
  out["microsoft-state-since"] = state ? time_value(state->since) : json::value();
  out["version"] = contact.version;
  out["created-at"] = time_value(contact.created_at);
  out["updated-at"] = time_value(contact.updated_at);
  out["resource-url"] = json::string(
      call.url(fmt::format("/organizations/{}/contacts/{}", contact.organization, contact.id)));
  return resource_object(kContactResource, contact.id, std::move(out));
}

json::object contact_object(Call& call, const domain::Contact& contact) {
  return call.read([&](db::Connection& c) { return contact_object(c, call, contact); });
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_contacts(c, call.scope(), query);
      },
      [&](db::Connection& c, const domain::Contact& row) { return contact_object(c, call, row); });
}

void find_own_organization(db::Connection& c, const Call& call, base::Id id) {
  if (!store::find_organization(c, call.scope(), id)) throw_not_found("organization");
}

Response list_nested(Call& call) {
  const base::Id organization = call.id();
  call.read([&](db::Connection& c) { find_own_organization(c, call, organization); });
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        std::erase_if(query.filters, [](const store::Filter& filter) {
          return filter.field == "organization_id";
        });
        query.filters.push_back({"organization_id", {std::to_string(organization)}});
        return store::list_contacts(c, call.scope(), query);
      },
      [&](db::Connection& c, const domain::Contact& row) { return contact_object(c, call, row); });
}

// The id of a merged contact answers with the one it was merged into.
domain::Contact contact_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto contact = store::find_contact(c, call.scope(), store::current_contact(c, id));
  if (!contact) throw_not_found("contact");
  return std::move(*contact);
}

Response show(Call& call) {
  const base::Id id = call.id();
  return one(contact_object(
      call, call.read([&](db::Connection& c) { return contact_or_throw(c, call, id); })));
}

std::optional<std::vector<domain::Email>> emails_of(const Fields& fields, domain::Source source) {
  const auto given = fields.objects("contact_emails");
  if (!given) return std::nullopt;
  std::vector<domain::Email> out;
  for (const Fields& entry : *given) {
    domain::Email email{entry.required("value"), entry.boolean("primary").value_or(false),
                        entry.nullable_text("label_name").value_or(std::nullopt), source};
    if (domain::normalized_email(email.value).empty())
      entry.refuse(
          "value",
          fmt::format("\"{}\" is no e-mail address. Write it as name@example.com.", email.value));
    out.push_back(std::move(email));
  }
  return out;
}

std::optional<std::vector<domain::Phone>> phones_of(const Fields& fields, domain::Source source) {
  const auto given = fields.objects("contact_phones");
  if (!given) return std::nullopt;
  std::vector<domain::Phone> out;
  for (const Fields& entry : *given)
    out.push_back({entry.required("value"), entry.nullable_text("extension").value_or(std::nullopt),
                   entry.boolean("primary").value_or(false),
                   entry.nullable_text("label_name").value_or(std::nullopt), source});
  return out;
}

store::ContactPatch patch_of(const Fields& fields, domain::Source source) {
  store::ContactPatch patch;
  patch.first_name = fields.text("first_name");
  patch.last_name = fields.text("last_name");
  if (fields.has("first_name") && !patch.first_name) patch.first_name = "";
  if (fields.has("last_name") && !patch.last_name) patch.last_name = "";
  patch.title = fields.nullable_text("title");
  patch.contact_type = fields.nullable_text("contact_type_name");
  patch.notes = fields.nullable_text("notes");
  if (fields.has("location_id")) {
    const auto id = fields.integer("location_id");
    patch.location = id ? std::optional(domain::ContactPlace{*id, {}}) : std::nullopt;
  }
  patch.important = fields.boolean("important");
  patch.emails = emails_of(fields, source);
  patch.phones = phones_of(fields, source);
  patch.archived = fields.boolean("archived");
  return patch;
}

domain::Contact create_one(db::Connection& c, Call& call, const Fields& fields,
                           std::optional<base::Id> organization) {
  const store::Author author = call.who().author();
  store::ContactPatch values = patch_of(fields, author.source);
  values.organization = organization ? organization : fields.integer("organization_id");
  if (!values.organization)
    fields.refuse("organization_id",
                  "A contact belongs to an organization. Give its organization-id.");
  domain::Contact contact = store::create_contact(c, call.scope(), author, values, call.now());
  audit_change(c, call, "create", "contact", contact.id, {}, contact_object(c, call, contact));
  return contact;
}

Response create(Call& call) {
  const Fields fields = read_fields(call.request, "contacts");
  const auto contact =
      call.write([&](db::Connection& c) { return create_one(c, call, fields, std::nullopt); });
  return one(contact_object(call, contact), 201);
}

// All of a bulk or none.
Response create_nested(Call& call) {
  bool bulk = false;
  const auto all = read_bulk(call.request, "contacts", bulk);
  const base::Id organization = call.id();
  const auto made = call.write([&](db::Connection& c) {
    find_own_organization(c, call, organization);
    std::vector<domain::Contact> contacts;
    for (const Fields& fields : all) contacts.push_back(create_one(c, call, fields, organization));
    return contacts;
  });
  if (!bulk) return one(contact_object(call, made.front()), 201);
  json::array data;
  for (const domain::Contact& contact : made) data.emplace_back(contact_object(call, contact));
  return many(std::move(data), 201);
}

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "contacts");
  const base::Id id = call.id();
  const auto changed = call.write([&](db::Connection& c) {
    const auto before = contact_object(c, call, contact_or_throw(c, call, id));
    const base::Id current = store::current_contact(c, id);
    const store::Author author = call.who().author();
    auto contact =
        store::update_contact(c, call.scope(), author, current, patch_of(fields, author.source),
                              fields.integer("version"), call.now());
    audit_change(c, call, "change", "contact", current, before, contact_object(c, call, contact));
    return contact;
  });
  return one(contact_object(call, changed));
}

Response list_changes(Call& call) {
  const base::Id asked = call.id();
  const base::Id id =
      call.read([&](db::Connection& c) { return store::current_contact(c, asked); });
  return answer_changes(call, domain::kContact, id,
                        [&call, id](db::Connection& c) { contact_or_throw(c, call, id); });
}

}  // namespace

const Resource kContactResource{"contacts", kContactAttributes};

void add_contact_routes(Router& router) {
  const Resource* own = &kContactResource;
  constexpr std::string_view kFilters =
      "id organization_id first_name last_name title contact_type important primary_email search "
      "microsoft_state "
      "linked archived";
  constexpr std::string_view kSorts = "first_name last_name name id created_at updated_at";
  router.add({"GET", "/api/contacts", Access::lite, list_all, "Contacts", own, Answer::list,
              nullptr, kFilters, kSorts});
  router.add({"GET", "/api/contacts/:id", Access::lite, show, "One contact", own, Answer::one});
  router.add({"POST", "/api/contacts", Access::creator, create, "Create a contact", own,
              Answer::one, own});
  router.add({"PATCH", "/api/contacts/:id", Access::editor, change, "Change a contact", own,
              Answer::one, own});
  router.add({"GET", "/api/organizations/:id/relationships/contacts", Access::lite, list_nested,
              "Contacts of one organization", own, Answer::list, nullptr, kFilters, kSorts});
  router.add({"POST", "/api/organizations/:id/relationships/contacts", Access::creator,
              create_nested, "Create one contact or many", own, Answer::one, own});
  router.add({"GET", "/api/contacts/:id/changes", Access::lite, list_changes,
              "The contact's history", &kChangeResource, Answer::list});
}

}  // namespace reeve::api

// When Microsoft's state of a contact's user changed: the timeline on the contact's page.
#include "api/resources.h"
#include "store/contacts.h"
#include "store/person_states.h"

namespace reeve::api {
namespace {

constexpr Attribute kAttributes[] = {
    {"at", Kind::time},
    {"before", Kind::text},
    {"after", Kind::text},
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"record-id", Kind::integer},
    {"run-id", Kind::integer, true},
};

json::object event_object(const store::PersonEvent& event) {
  json::object out;
  out["at"] = time_value(event.at);
  out["before"] = json::string(event.was);
  out["after"] = json::string(event.became);
  out["tenant-id"] = event.tenant;
  out["tenant-name"] = json::string(event.tenant_name);
  out["record-id"] = event.record;
  out["run-id"] = nullable(event.run);
  return resource_object(kPersonEventResource, event.id, std::move(out));
}

// The newest 200, on one page.
Response list(Call& call) {
  const base::Id id = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        if (!store::find_contact(c, call.scope(), id)) throw_not_found("contact");
        store::Page<store::PersonEvent> page;
        if (query.page == 1) page.rows = store::person_events(c, call.scope(), id);
        page.total = static_cast<std::int64_t>(page.rows.size());
        return page;
      },
      [](db::Connection&, const store::PersonEvent& event) { return event_object(event); });
}

}  // namespace

const Resource kPersonEventResource{"person-events", kAttributes};

void add_person_event_routes(Router& router) {
  router.add({"GET", "/api/contacts/:id/person_events", Access::lite, list,
              "When Microsoft's state of the contact's user changed", &kPersonEventResource,
              Answer::list});
}

}  // namespace reeve::api

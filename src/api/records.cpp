// Records (Microsoft's objects as they are) and the links that tie them to documentation.
#include "store/records.h"

#include <map>
#include <optional>

#include "api/resources.h"
#include "store/links.h"

namespace reeve::api {
namespace {

constexpr Attribute kRecordAttributes[] = {
    {"tenant-id", Kind::integer},     {"type", Kind::text},
    {"external-id", Kind::text},      {"title", Kind::text},
    {"body", Kind::object, true},     {"first-seen", Kind::time},
    {"changed-at", Kind::time},       {"gone-at", Kind::time, true},
    {"not-chosen", Kind::text, true}, {"not-chosen-why", Kind::text, true},
    {"manage-url", Kind::text, true},
};

constexpr Attribute kLinkAttributes[] = {
    {"tenant-id", Kind::integer}, {"record-id", Kind::integer}, {"type", Kind::text},
    {"asset-kind", Kind::text},   {"asset-id", Kind::integer},  {"role", Kind::text},
    {"reason", Kind::text},       {"confidence", Kind::number}, {"created-at", Kind::time},
};

// The links of one request's records: each tenant is looked up once.
class RecordLinks {
 public:
  RecordLinks(db::Connection& c, const Call& call) : call_(call), links_(c) {}
  json::value of(db::Connection& c, const store::Record& record) {
    auto found = tenants_.find(record.tenant);
    if (found == tenants_.end())
      found = tenants_.emplace(record.tenant, store::find_tenant(c, call_.scope(), record.tenant))
                  .first;
    return found->second ? links_.record(*found->second, record) : json::value();
  }

 private:
  const Call& call_;
  ManageLinks links_;
  std::map<base::Id, std::optional<store::Tenant>> tenants_;
};

json::object record_object(const store::Record& record, json::value manage_url) {
  json::object out;
  out["tenant-id"] = record.tenant;
  out["type"] = json::string(record.type);
  out["external-id"] = json::string(record.external_id);
  out["title"] = json::string(record.title);
  out["body"] = stored_json(record.body);
  out["first-seen"] = time_value(record.first_seen);
  out["changed-at"] = time_value(record.changed_at);
  out["gone-at"] = nullable(record.gone_at);
  put_not_chosen(out, record);
  out["manage-url"] = std::move(manage_url);
  return resource_object(kRecordResource, record.id, std::move(out));
}

json::object link_object(const store::Link& link) {
  json::object out;
  out["tenant-id"] = link.tenant;
  out["record-id"] = link.record;
  out["type"] = json::string(link.type);
  out["asset-kind"] = json::string(link.asset_kind);
  out["asset-id"] = link.asset;
  out["role"] = json::string(link.role);
  out["reason"] = json::string(link.reason);
  out["confidence"] = link.confidence;
  out["created-at"] = time_value(link.created_at);
  return resource_object(kLinkResource, link.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_records(c, call.scope(), query);
      },
      [&, links = std::optional<RecordLinks>()](db::Connection& c,
                                                const store::Record& record) mutable {
        if (!links) links.emplace(c, call);
        return record_object(record, links->of(c, record));
      });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto record = store::find_record(c, call.scope(), id);
    if (!record) throw_not_found("record");
    return one(record_object(*record, RecordLinks(c, call).of(c, *record)));
  });
}

Response list_links(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_links(c, call.scope(), query);
      },
      [](db::Connection&, const store::Link& link) { return link_object(link); });
}

}  // namespace

const Resource kRecordResource{"records", kRecordAttributes};
const Resource kLinkResource{"links", kLinkAttributes};

void add_record_routes(Router& router) {
  router.add(
      {"GET", "/api/records", Access::lite, list_all, "Microsoft's objects", &kRecordResource,
       Answer::list, nullptr,
       "id tenant_id organization_id type external_id search gone not_chosen asset_kind asset_id",
       "title id changed_at"});
  router.add({"GET", "/api/records/:id", Access::lite, show, "One of Microsoft's objects",
              &kRecordResource, Answer::one});
  constexpr std::string_view kLinkFilters = "id tenant_id asset_kind asset_id record_id";
  router.add({"GET", "/api/links", Access::lite, list_links, "Which record is which asset",
              &kLinkResource, Answer::list, nullptr, kLinkFilters, "id"});
  router.add({"GET", "/api/record_links", Access::lite, list_links, "The same as /api/links",
              &kLinkResource, Answer::list, nullptr, kLinkFilters, "id"});
}

}  // namespace reeve::api

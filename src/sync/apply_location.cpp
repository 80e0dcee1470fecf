// From the organization record to a location.
#include "sync/apply_location.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "domain/asset.h"
#include "store/links.h"
#include "store/locations.h"
#include "store/records.h"
#include "sync/prove_match.h"
#include "types/tenant_location.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kOrganizations = "organization";
constexpr std::size_t kRows = 20;

void tell(RunWriter& writer, DeviceCounts& counts, std::string_view code, std::string_view what,
          base::Id location) {
  ++counts.locations;
  writer.event({.kind = "change",
                .type = kOrganizations,
                .code = code,
                .sentence = fmt::format("The tenant's address: {}.", what),
                .data = fmt::format(R"({{"location":{}}})", location)});
}

bool has_link(db::Connection& c, base::Id tenant, base::Id record) {
  const auto links = store::links_of_tenant(c, tenant, kOrganizations);
  return std::any_of(links.begin(), links.end(), [&](const store::Link& link) {
    return link.record == record && link.asset_kind == domain::kLocation;
  });
}

// Somebody archived the location that the sync made, or wants none.
bool is_refused(db::Connection& c, base::Id tenant, base::Id record) {
  for (const store::Decision& one : store::decisions_of_tenant(c, tenant))
    if (one.record == record && (!one.asset_kind || one.asset_kind == domain::kLocation))
      return one.verdict != "link";
  return false;
}

store::PlainWritten write_location(db::Connection& c, RunWriter& writer,
                                   const store::Record& record, std::optional<base::Id> location,
                                   base::Id organization) {
  store::PlainWrite write;
  write.asset = location;
  write.patch.texts = types::map_location(record.body);
  if (!location) {
    write.patch.organization = organization;
    if (auto& name = write.patch.texts["name"]; !name) name = record.title;
    if (!store::primary_location(c, organization)) write.patch.texts["is_primary"] = "true";
  }
  return store::write_plain(c, store::kLocationShape, writer.author(), {write}, writer.now())
      .front();
}

void link_new(RunWriter& writer, const store::Tenant& tenant, const store::Record& record,
              DeviceCounts& counts) {
  const std::string key = types::mapped_address_key(types::map_location(record.body));
  if (key.empty()) return;
  bool found = false;
  store::PlainWritten written;
  writer.add(kRows, [&](db::Connection& c) {
    prove_match(c, tenant);
    const auto there = store::location_at(c, *tenant.organization, key);
    found = there.has_value();
    written = write_location(c, writer, record, there, *tenant.organization);
    store::Link link;
    link.tenant = tenant.id;
    link.record = record.id;
    link.asset = written.asset;
    link.type = kOrganizations;
    link.asset_kind = domain::kLocation;
    link.reason = found ? "address" : "created";
    link.confidence = 1;
    link.applied_hash = record.hash;
    link.mapping_revision = types::kLocationMappingRevision;
    std::vector<store::Link> links{link};
    store::create_links(c, writer.author(), links, writer.now());
  });
  writer.flush();
  tell(writer, counts, found ? "location_linked" : "location_created",
       found ? "linked to its location" : "location created", written.asset);
}

void apply_change(RunWriter& writer, const store::ToApply& todo, DeviceCounts& counts) {
  store::PlainWritten written;
  writer.add(kRows, [&](db::Connection& c) {
    written = write_location(c, writer, todo.record, todo.link.asset, 0);
    store::set_applied(c, {{todo.link.id, todo.record.hash, types::kLocationMappingRevision}});
  });
  writer.flush();
  if (written.changed) tell(writer, counts, "location_updated", "location updated", written.asset);
}

}  // namespace

void apply_location(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                    DeviceCounts& counts) {
  struct Todo {
    std::optional<store::Record> record;  // not linked yet
    std::vector<store::ToApply> changed;
  };
  const Todo todo = services.database.read([&](db::Connection& c) {
    Todo out;
    auto records = store::records_for_matching(c, tenant.id, kOrganizations);
    if (records.size() == 1 && !has_link(c, tenant.id, records.front().record.id) &&
        !is_refused(c, tenant.id, records.front().record.id))
      out.record = std::move(records.front().record);
    out.changed = store::links_to_apply(c, tenant.id, kOrganizations,
                                        types::kLocationMappingRevision, 1, domain::kLocation);
    return out;
  });
  if (todo.record) link_new(writer, tenant, *todo.record, counts);
  for (const store::ToApply& one : todo.changed) apply_change(writer, one, counts);
}

}  // namespace reeve::sync

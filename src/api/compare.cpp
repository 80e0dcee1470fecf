// Comparing documentation with Microsoft: field by field, with what a person answers to each
// difference.
#include "store/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "store/audit.h"
#include "store/configurations.h"
#include "store/contacts.h"
#include "store/merges.h"
#include "store/organizations.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kComparisonAttributes[] = {
    {"asset-kind", Kind::text},   {"asset-id", Kind::integer},
    {"asset-name", Kind::text},   {"organization-id", Kind::integer},
    {"field", Kind::text},        {"label", Kind::text},
    {"state", Kind::text},        {"ours", Kind::text, true},
    {"source", Kind::text, true}, {"source-at", Kind::time, true},
    {"locked", Kind::boolean},    {"microsoft", Kind::text, true},
    {"as-of", Kind::time, true},  {"reason", Kind::text, true},
    {"rule", Kind::text},         {"record-id", Kind::integer},
    {"record-title", Kind::text}, {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
};
constexpr Attribute kAnswerAttributes[] = {
    {"fields", Kind::array, true, Use::write},
    {"rows", Kind::array, true, Use::write},
    {"all", Kind::boolean, true, Use::write},
    {"field", Kind::text, true, Use::write},
    {"asset-kind", Kind::text, true, Use::write},
    {"search", Kind::text, true, Use::write},
    {"done", Kind::integer},
    {"left", Kind::integer},
    {"not-done", Kind::array},
};

constexpr std::string_view kFilters = "state field asset_kind search";
constexpr base::Id kMaxFields = 32;  // of one kind, so that each row has a number of its own
constexpr std::int64_t kCsvContacts = 1'000;  // read for one piece of a file

json::object row_object(const store::ComparedRow& row) {
  json::object out;
  out["asset-kind"] = json::string(row.asset_kind);
  out["asset-id"] = row.asset;
  out["asset-name"] = json::string(row.asset_name);
  out["organization-id"] = row.organization;
  out["field"] = json::string(row.field);
  out["label"] = json::string(row.label);
  out["state"] = json::string(row.state);
  out["ours"] = nullable(row.ours);
  out["source"] =
      row.source ? json::value(json::string(domain::to_string(*row.source))) : json::value();
  out["source-at"] = nullable(row.source_at);
  out["locked"] = row.locked;
  out["microsoft"] = nullable(row.microsoft);
  out["as-of"] = nullable(row.as_of);
  out["reason"] = nullable(row.reason);
  out["rule"] = json::string(row.rule);
  out["record-id"] = row.record;
  out["record-title"] = json::string(row.record_title);
  out["tenant-id"] = row.tenant;
  out["tenant-name"] = json::string(row.tenant_name);
  return resource_object(kComparisonResource,
                         row.asset * kMaxFields + static_cast<base::Id>(row.place), std::move(out));
}

// A contact (the one that a merged one's id stands for) or a configuration that the caller sees.
base::Id asset_or_throw(db::Connection& c, const Call& call, std::string_view kind, base::Id id) {
  if (kind == domain::kContact) {
    id = store::current_contact(c, id);
    if (!store::find_contact(c, call.scope(), id)) throw_not_found("contact");
  } else if (!store::find_plain(c, store::kConfigurationShape, call.scope(), id)) {
    throw_not_found("configuration");
  }
  return id;
}

std::vector<store::ComparedRow> rows_of(db::Connection& c, const Call& call, std::string_view kind,
                                        base::Id id) {
  return kind == domain::kContact ? store::compare_contact(c, call.scope(), id)
                                  : store::compare_asset(c, call.scope(), kind, id);
}

void find_own_organization(db::Connection& c, const Call& call, base::Id id) {
  if (!store::find_organization(c, call.scope(), id)) throw_not_found("organization");
}

Response list_asset(Call& call, std::string_view kind) {
  const base::Id asked = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        store::Page<store::ComparedRow> page;
        page.rows = rows_of(c, call, kind, asset_or_throw(c, call, kind, asked));
        page.total = static_cast<std::int64_t>(page.rows.size());
        if (query.page > 1) page.rows.clear();
        return page;
      },
      [](db::Connection&, const store::ComparedRow& row) { return row_object(row); });
}

// One piece of a file, and where the next begins.
struct Piece {
  std::string text;
  base::Id after = 0;
};

Piece next_piece(db::Database& database, const store::Scope& scope, base::Id organization,
                 const store::ListQuery& query, base::Id after, bool names) {
  Piece piece{{}, after};
  const auto rows = database.read([&](db::Connection& c) {
    return store::compare_next(c, scope, organization, query, piece.after, kCsvContacts);
  });
  CsvTable table(kComparisonResource, names);
  for (const auto& row : rows) table.add(row_object(row));
  piece.text = std::move(table).text();
  return piece;
}

// A file of one piece is an answer as any other; a longer one is made while it is taken.
Response download(Call& call, base::Id organization, const store::ListQuery& query) {
  auto& database = call.services.database;
  Piece piece = next_piece(database, call.scope(), organization, query, 0, true);
  Response response = CsvTable(kComparisonResource).response();
  response.body.clear();
  if (piece.after == 0 || call.request.method == "HEAD") {
    response.body = std::move(piece.text);
    return response;
  }
  response.stream = call.services.downloads.open(
      [&database, scope = call.scope(), organization, query, piece = std::move(piece)]() mutable {
        std::string text = std::exchange(piece.text, {});
        // A thousand contacts may have nothing to tell.
        while (text.empty() && piece.after != 0) {
          piece = next_piece(database, scope, organization, query, piece.after, false);
          text = std::exchange(piece.text, {});
        }
        return text;
      });
  return response;
}

Response list_organization(Call& call) {
  const base::Id id = call.id();
  call.read([&](db::Connection& c) { find_own_organization(c, call, id); });
  if (wants_csv(call.request))
    return download(call, id,
                    read_list_query(call.request, call.route->filters, call.route->sorts));
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::compare_organization(c, call.scope(), id, query);
      },
      [](db::Connection&, const store::ComparedRow& row) { return row_object(row); });
}

std::vector<std::string> texts_of(const Fields& fields, std::string_view name) {
  std::vector<std::string> out;
  const json::value* given = fields.find(name);
  if (given == nullptr || given->is_null()) return out;
  const auto* array = given->if_array();
  if (array == nullptr) fields.refuse(name, "Give a list of names.");
  for (const json::value& one : *array) {
    if (!one.is_string()) fields.refuse(name, "Give a list of names.");
    out.emplace_back(one.get_string());
  }
  return out;
}

std::string audited_as(store::CompareAct act) {
  if (act == store::CompareAct::take) return "take_microsoft";
  return act == store::CompareAct::keep ? "keep_ours" : "release_lock";
}

json::array choices_json(const std::vector<store::FieldChoice>& choices) {
  json::array out;
  for (const auto& one : choices)
    out.emplace_back(json::string(fmt::format("{} {} {}", one.asset_kind, one.asset, one.field)));
  return out;
}

Response answer_document(base::Id id, const store::CompareAnswer& answer, std::int64_t left) {
  json::array not_done;
  for (const auto& one : answer.left)
    not_done.emplace_back(json::object{{"asset-kind", json::string(one.choice.asset_kind)},
                                       {"asset-id", one.choice.asset},
                                       {"field", json::string(one.choice.field)},
                                       {"sentence", json::string(one.sentence)}});
  return one(
      resource_object(kComparisonAnswerResource, id,
                      {{"done", answer.done}, {"left", left}, {"not-done", std::move(not_done)}}));
}

void check_count(const Fields& fields, std::string_view name, std::size_t count) {
  if (count == 0) fields.refuse(name, "Name at least one, or give \"all\": true.");
  if (count > store::kMaxCompareActs)
    fields.refuse(name, fmt::format("Give at most {} at once.", store::kMaxCompareActs));
}

store::CompareAnswer answer(db::Connection& c, const Call& call, store::CompareAct act,
                            const std::vector<store::FieldChoice>& choices,
                            std::string_view subject, base::Id id) {
  const base::Id newest = store::newest_change(c);
  auto done =
      store::answer_compared(c, call.scope(), call.who().author(), act, choices, call.now());
  if (done.done == 0) return done;
  const auto fields = audited_changes(c, store::changes_after(c, newest, kMaxAuditedChanges));
  audit_change(c, call, audited_as(act), subject, id, fields.before, fields.after,
               {{"done", done.done}, {"fields", choices_json(choices)}});
  return done;
}

Response answer_asset(Call& call, std::string_view kind, store::CompareAct act) {
  const Fields fields = read_fields(call.request, kComparisonAnswerResource.type);
  const base::Id asked = call.id();
  const bool all = fields.boolean("all").value_or(false);
  const auto names = texts_of(fields, "fields");
  if (!all) check_count(fields, "fields", names.size());
  return call.write([&](db::Connection& c) {
    const base::Id id = asset_or_throw(c, call, kind, asked);
    std::vector<store::FieldChoice> choices;
    for (const std::string& name : names) choices.push_back({std::string(kind), id, name});
    if (all)
      for (const auto& row : rows_of(c, call, kind, id))
        if (row.state == "differs") choices.push_back({row.asset_kind, id, row.field});
    return answer_document(id, answer(c, call, act, choices, kind, id), 0);
  });
}

std::vector<store::FieldChoice> named_rows(const Fields& fields) {
  std::vector<store::FieldChoice> choices;
  const auto rows = fields.objects("rows").value_or(std::vector<Fields>{});
  check_count(fields, "rows", rows.size());
  for (const Fields& row : rows) {
    const auto asset = row.integer("asset_id");
    if (!asset) row.refuse("asset_id", "Give the number of the asset.");
    choices.push_back({row.required("asset_kind"), *asset, row.required("field")});
  }
  return choices;
}

// Differences that nobody answered yet, narrowed as the request says.
store::ListQuery open_differences(const Fields& fields) {
  store::ListQuery query;
  query.size = static_cast<std::int64_t>(store::kMaxCompareActs);
  query.filters.push_back({"state", {"differs"}});
  for (const std::string_view name : {"field", "asset_kind", "search"})
    if (const auto value = fields.text(name); value && !value->empty())
      query.filters.push_back({std::string(name), {*value}});
  return query;
}

// Rows of other organizations are left: an organization's page answers for its own.
void keep_own(db::Connection& c, base::Id organization, std::vector<store::FieldChoice>& choices,
              const store::Scope& scope) {
  std::erase_if(choices, [&](const store::FieldChoice& one) {
    if (one.asset_kind == domain::kOrganization) return one.asset != organization;
    if (one.asset_kind == domain::kContact) {
      const auto contact = store::find_contact(c, scope, one.asset);
      return !contact || contact->organization != organization;
    }
    const auto rows = store::compare_asset(c, scope, one.asset_kind, one.asset);
    return rows.empty() || rows.front().organization != organization;
  });
}

Response answer_organization(Call& call, store::CompareAct act) {
  const Fields fields = read_fields(call.request, kComparisonAnswerResource.type);
  const base::Id id = call.id();
  const bool all = fields.boolean("all").value_or(false);
  if (all && act == store::CompareAct::release)
    fields.refuse("all", "Locks are released one by one. Name the rows.");
  std::vector<store::FieldChoice> choices;
  if (!all) choices = named_rows(fields);
  bool renamed = false;
  Response response = call.write([&](db::Connection& c) {
    find_own_organization(c, call, id);
    std::int64_t total = 0;
    if (all) {
      const auto page = store::compare_organization(c, call.scope(), id, open_differences(fields));
      total = page.total;
      for (const auto& row : page.rows) choices.push_back({row.asset_kind, row.asset, row.field});
    } else {
      keep_own(c, id, choices, call.scope());
    }
    const auto done = answer(c, call, act, choices, "organization", id);
    renamed = done.done > 0 && std::ranges::any_of(choices, [](const auto& one) {
                return one.asset_kind == domain::kOrganization;
              });
    return answer_document(id, done, std::max<std::int64_t>(0, total - done.done));
  });
  if (renamed) call.services.outside.organizations_changed();
  return response;
}

Response list_contact(Call& call) { return list_asset(call, domain::kContact); }
Response list_configuration(Call& call) { return list_asset(call, domain::kConfiguration); }

template <store::CompareAct act>
Response for_contact(Call& call) {
  return answer_asset(call, domain::kContact, act);
}
template <store::CompareAct act>
Response for_configuration(Call& call) {
  return answer_asset(call, domain::kConfiguration, act);
}
template <store::CompareAct act>
Response for_organization(Call& call) {
  return answer_organization(call, act);
}

}  // namespace

const Resource kComparisonResource{"comparisons", kComparisonAttributes};
const Resource kComparisonAnswerResource{"comparison-answers", kAnswerAttributes};

void add_compare_routes(Router& router) {
  using Act = store::CompareAct;
  const Resource* own = &kComparisonResource;
  const Resource* answer = &kComparisonAnswerResource;
  router.add({"GET", "/api/contacts/:id/compare", Access::lite, list_contact,
              "A contact field by field: ours and Microsoft's", own, Answer::list});
  router.add({"POST", "/api/contacts/:id/compare/take", Access::editor, for_contact<Act::take>,
              "Take Microsoft's value in some fields, or in all that differ", answer, Answer::one,
              answer});
  router.add({"POST", "/api/contacts/:id/compare/keep", Access::editor, for_contact<Act::keep>,
              "Keep ours in some fields: they are locked, and no sync writes them", answer,
              Answer::one, answer});
  router.add({"POST", "/api/contacts/:id/compare/release", Access::editor,
              for_contact<Act::release>, "Release locks; nothing is written", answer, Answer::one,
              answer});
  router.add({"GET", "/api/configurations/:id/compare", Access::lite, list_configuration,
              "A configuration field by field: ours and Microsoft's", own, Answer::list});
  router.add({"POST", "/api/configurations/:id/compare/take", Access::editor,
              for_configuration<Act::take>, "Take Microsoft's value in some fields, or in all",
              answer, Answer::one, answer});
  router.add({"POST", "/api/configurations/:id/compare/keep", Access::editor,
              for_configuration<Act::keep>, "Keep ours in some fields", answer, Answer::one,
              answer});
  router.add({"POST", "/api/configurations/:id/compare/release", Access::editor,
              for_configuration<Act::release>, "Release locks; nothing is written", answer,
              Answer::one, answer});
  router.add({"GET", "/api/organizations/:id/compare", Access::lite, list_organization,
              "An organization and all its assets field by field; as CSV with Accept: text/csv",
              own, Answer::list, nullptr, kFilters});
  router.add({"POST", "/api/organizations/:id/compare/take", Access::editor,
              for_organization<Act::take>,
              "Take Microsoft's value in some rows, or in the next 200 that differ", answer,
              Answer::one, answer});
  router.add({"POST", "/api/organizations/:id/compare/keep", Access::editor,
              for_organization<Act::keep>, "Keep ours in some rows, or in the next 200 that differ",
              answer, Answer::one, answer});
  router.add({"POST", "/api/organizations/:id/compare/release", Access::editor,
              for_organization<Act::release>, "Release the locks of some rows", answer, Answer::one,
              answer});
}

}  // namespace reeve::api

// Runs and their events (the sync log).
#include "store/runs.h"

#include <limits>
#include <utility>

#include "api/resources.h"
#include "api/run_event_json.h"

namespace reeve::api {
namespace {

constexpr Attribute kRunAttributes[] = {
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"organization-id", Kind::integer, true},
    {"connection-id", Kind::integer, true},
    {"state", Kind::text},
    {"status", Kind::text},
    {"reason", Kind::text, true},
    {"sentence", Kind::text, true},
    {"remedy", Kind::text, true},
    {"detail", Kind::text, true},
    {"started-by", Kind::text},
    {"account-id", Kind::integer, true},
    {"dry-run", Kind::boolean},
    {"way", Kind::text, true},
    {"queued-at", Kind::time},
    {"started-at", Kind::time, true},
    {"finished-at", Kind::time, true},
    {"starts-at", Kind::time, true},
    {"requests", Kind::integer},
    {"batched", Kind::integer},
    {"counts", Kind::object},
};

constexpr Attribute kEventAttributes[] = {
    {"run-id", Kind::integer}, {"tenant-id", Kind::integer}, {"tenant-name", Kind::text},
    {"at", Kind::time},        {"kind", Kind::text},         {"type", Kind::text, true},
    {"code", Kind::text},      {"sentence", Kind::text},     {"remedy", Kind::text, true},
    {"data", Kind::object},
};

json::value object_or_empty(const std::string& text) {
  json::value value = stored_json(text);
  return value.is_object() ? value : json::value(json::object());
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_runs(c, call.scope(), query);
      },
      [](db::Connection&, const store::Run& run) { return run_object(run); });
}

store::Run run_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto run = store::find_run(c, call.scope(), id);
  if (!run) throw_not_found("run");
  return std::move(*run);
}

Response show(Call& call) {
  const base::Id id = call.id();
  return one(run_object(call.read([&](db::Connection& c) { return run_or_throw(c, call, id); })));
}

// A period is asked for in times as the API writes them; the store compares milliseconds.
void read_period(store::ListQuery& query) {
  for (store::Filter& filter : query.filters) {
    if (filter.field != "from" && filter.field != "to") continue;
    for (std::string& value : filter.values)
      if (const auto time = base::parse_rfc3339(value))
        value = std::to_string(base::to_ms(*time));
      else
        throw_invalid("Write a period as 2026-11-23 or 2026-11-23T05:00:00Z.", filter.field);
  }
}

// One piece of the log as CSV, and where the next begins.
struct LogPiece {
  std::string text;
  base::Id before = std::numeric_limits<base::Id>::max();
  bool last = false;
};

LogPiece next_piece(db::Database& database, const store::Scope& scope,
                    const store::ListQuery& query, base::Id before, bool names) {
  const auto events = database.read([&](db::Connection& c) {
    return store::run_events_before(c, scope, query, before, store::kMaxPageSize);
  });
  CsvTable table(kRunEventResource, names);
  for (const auto& event : events) table.add(run_event_object(event));
  return {std::move(table).text(), events.empty() ? before : events.back().id,
          static_cast<std::int64_t>(events.size()) < store::kMaxPageSize};
}

// A log of one piece is an answer as any other; a longer one is made while it is taken.
Response download_events(Call& call, const store::ListQuery& query) {
  auto& database = call.services.database;
  LogPiece piece = next_piece(database, call.scope(), query, LogPiece{}.before, true);
  Response response = CsvTable(kRunEventResource).response();
  response.body.clear();
  if (piece.last || call.request.method == "HEAD") {
    response.body = std::move(piece.text);
    return response;
  }
  response.stream = call.services.downloads.open(
      [&database, scope = call.scope(), query, piece = std::move(piece)]() mutable {
        std::string text = std::move(piece.text);
        piece.text.clear();
        if (text.empty() && !piece.last) {
          piece = next_piece(database, scope, query, piece.before, false);
          text = std::exchange(piece.text, {});
        }
        return text;
      });
  return response;
}

Response list_events(Call& call) {
  if (wants_csv(call.request)) {
    auto query = read_list_query(call.request, call.route->filters, call.route->sorts);
    read_period(query);
    return download_events(call, query);
  }
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        read_period(query);
        return store::list_run_events(c, call.scope(), query);
      },
      [](db::Connection&, const store::RunEvent& event) { return run_event_object(event); });
}

Response list_events_of_run(Call& call) {
  const base::Id id = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        run_or_throw(c, call, id);
        std::erase_if(query.filters,
                      [](const store::Filter& filter) { return filter.field == "run_id"; });
        query.filters.push_back({"run_id", {std::to_string(id)}});
        read_period(query);
        return store::list_run_events(c, call.scope(), query);
      },
      [](db::Connection&, const store::RunEvent& event) { return run_event_object(event); });
}

std::optional<base::Id> last_event_id(const Request& request) {
  std::string text(request.header("last-event-id"));
  if (text.empty()) text = request.query_value("last-event-id").value_or("");
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::stoll(text);
}

Response stream_events(Call& call) {
  Response response;
  response.set("Content-Type", "text/event-stream");
  response.set("X-Accel-Buffering", "no");
  if (call.request.method == "HEAD") return response;
  const Identity& who = call.who();
  response.stream = call.services.hub.open({who.scope, who.account, who.session_hash, who.key_hash},
                                           last_event_id(call.request));
  return response;
}

}  // namespace

const Resource kRunResource{"runs", kRunAttributes};
const Resource kRunEventResource{"run-events", kEventAttributes};

std::string_view state_word(std::string_view run_state) {
  if (run_state == "ok") return "OK";
  if (run_state == "gaps" || run_state == "partial") return "OK with gaps";
  if (run_state == "held") return "Held";
  if (run_state == "failed") return "Failed";
  if (run_state == "queued") return "Queued";
  if (run_state == "syncing") return "Syncing\u2026";
  return run_state == "canceled" ? "Paused" : "Unknown";
}

json::object run_object(const store::Run& run) {
  json::object out;
  out["tenant-id"] = run.tenant;
  out["tenant-name"] = json::string(run.tenant_name);
  out["organization-id"] = nullable(run.organization);
  out["connection-id"] = nullable(run.connection);
  out["state"] = json::string(run.state);
  out["status"] = json::string(state_word(run.state));
  out["reason"] = nullable(run.reason);
  out["sentence"] = nullable(run.sentence);
  out["remedy"] = nullable(run.remedy);
  out["detail"] = nullable(run.detail);
  out["started-by"] = json::string(run.started_by);
  out["account-id"] = nullable(run.account);
  out["dry-run"] = run.dry_run;
  out["way"] = nullable(run.way);
  out["queued-at"] = time_value(run.queued_at);
  out["started-at"] = nullable(run.started_at);
  out["finished-at"] = nullable(run.finished_at);
  out["starts-at"] = nullable(run.starts_at);
  out["requests"] = run.requests;
  out["batched"] = run.batched;
  out["counts"] = object_or_empty(run.counts);
  return resource_object(kRunResource, run.id, std::move(out));
}

// {"match","create","unclear","join","skip"}, or null when this run made no preview.
json::value run_preview(const store::Run& run) {
  const json::value counts = object_or_empty(run.counts);
  const json::value& preview = base::member(counts, "preview");
  if (!preview.is_object()) return {};
  json::object out;
  for (const std::string_view name :
       {"match", "create", "unclear", "join", "hold", "held", "skip", "not-chosen"})
    out[name] = base::optional_integer(preview, name).value_or(0);
  return out;
}

json::object run_event_object(const store::RunEvent& event) {
  json::object out;
  out["run-id"] = event.run;
  out["tenant-id"] = event.tenant;
  out["tenant-name"] = json::string(event.tenant_name);
  out["at"] = time_value(event.at);
  out["kind"] = json::string(event.kind);
  out["type"] = nullable(event.type);
  out["code"] = json::string(event.code);
  out["sentence"] = json::string(event.sentence);
  out["remedy"] = nullable(event.remedy);
  out["data"] = object_or_empty(event.data);
  return resource_object(kRunEventResource, event.id, std::move(out));
}

json::object live_event(const store::RunEvent& event, const store::Run& run) {
  json::object out = run_event_object(event);
  json::object& attributes = out["attributes"].as_object();
  attributes["run-state"] = json::string(run.state);
  attributes["status"] = json::string(state_word(run.state));
  attributes["tenant-name"] = json::string(run.tenant_name);
  return out;
}

void add_run_routes(Router& router) {
  constexpr std::string_view kEventFilters =
      "run_id tenant_id organization_id connection_id kind type code search from to";
  router.add({"GET", "/api/runs", Access::editor, list_all, "Runs, newest first", &kRunResource,
              Answer::list, nullptr, "id tenant_id organization_id connection_id state finished",
              "id queued_at finished_at"});
  router.add({"GET", "/api/runs/:id", Access::editor, show, "One run", &kRunResource, Answer::one});
  router.add({"GET", "/api/runs/:id/relationships/events", Access::editor, list_events_of_run,
              "The log of one run", &kRunEventResource, Answer::list, nullptr, kEventFilters,
              "id"});
  router.add({"GET", "/api/run_events", Access::editor, list_events,
              "The sync log; as CSV with Accept: text/csv", &kRunEventResource, Answer::list,
              nullptr, kEventFilters, "id"});
  router.add({"GET", "/api/events", Access::editor, stream_events,
              "Live progress as server-sent events; resumes from Last-Event-ID", nullptr,
              Answer::other});
}

}  // namespace reeve::api

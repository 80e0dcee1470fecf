// The rounds of a delta query and the tokens that lead from one to the next.
#include "graph_delta.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "encoding.h"
#include "graph_error.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

// What a link remembers: everything, so that the cloud itself need not.
struct DeltaToken {
  std::vector<std::string> select;
  std::vector<std::string> ids;  // of the $filter; empty: all objects
  std::uint64_t changes = 0;     // the latest change that the client knows when it has this page
  std::uint64_t serial = 0;      // where the first round goes on
  bool first_round = true;
  bool rested = false;  // the fault "delta-empty-pages" gave its empty page
  std::int64_t issued = 0;
};

json::array array_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
  std::vector<std::string> texts;
  if (const json::value* found = object.if_contains(name); found && found->is_array())
    for (const json::value& one : found->as_array())
      if (one.is_string()) texts.emplace_back(one.as_string());
  return texts;
}

std::string seal_token(const GraphCall& call, std::string_view kind, const DeltaToken& token) {
  const json::object object = {{"kind", kind},
                               {"tenant", call.tenant.id},
                               {"select", array_of(token.select)},
                               {"ids", array_of(token.ids)},
                               {"changes", static_cast<std::int64_t>(token.changes)},
                               {"serial", static_cast<std::int64_t>(token.serial)},
                               {"first", token.first_round},
                               {"rested", token.rested},
                               {"issued", token.issued}};
  return base64url_encode(seal(call.cloud.state.seal_key(), json::serialize(object)));
}

DeltaToken open_token(const GraphCall& call, std::string_view kind, const std::string& text) {
  const auto sealed = base64url_decode(text);
  const auto opened = sealed ? unseal(call.cloud.state.seal_key(), *sealed) : std::nullopt;
  const auto object = opened ? parse_object(*opened) : std::nullopt;
  if (!object || text_of(*object, "kind") != kind || text_of(*object, "tenant") != call.tenant.id)
    throw GraphRefusal(400, "Request_BadRequest", "The specified page token value is not valid.");
  DeltaToken token;
  token.select = texts_of(*object, "select");
  token.ids = texts_of(*object, "ids");
  token.changes = static_cast<std::uint64_t>(number_of(*object, "changes"));
  token.serial = static_cast<std::uint64_t>(number_of(*object, "serial"));
  token.first_round = object->at("first").as_bool();
  const json::value* rested = object->if_contains("rested");
  token.rested = rested && rested->is_bool() && rested->as_bool();
  token.issued = number_of(*object, "issued");
  return token;
}

// Only `id eq '…'`, several of them joined by `or`.
std::vector<std::string> filtered_ids(const std::string& filter) {
  std::vector<std::string> ids;
  const auto words = split(filter, ' ');
  const auto refuse = [] {
    throw GraphRefusal(400, "Request_UnsupportedQuery",
                       "Only filters on the id, of at most 50 objects, are supported here.");
  };
  for (std::size_t at = 0; at < words.size(); at += 4) {
    const bool more = at + 3 < words.size();
    if (at + 2 >= words.size() || !same_text(words[at], "id") || !same_text(words[at + 1], "eq") ||
        (more && (!same_text(words[at + 3], "or") || at + 4 >= words.size())))
      refuse();
    const std::string& quoted = words[at + 2];
    if (quoted.size() < 2 || quoted.front() != '\'' || quoted.back() != '\'') refuse();
    ids.push_back(lower(std::string_view(quoted).substr(1, quoted.size() - 2)));
  }
  if (ids.size() > kMostDeltaIds) refuse();
  return ids;
}

// Graph's own wording is not published; the code is that of its other unsupported queries.
void refuse_options(const OData& query) {
  const auto refuse = [](std::string_view option) {
    throw GraphRefusal(400, "Request_UnsupportedQuery",
                       fmt::format("'{}' is not supported for change tracking.", option));
  };
  if (query.top) refuse("$top");
  if (!query.expand.empty()) refuse("$expand");
  if (!query.order_by.empty()) refuse("$orderby");
  if (!query.search.empty()) refuse("$search");
}

bool wants_latest(const OData& query) { return same_text(query.delta_token, "latest"); }

DeltaToken read_token(const GraphCall& call, const DeltaSource& source) {
  const OData& query = call.query;
  const bool fresh = query.delta_token.empty() || wants_latest(query);
  if (!fresh || !query.skip_token.empty())
    return open_token(call, source.kind, fresh ? query.skip_token : query.delta_token);
  DeltaToken token;
  token.select = query.select;
  if (!query.filter.empty()) token.ids = filtered_ids(query.filter);
  token.changes = source.journal.last();
  token.first_round = !wants_latest(query);
  token.issued = call.now();
  return token;
}

bool wanted(const DeltaToken& token, const std::string& id) {
  return token.ids.empty() ||
         std::find(token.ids.begin(), token.ids.end(), lower(id)) != token.ids.end();
}

void append_item(std::string& items, const std::string& item) {
  if (item.empty()) return;  // nothing that was selected changed
  if (!items.empty()) items += ',';
  items += item;
}

// One page of all there is; true when more follows.
bool page_of_all(const DeltaSource& source, DeltaToken& token, std::string& items) {
  std::size_t given = 0;
  for (const DeltaSource::Place& place : source.places()) {
    if (place.serial < token.serial || !wanted(token, place.id)) continue;
    token.serial = place.serial;
    if (given++ == kDeltaPage) return true;
    append_item(items, source.write(place.id, nullptr, false));
  }
  return false;
}

std::string removed_item(const ObjectChange& change) {
  return fmt::format(R"({{"id":"{}","@removed":{{"reason":"{}"}}}})", change.id,
                     change.purged ? "deleted" : "changed");
}

// One page of what changed; true when more follows.
bool page_of_changes(const DeltaSource& source, DeltaToken& token, bool minimal,
                     std::string& items) {
  std::size_t given = 0;
  for (const ObjectChange& change : source.journal.since(token.changes)) {
    if (!wanted(token, change.id)) continue;
    if (given++ == kDeltaPage) return true;
    token.changes = change.last;
    append_item(items,
                change.removed ? removed_item(change) : source.write(change.id, &change, minimal));
  }
  token.changes = source.journal.last();
  return false;
}

std::string link(const GraphCall& call, const DeltaSource& source, const DeltaToken& token,
                 bool more) {
  return fmt::format("{}{}?${}={}", call.origins.graph, call.request.path,
                     more ? "skiptoken" : "deltatoken", seal_token(call, source.kind, token));
}

// 410 with the address of the first request in Location: everything must be read anew.
Response gone(const GraphCall& call, const DeltaToken& token) {
  std::string select;
  for (const std::string& one : token.select) select += (select.empty() ? "" : ",") + one;
  if (!select.empty()) select = "$select=" + percent_encode(select) + "&";
  Response response = graph_error(
      call.request, call.now(), 410, "syncStateNotFound",
      "The sync state generation is not found. The delta token is older than 7 days; start anew.");
  response.set("Location",
               fmt::format("{}{}?{}$deltatoken=", call.origins.graph, call.request.path, select));
  return response;
}

std::string context_of(const GraphCall& call, std::string_view kind) {
  std::string names;
  for (const std::string& one : call.query.select) names += (names.empty() ? "" : ",") + one;
  return call.context(names.empty() ? std::string(kind) : fmt::format("{}({})", kind, names));
}

// What a fault does to this request; an empty text for nothing. A link is refused, or a round
// replayed, only where there is a link: a first request is left alone.
std::string fault_of(const GraphCall& call, const DeltaSource& source) {
  const bool goes_on = !call.query.skip_token.empty() ||
                       (!call.query.delta_token.empty() && !wants_latest(call.query));
  const std::string path = fmt::format("/{}/delta", source.kind);
  const auto fault = call.cloud.faults.strike({.stage = Stage::delta,
                                               .tenant = call.tenant.id,
                                               .path = path,
                                               .page = 0,
                                               .batched = call.request.batched,
                                               .listing = goes_on});
  return fault ? fault->kind : "";
}

// What was told before, told again: the first object, and every change there ever was.
void replay(const DeltaSource& source, DeltaToken& token, std::string& items) {
  const auto places = source.places();
  if (!places.empty()) append_item(items, source.write(places.front().id, nullptr, false));
  if (!token.first_round) token.changes = 0;
}

// Objects that went before the client ever heard of them: one may be restored, one not.
void tell_strangers(const GraphCall& call, std::string& items) {
  Random random(mix(call.cloud.world.seed, call.tenant.users().size()));
  ObjectChange gone;
  for (const bool purged : {false, true}) {
    gone.id = random.guid();
    gone.purged = purged;
    append_item(items, removed_item(gone));
  }
}

}  // namespace

bool concerns(const std::vector<std::string>& select, const ObjectChange* change) {
  return select.empty() || !change || change->added ||
         std::any_of(select.begin(), select.end(), [&](const std::string& name) {
           return change->properties.contains(lower(name));
         });
}

std::string delta_reference(std::string_view type, std::string_view id, bool removed) {
  return fmt::format(R"({{"@odata.type":"#microsoft.graph.{}","id":"{}"{}}})", type, id,
                     removed ? R"(,"@removed":{"reason":"deleted"})" : "");
}

Response answer_delta(GraphCall& call, const DeltaSource& source) {
  refuse_options(call.query);
  DeltaToken token = read_token(call, source);
  const std::string fault = fault_of(call, source);
  if (token.issued + kDeltaLife <= call.now() || fault == "expired-delta-token")
    return gone(call, token);
  // The other published way of refusing an old link ("40X such as syncStateNotFound").
  if (fault == "sync-state-not-found")
    throw GraphRefusal(400, "syncStateNotFound", "The sync state generation is not found.");
  call.query.select = token.select;
  source.check();
  const bool minimal =
      lower(call.request.header("Prefer")).find("return=minimal") != std::string::npos;
  std::string items;
  if (fault == "delta-replay") replay(source, token, items);
  token.rested = fault == "delta-empty-pages" && !token.rested;
  const bool opens = token.first_round && token.serial == 0;
  const bool more =
      token.rested || (token.first_round ? page_of_all(source, token, items)
                                         : page_of_changes(source, token, minimal, items));
  if (fault == "delta-duplicates") append_item(items, std::string(items));
  if (fault == "delta-removed-first" && opens) tell_strangers(call, items);
  if (!more) {
    token.first_round = false;
    token.issued = call.now();
  }
  std::string body = R"({"@odata.context":)";
  append_json_string(body, context_of(call, source.kind));
  body += more ? R"(,"@odata.nextLink":)" : R"(,"@odata.deltaLink":)";
  append_json_string(body, link(call, source, token, more));
  body += R"(,"value":[)" + items + "]}";
  Response response = json_answer(nullptr);
  response.body = std::move(body);
  if (minimal) response.set("Preference-Applied", "return=minimal");
  return response;
}

}  // namespace cloud

// Pages, contexts and etags of /tenantRelationships.
#include "graph_partner_listing.h"

#include <fmt/format.h>

#include <algorithm>

#include "encoding.h"
#include "json.h"
#include "keys.h"
#include "odata_filter.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::value member_at(const json::object& object, std::string_view path, std::string_view type) {
  const json::value* at = nullptr;
  const json::object* in = &object;
  for (const std::string& name : split(path, '/')) {
    at = in ? in->if_contains(name) : nullptr;
    if (!at)
      throw GraphRefusal(400, "BadRequest",
                         fmt::format("Could not find a property named '{}' on type "
                                     "'microsoft.graph.{}'.",
                                     path, type));
    in = at->is_object() ? &at->as_object() : nullptr;
  }
  return at ? *at : json::value(nullptr);
}

json::object picked(const OData& query, const json::object& object, std::string_view type) {
  if (query.select.empty()) return object;
  json::object result;
  for (const char* mark : {"@odata.type", "@odata.etag"})
    if (const json::value* found = object.if_contains(mark)) result[mark] = *found;
  for (const std::string& name : query.select) result[name] = member_at(object, name, type);
  return result;
}

std::string context_of(const GraphCall& call, std::string_view name) {
  const auto slash = name.find('/');
  const bool nested = slash != std::string_view::npos && name.substr(slash + 1) != "$entity";
  if (!nested) return call.selected_context(name);
  return fmt::format("{}/{}/{}/$metadata#{}", call.origins.graph, call.version,
                     name.substr(0, slash), call.selected(name.substr(slash + 1)));
}

}  // namespace

Response partner_listing(const GraphCall& call, std::string_view context, std::string_view type,
                         std::vector<json::object> all, int usual, int most) {
  if (!call.query.filter.empty()) {
    const Filter filter = Filter::parse(call.query.filter, true);
    std::erase_if(all, [&](const json::object& one) {
      return !filter.matches([&](std::string_view path) { return member_at(one, path, type); });
    });
  }
  const auto size = static_cast<std::size_t>(page_size(call.query, usual, most));
  const SkipToken from = read_skip_token(call.query);
  const std::size_t first = std::min(all.size(), static_cast<std::size_t>(from.position));
  const std::size_t last = std::min(all.size(), first + size);
  json::object body = {{"@odata.context", context_of(call, context)}};
  if (call.query.count) body["@odata.count"] = all.size();
  json::array page;
  for (std::size_t at = first; at < last; ++at) page.push_back(picked(call.query, all[at], type));
  body["value"] = std::move(page);
  if (last < all.size())
    body["@odata.nextLink"] = next_link(call.request, call.origins.graph, {last, from.page + 1});
  return json_answer(body);
}

Response partner_object(const GraphCall& call, std::string_view context, std::string_view type,
                        const json::object& object, int status) {
  json::object body = {{"@odata.context", context_of(call, context)}};
  for (const auto& member : picked(call.query, object, type)) body[member.key()] = member.value();
  return json_answer(body, status);
}

std::string etag_of(std::string_view text) {
  return fmt::format("W/\"{}\"", base64url_encode(sha256(text).substr(0, 15)));
}

void check_etag(const GraphCall& call, const json::object& object) {
  const std::string_view sent = call.request.header("If-Match");
  if (sent.empty())
    throw GraphRefusal(428, "preconditionRequired",
                       "The header If-Match with the last known ETag of the object is required.");
  if (sent != "*" && sent != text_of(object, "@odata.etag"))
    throw GraphRefusal(412, "preconditionFailed",
                       "The ETag in If-Match is not that of the object anymore.");
}

json::array unified_roles(const std::vector<std::string>& ids) {
  json::array roles;
  for (const std::string& id : ids) roles.push_back(json::object{{"roleDefinitionId", id}});
  return roles;
}

}  // namespace cloud

// /users, /users/{id}, /me: selecting, filtering, ordering and paging people.
#include <fmt/format.h>

#include <algorithm>

#include "encoding.h"
#include "graph_deeds.h"
#include "graph_mailboxes.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "odata_filter.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr int kUsualPage = 100;
constexpr int kLargestPage = 999;             // learn.microsoft.com/graph/api/user-list
constexpr int kLargestPageWithSignIns = 500;  // when signInActivity is selected

constexpr std::string_view kAuditPermission[] = {"AuditLog.Read.All"};

// "signInActivity/lastSignInDateTime" is a member of a property.
json::value property_value(const User& user, std::string_view path) {
  const auto slash = path.find('/');
  const auto property = user_property(path.substr(0, slash));
  json::value value = property ? json::parse(user_value(user, *property)) : json::value();
  if (property && slash == std::string_view::npos) return value;
  if (property && value.is_null()) return value;
  if (property && value.is_object())
    for (const auto& member : value.as_object())
      if (same_text(std::string_view(member.key()), path.substr(slash + 1))) return member.value();
  throw GraphRefusal(400, "Request_BadRequest",
                     fmt::format("Invalid filter clause: Could not find a property named '{}' on "
                                 "type 'microsoft.graph.user'.",
                                 path));
}

// Which users of a listing, by their places in the tenant, in the order they are given.
std::vector<std::size_t> filtered(const GraphCall& call) {
  const auto& users = call.tenant.users();
  std::vector<std::size_t> found;
  std::optional<Filter> filter;
  if (!call.query.filter.empty())
    filter = Filter::parse(call.query.filter, call.query.eventual && call.query.count);
  for (std::size_t at = 0; at < users.size(); ++at) {
    const auto read = [&](std::string_view path) { return property_value(users[at], path); };
    if (!filter || filter->matches(read)) found.push_back(at);
  }
  return found;
}

// Only the orders that Graph has an index for.
void order(const GraphCall& call, std::vector<std::size_t>& places) {
  if (call.query.order_by.empty()) return;
  const auto words = split(call.query.order_by, ' ');
  const std::string name = words.empty() ? "" : lower(words[0]);
  if (name != "displayname" && name != "userprincipalname" && name != "createddatetime")
    throw GraphRefusal(400, "Request_UnsupportedQuery", "Sorting not supported for current query.");
  if (!call.query.filter.empty() && !(call.query.eventual && call.query.count))
    throw GraphRefusal(400, "Request_UnsupportedQuery", "Sorting not supported for current query.");
  const std::size_t property = *user_property(name);
  const auto& users = call.tenant.users();
  std::vector<std::pair<std::string, std::size_t>> keys;
  for (std::size_t at : places) keys.emplace_back(lower(user_value(users[at], property)), at);
  std::stable_sort(keys.begin(), keys.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  if (words.size() > 1 && same_text(words[1], "desc")) std::reverse(keys.begin(), keys.end());
  for (std::size_t at = 0; at < places.size(); ++at) places[at] = keys[at].second;
}

// $expand=manager or manager($select=…): what stands before the bracket.
bool expands_manager(const OData& query) {
  if (query.expand.empty()) return false;
  const std::string name = query.expand.substr(0, query.expand.find('('));
  if (!same_text(name, "manager"))
    throw GraphRefusal(400, "Request_BadRequest",
                       fmt::format("Parsing OData Select and Expand failed: Could not find a "
                                   "property named '{}' on type 'microsoft.graph.user'.",
                                   name));
  return true;
}

std::vector<std::size_t> manager_properties(const OData& query) {
  OData inner;
  const auto select = query.expand.find("$select=");
  if (select != std::string::npos) {
    const auto end = query.expand.find_first_of(";)", select);
    inner.select = split(query.expand.substr(select + 8, end - select - 8), ',');
  }
  return chosen_properties(inner, false);
}

void append_manager(std::string& out, const GraphCall& call, const User& user,
                    const std::vector<std::size_t>& chosen) {
  const User* manager = user.manager_id.empty() ? nullptr : call.tenant.find_user(user.manager_id);
  if (!manager) return;
  out.back() = ',';
  out += R"("manager":{"@odata.type":"#microsoft.graph.user",)";
  std::string inner;
  append_user(inner, *manager, make_pieces(*manager), chosen);
  out += inner.substr(1) + "}";  // the second bracket closes the user again
}

struct Listing {
  std::vector<std::size_t> chosen;
  bool sign_ins = false;  // selected or filtered by
  bool managers = false;
  std::vector<std::size_t> manager_chosen;
};

// The first part of the body, up to the first user.
std::string opening(const GraphCall& call, std::size_t total, bool first_page) {
  std::string body = R"({"@odata.context":)";
  append_json_string(body, call.selected_context("users"));
  // Without the header $count=true is silently ignored; it comes on the first page only.
  if (call.query.count && call.query.eventual && first_page)
    body += fmt::format(R"(,"@odata.count":{})", total);
  body += R"(,"value":[)";
  return body;
}

Response with_json(std::string body) {
  Response response = json_answer(nullptr);
  response.body = std::move(body);
  return response;
}

void append_users(std::string& body, const GraphCall& call, const Listing& listing,
                  const std::vector<std::size_t>& places) {
  const auto& users = call.tenant.users();
  const auto pieces = call.cloud.user_json.of(call.tenant);
  for (std::size_t at = 0; at < places.size(); ++at) {
    if (at > 0) body += ',';
    append_user(body, users[places[at]], (*pieces)[places[at]], listing.chosen);
    if (listing.managers) append_manager(body, call, users[places[at]], listing.manager_chosen);
  }
}

// One page of the plain listing, which goes on by serial: people who come or go in the middle of a
// listing move nobody else.
std::vector<std::size_t> plain_page(const GraphCall& call, const SkipToken& from, std::size_t size,
                                    std::optional<SkipToken>& next) {
  const auto& users = call.tenant.users();
  const auto begin =
      std::lower_bound(users.begin(), users.end(), from.position,
                       [](const User& user, std::uint64_t serial) { return user.serial < serial; });
  const auto first = static_cast<std::size_t>(begin - users.begin());
  const std::size_t last = std::min(users.size(), first + size);
  std::vector<std::size_t> places;
  for (std::size_t at = first; at < last; ++at) places.push_back(at);
  if (last < users.size()) next = SkipToken{users[last].serial, from.page + 1};
  return places;
}

// One page of a filtered or ordered listing, which goes on by index.
std::vector<std::size_t> sorted_page(const std::vector<std::size_t>& all, const SkipToken& from,
                                     std::size_t size, std::optional<SkipToken>& next) {
  const std::size_t first = std::min(all.size(), static_cast<std::size_t>(from.position));
  const std::size_t last = std::min(all.size(), first + size);
  if (last < all.size()) next = SkipToken{last, from.page + 1};
  return {all.begin() + static_cast<std::ptrdiff_t>(first),
          all.begin() + static_cast<std::ptrdiff_t>(last)};
}

Listing read_listing(const GraphCall& call) {
  if (!call.query.search.empty())
    throw GraphRefusal(400, "Request_UnsupportedQuery",
                       "Request with $search query parameter only works through MSGraph with a "
                       "special request header: 'ConsistencyLevel: eventual'");
  Listing listing;
  listing.chosen = chosen_properties(call.query, true);
  listing.managers = expands_manager(call.query);
  if (listing.managers) listing.manager_chosen = manager_properties(call.query);
  listing.sign_ins = selects(listing.chosen, "signInActivity") ||
                     lower(call.query.filter).find("signinactivity") != std::string::npos;
  if (listing.sign_ins) admit_sign_ins(call);
  return listing;
}

// The settings come from another service, with its own permission; the whole request fails when
// that one refuses.
void insert_mailbox_settings(const GraphCall& call, const User& user, std::string& text) {
  constexpr std::string_view unknown = R"("mailboxSettings":null)";
  need_mailbox(call, user);
  const auto at = text.find(unknown);
  if (at != std::string::npos)
    text.replace(at, unknown.size(),
                 R"("mailboxSettings":)" + json::serialize(mailbox_settings(call.tenant, user)));
}

Response show(GraphCall& call, const User& user) {
  const auto chosen = chosen_properties(call.query, false);
  if (selects(chosen, "signInActivity")) admit_sign_ins(call);
  std::string context = call.selected_context("users/$entity");
  std::string body = R"({"@odata.context":)";
  append_json_string(body, context);
  body += ',';
  std::string inner;
  append_user(inner, user, make_pieces(user), chosen);
  if (selects(chosen, "mailboxSettings")) insert_mailbox_settings(call, user, inner);
  body += inner.substr(1);
  if (expands_manager(call.query)) append_manager(body, call, user, manager_properties(call.query));
  return with_json(std::move(body));
}

}  // namespace

const User& wanted_user(const GraphCall& call, const std::string& id) {
  const User* user = call.tenant.find_user(id);
  if (user) return *user;
  throw GraphRefusal(404, "Request_ResourceNotFound",
                     fmt::format("Resource '{}' does not exist or one of its queried "
                                 "reference-property objects are not present.",
                                 id));
}

std::vector<std::size_t> chosen_properties(const OData& query, bool listing) {
  std::vector<std::size_t> chosen;
  const auto all = user_properties();
  for (const std::string& name : query.select) {
    const auto property = user_property(name);
    if (!property)
      throw GraphRefusal(400, "Request_BadRequest",
                         fmt::format("Parsing OData Select and Expand failed: Could not find a "
                                     "property named '{}' on type 'microsoft.graph.user'.",
                                     name));
    if (listing && all[*property].alone_only)
      throw GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
    if (std::find(chosen.begin(), chosen.end(), *property) == chosen.end())
      chosen.push_back(*property);
  }
  // With the sign-ins the id comes along, asked for or not (user-list.md, example 11).
  const std::size_t id = *user_property("id");
  if (selects(chosen, "signInActivity") &&
      std::find(chosen.begin(), chosen.end(), id) == chosen.end())
    chosen.push_back(id);
  if (!chosen.empty()) return chosen;
  for (std::size_t at = 0; at < all.size(); ++at)
    if (all[at].by_default) chosen.push_back(at);
  return chosen;
}

bool selects(const std::vector<std::size_t>& chosen, std::string_view name) {
  return std::find(chosen.begin(), chosen.end(), *user_property(name)) != chosen.end();
}

void admit_sign_ins(const GraphCall& call) {
  if (!call.holds(kAuditPermission) || !may_do(call, Deed::read_sign_ins)) refuse_privileges();
  need_premium(call.tenant);
}

void need_premium(const Tenant& tenant) {
  if (!tenant.has_plan("AAD_PREMIUM") && !tenant.has_plan("AAD_PREMIUM_P2"))
    throw GraphRefusal(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                       "Neither tenant is B2C or tenant doesn't have premium license");
}

Response list_users(GraphCall& call) {
  const Listing listing = read_listing(call);
  // "Requests with $top set higher than 500 return pages with up to 500 users" (user-list.md,
  // 2025-07; the page of 2021 has 120).
  const int most = listing.sign_ins ? kLargestPageWithSignIns : kLargestPage;
  const auto size =
      static_cast<std::size_t>(std::min(most, page_size(call.query, kUsualPage, kLargestPage)));
  const SkipToken from = read_skip_token(call.query);
  std::optional<SkipToken> next;
  std::vector<std::size_t> places;
  std::size_t total = call.tenant.users().size();
  if (call.query.filter.empty() && call.query.order_by.empty()) {
    places = plain_page(call, from, size, next);
  } else {
    auto all = filtered(call);
    order(call, all);
    total = all.size();
    places = sorted_page(all, from, size, next);
  }
  constexpr std::size_t usual_user = 1000;
  std::string body = opening(call, total, call.query.skip_token.empty());
  body.reserve(body.size() + places.size() * usual_user);
  append_users(body, call, listing, places);
  body += ']';
  if (next) {
    body += R"(,"@odata.nextLink":)";
    append_json_string(body, next_link(call.request, call.origins.graph, *next));
  }
  body += '}';
  return with_json(std::move(body));
}

Response count_users(GraphCall& call) {
  if (!call.query.eventual)
    throw GraphRefusal(400, "Request_BadRequest", "$count is not currently supported.");
  call.query.count = true;
  Response response = json_response(200, std::to_string(filtered(call).size()));
  response.content_type = "text/plain";
  return response;
}

Response show_user(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  // learn.microsoft.com/answers/questions/1311910: 400 by name; the words are from the field.
  if (!call.query.select.empty() && !same_text(user.id, call.args[0]) &&
      selects(chosen_properties(call.query, false), "signInActivity"))
    throw GraphRefusal(400, "BadRequest",
                       "Get By Key only supports UserId and the key has to be a valid Guid");
  return show(call, user);
}

Response show_me(GraphCall& call) {
  // The MSP's people are not objects of a customer's directory, though their tokens open it.
  return show(call, wanted_user(call, call.claims.object_id));
}

Response show_manager(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  const User* manager = user.manager_id.empty() ? nullptr : call.tenant.find_user(user.manager_id);
  if (!manager)
    throw GraphRefusal(404, "Request_ResourceNotFound",
                       "Resource 'manager' does not exist or one of its queried "
                       "reference-property objects are not present.");
  const auto chosen = chosen_properties(call.query, false);
  std::string body = R"({"@odata.context":)";
  append_json_string(body, call.selected_context("directoryObjects/$entity"));
  body += R"(,"@odata.type":"#microsoft.graph.user",)";
  std::string inner;
  append_user(inner, *manager, make_pieces(*manager), chosen);
  return with_json(body + inner.substr(1));
}

Response show_userinfo(GraphCall& call) {
  const User* user = call.tenant.find_user(call.claims.object_id);
  return json_answer(json::object{{"sub", call.claims.object_id},
                                  {"name", user ? user->display_name : call.claims.user_name},
                                  {"email", user ? user->mail : call.claims.user_name}});
}

}  // namespace cloud

// /users/delta: the people of a tenant, and then only those who changed.
#include <algorithm>

#include "encoding.h"
#include "graph_delta.h"
#include "graph_routes.h"
#include "graph_users.h"

namespace cloud {
namespace {

// What a person is asked for; manager is no property, it comes as manager@delta.
struct Wanted {
  std::vector<std::size_t> properties;
  bool manager = false;
};

Wanted read_wanted(const GraphCall& call) {
  Wanted wanted;
  OData plain = call.query;
  wanted.manager = std::erase_if(plain.select, [](const std::string& name) {
                     return same_text(name, "manager");
                   }) > 0;
  if (wanted.manager && plain.select.empty()) plain.select = {"id"};
  wanted.properties = chosen_properties(plain, true);
  const std::size_t id = *user_property("id");  // always there, asked for or not
  if (std::find(wanted.properties.begin(), wanted.properties.end(), id) == wanted.properties.end())
    wanted.properties.push_back(id);
  if (selects(wanted.properties, "signInActivity")) admit_sign_ins(call);
  return wanted;
}

bool changed(const ObjectChange* change, std::string_view name) {
  return change && change->properties.contains(lower(name));
}

// A property that never had a value is left out; one that lost it is null.
std::string write_properties(const User& user, const Wanted& wanted, const ObjectChange* change,
                             bool minimal) {
  std::string text;
  for (const std::size_t at : wanted.properties) {
    const std::string_view name = user_properties()[at].name;
    if (minimal && name != "id" && !changed(change, name)) continue;
    const std::string value = user_value(user, at);
    if (value == "null" && !changed(change, name)) continue;
    if (!text.empty()) text += ',';
    append_json_string(text, name);
    text += ":" + value;
  }
  return text;
}

std::string write_manager(const User& user, const ObjectChange* change) {
  const bool first = !change || change->added;
  if (!first && !changed(change, "manager")) return "";
  std::string text;
  if (!user.manager_id.empty()) text = delta_reference("user", user.manager_id, false);
  if (!first)
    for (const std::string& id : change->related)
      if (id != user.manager_id)
        text += (text.empty() ? "" : ",") + delta_reference("user", id, true);
  return text.empty() ? "" : R"(,"manager@delta":[)" + text + "]";
}

std::string write_user(const GraphCall& call, const Wanted& wanted, const std::string& id,
                       const ObjectChange* change, bool minimal) {
  const User* user = call.tenant.find_user(id);
  if (!user || !concerns(call.query.select, change)) return "";
  std::string text =
      "{" + write_properties(*user, wanted, change, minimal && change && !change->added);
  if (wanted.manager) text += write_manager(*user, change);
  return text + "}";
}

}  // namespace

Response users_delta(GraphCall& call) {
  std::optional<Wanted> wanted;  // known once the token is read
  DeltaSource source{"users", call.tenant.user_changes, {}, {}, {}};
  source.check = [&] { wanted = read_wanted(call); };
  source.places = [&] {
    std::vector<DeltaSource::Place> places;
    for (const User& user : call.tenant.users()) places.push_back({user.serial, user.id});
    return places;
  };
  source.write = [&](const std::string& id, const ObjectChange* change, bool minimal) {
    return write_user(call, *wanted, id, change, minimal);
  };
  return answer_delta(call, source);
}

}  // namespace cloud

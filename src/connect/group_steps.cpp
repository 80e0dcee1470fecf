// Finds, makes and fills groups of the partner tenant.
#include "connect/group_steps.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "domain/portal_steps.h"
#include "store/grants_made.h"

namespace reeve::connect {

namespace {

using base::json::value;

constexpr std::string_view kAdminAgents = "AdminAgents";
constexpr std::size_t kLongestNickname = 64;

microsoft::AskOptions options_for(std::string_view subject) {
  microsoft::AskOptions options;
  options.subject = subject;
  options.permission = "Directory.ReadWrite.All";
  options.tenant_name = "your partner tenant";
  options.background = false;
  return options;
}

// A text in an OData filter: quotes are doubled.
std::string odata_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return base::percent_encode(out + "'");
}

std::string nickname_of(const std::string& name) {
  std::string out;
  for (const char c : name)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
  if (out.empty()) out = "reeve";
  return out.substr(0, kLongestNickname);
}

class Groups {
 public:
  Groups(Services& services, const store::MicrosoftConnection& connection, HomeDoor& door,
         std::stop_token stop)
      : services_(services), connection_(connection), door_(door), stop_(std::move(stop)) {}

  microsoft::Answer get(const std::string& path, std::string_view subject) {
    return door_.graph().get(door_.home(), path, stop_, options_for(subject));
  }

  // The first object of a listing, or null; `why` where it cannot be read.
  value first(const std::string& path, std::string_view subject, std::optional<Hindrance>& why) {
    const auto answer = get(path, subject);
    why = hindrance_of(answer);
    if (why) return {};
    const auto body = base::parse_json(answer.body, "The list of groups");
    const auto* list = base::member(body, "value").if_array();
    return list == nullptr || list->empty() ? value{} : list->front();
  }

  value named(const std::string& name, std::optional<Hindrance>& why) {
    return first(fmt::format("/v1.0/groups?$filter=displayName%20eq%20{}&$select=id,displayName,"
                             "securityEnabled,groupTypes",
                             odata_text(name)),
                 "list of groups", why);
  }

  // True in `before` where it was a member already.
  std::optional<Hindrance> join(const std::string& group, const std::string& object, bool& before) {
    const auto cloud = microsoft::cloud_named(connection_.cloud);
    const auto answer = door_.changer().send(
        door_.home(),
        {"POST", fmt::format("/v1.0/groups/{}/members/$ref", base::percent_encode(group)),
         base::to_json(
             base::json::object{{"@odata.id", fmt::format("{}/v1.0/directoryObjects/{}",
                                                          cloud.graph_resource, object)}})},
        stop_, options_for("members"));
    before = answer.code == "exists";
    return before ? std::nullopt : hindrance_of(answer);
  }

  microsoft::Answer make(const std::string& name) {
    return door_.changer().send(
        door_.home(),
        {"POST", "/v1.0/groups",
         base::to_json(
             base::json::object{{"displayName", name},
                                {"description", "Works in customers' tenants by GDAP for Reeve."},
                                {"mailEnabled", false},
                                {"mailNickname", nickname_of(name)},
                                {"securityEnabled", true}})},
        stop_, options_for("groups"));
  }

  Services& services() { return services_; }
  const store::MicrosoftConnection& connection() const { return connection_; }

 private:
  Services& services_;
  const store::MicrosoftConnection& connection_;
  HomeDoor& door_;
  std::stop_token stop_;
};

// The group that is named, found or made; null with `why`.
value found_group(Groups& groups, const value& wish, bool& made, std::optional<Hindrance>& why) {
  const auto id = base::text_member(wish, "id");
  if (!id.empty()) {
    const auto answer =
        groups.get(fmt::format("/v1.0/groups/{}?$select=id,displayName,securityEnabled,groupTypes",
                               base::percent_encode(id)),
                   "group");
    why = hindrance_of(answer);
    return why ? value{} : base::parse_json(answer.body, "The group");
  }
  const auto name = base::text_member(wish, "name");
  auto group = groups.named(name, why);
  if (why || !group.is_null()) return group;
  const auto answer = groups.make(name);
  why = hindrance_of(answer);
  made = !why;
  return why ? value{} : base::parse_json(answer.body, "The group");
}

// What was found out about the service account's membership, into `end`.
void join_service_account(Groups& groups, const std::string& group, StepEnd& end) {
  const auto& account = groups.connection().service_account;
  if (!account) {
    end.state = "partly";
    end.remedy = "Connect first: then the service account is known and can be added.";
    return;
  }
  const auto user = groups.get(
      fmt::format("/v1.0/users/{}?$select=id", base::percent_encode(*account)), "service account");
  auto why = hindrance_of(user);
  bool before = false;
  if (!why)
    why = groups.join(group, base::text_member(base::parse_json(user.body, "The account"), "id"),
                      before);
  if (why) {
    end.state = "partly";
    end.sentence += fmt::format(" {} could not be added: {}", *account, why->why.sentence);
    end.remedy = fmt::format("Add {} to the group by hand. {}", *account, why->why.remedy);
    end.detail = why->why.detail;
    return;
  }
  end.sentence += fmt::format(" {} {} a member.", *account, before ? "was" : "is now");
  if (!before && end.state == "already") end.state = "done";
}

}  // namespace

StepEnd settle_group(Services& services, const store::MicrosoftConnection& connection,
                     HomeDoor& door, const store::OnboardingStep& step, std::stop_token stop) {
  Groups groups(services, connection, door, std::move(stop));
  std::optional<Hindrance> why;
  bool made = false;
  const auto group =
      found_group(groups, base::parse_json(step.wish, "What is asked for"), made, why);
  if (why) return end_of(*why);
  const auto name = base::clean_text(base::text_member(group, "displayName"));
  const auto* kinds = base::member(group, "groupTypes").if_array();
  if (!base::bool_member(group, "securityEnabled") || (kinds != nullptr && !kinds->empty()))
    return refused_end({fmt::format("\"{}\" is no plain security group, and only those can work in "
                                    "customers' tenants.",
                                    name),
                        "Choose another group, or another name for a new one.",
                        "securityEnabled is false, or it has group types"});
  StepEnd end;
  end.state = made ? "done" : "already";
  end.sentence =
      fmt::format("The security group \"{}\" {}.", name, made ? "was made" : "was there");
  const auto id = base::text_member(group, "id");
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    store::put_access_group(
        c, {connection.id, base::ascii_lower(id), name, made, services.clock.now()});
  });
  join_service_account(groups, id, end);
  end.facts = {{"group", id}};
  return end;
}

StepEnd join_admin_agents(Services& services, TokenSource& tokens,
                          const store::MicrosoftConnection& connection, HomeDoor& door,
                          const store::OnboardingStep&, std::stop_token stop) {
  Groups groups(services, connection, door, std::move(stop));
  std::optional<Hindrance> why;
  const auto by_hand = [&](const Hindrance& hindrance) {
    auto end = end_of(hindrance);
    if (end.state == "refused") end.remedy = "Do it by hand, as the steps below say.";
    end.facts = {{"script", domain::admin_agents_script(connection.application_id)}};
    return end;
  };
  const auto group = groups.named(std::string(kAdminAgents), why);
  if (why) return by_hand(*why);
  const auto group_id = base::text_member(group, "id");
  if (group_id.empty())
    return refused_end({"Your directory has no group AdminAgents, so it is no partner's.",
                        "Check the Directory (tenant) ID of the connection.", "no such group"});
  const auto found = groups.get(
      fmt::format("/v1.0/servicePrincipals(appId='{}')?$select=id", connection.application_id),
      "application");
  if ((why = hindrance_of(found))) return by_hand(*why);
  const auto principal = base::text_member(base::parse_json(found.body, "The application"), "id");
  bool before = false;
  if ((why = groups.join(group_id, principal, before))) return by_hand(*why);
  if (!before)
    services.database.write(db::Lane::background, [&](db::Connection& c) {
      store::add_grant_made(c, {connection.id, connection.directory_id, "group", group_id,
                                std::string(kAdminAgents), services.clock.now()});
    });
  // Tokens say who is in the group: those from before do not (B.3).
  tokens.forget(connection.id);
  StepEnd end;
  end.state = before ? "already" : "done";
  end.sentence = before ? "The application was in AdminAgents before."
                        : "The application is in AdminAgents now, which lets it into your DAP "
                          "customers.";
  end.facts = {{"group", group_id}};
  return end;
}

std::vector<SecurityGroup> security_groups(Services& services, TokenSource& tokens,
                                           base::Id connection, const std::string& begins,
                                           std::stop_token stop) {
  const auto row = read_connection(services, connection);
  microsoft::GraphClient graph(services.transport, services.clock, services.random,
                               microsoft::cloud_named(row.cloud), tokens.token_for(connection),
                               services.pace_of(row.application_id));
  std::string filter = "securityEnabled%20eq%20true";
  if (!begins.empty())
    filter += fmt::format("%20and%20startswith(displayName,{})", odata_text(begins));
  auto options = options_for("list of groups");
  options.permission = "Directory.Read.All";
  const auto answer =
      graph.get(row.directory_id,
                fmt::format("/v1.0/groups?$filter={}&$select=id,displayName,groupTypes&$top={}",
                            filter, kMaxGroupsShown),
                std::move(stop), options);
  if (!answer.ok)
    throw base::Error(answer.code == "not_allowed" || answer.code == "no_token"
                          ? base::ErrorCode::refused
                          : base::ErrorCode::unavailable,
                      Refused{answer.sentence, answer.remedy, {}}.message(), answer.detail);
  std::vector<SecurityGroup> out;
  const auto body = base::parse_json(answer.body, "The list of groups");
  if (const auto* list = base::member(body, "value").if_array())
    for (const auto& one : *list) {
      const auto* kinds = base::member(one, "groupTypes").if_array();
      if (kinds != nullptr && !kinds->empty()) continue;
      out.push_back(
          {base::text_member(one, "id"), base::clean_text(base::text_member(one, "displayName"))});
    }
  return out;
}

}  // namespace reeve::connect

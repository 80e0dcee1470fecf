// Makes and assigns GDAP relationships.
#include "connect/relationship_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "connect/relationship_follow.h"
#include "connect/relationship_roles.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using Names = std::vector<std::string>;

bool holds(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

base::json::array array_of(const Names& names) {
  base::json::array out;
  for (const auto& one : names) out.emplace_back(base::json::string(one));
  return out;
}

Names texts_of(const base::json::value& value) {
  Names out;
  if (const auto* list = value.if_array())
    for (const auto& one : *list)
      if (one.is_string()) out.emplace_back(one.as_string());
  return out;
}

void add_once(Names& into, std::string one) {
  if (!holds(into, one)) into.push_back(std::move(one));
}

}  // namespace

HomeDoor::HomeDoor(Services& services, const store::MicrosoftConnection& connection)
    : services_(services),
      connection_(connection.id),
      home_(connection.directory_id),
      cloud_(microsoft::cloud_named(connection.cloud)),
      graph_(services.transport, services.clock, services.random, cloud_, token_for()),
      changer_(services.transport, services.clock, services.random, cloud_, token_for()) {}

microsoft::TokenFor HomeDoor::token_for() {
  return {[this](const std::string&, std::stop_token stop) {
            return kept_.with([&](auto& kept) {
              if (!kept || kept->expires_at - kFreshMargin <= services_.clock.now())
                kept = onboarding_token(services_, connection_, home_, graph_scope(cloud_), stop);
              return kept->value.clone();
            });
          },
          [this](const std::string&) { kept_.with([](auto& kept) { kept.reset(); }); }};
}

namespace {

// One invitation: what it needs is borrowed for the call.
class Invitation {
 public:
  Invitation(Services& services, const store::MicrosoftConnection& connection, HomeDoor& door,
             const store::OnboardingStep& step, std::stop_token stop)
      : services_(services),
        connection_(connection),
        door_(door),
        step_(step),
        stop_(std::move(stop)) {
    const auto wish = base::parse_json(step.wish, "What is asked for");
    wish_.name = base::text_member(wish, "name");
    wish_.customer = base::text_member(wish, "customer");
    wish_.roles = texts_of(base::member(wish, "roles"));
    wish_.extends = may_extend(wish_.roles);
  }

  StepEnd run() {
    bool existed = false;
    const auto answer = microsoft::make_relationship(door_.changer(), door_.home(), wish_, stop_);
    auto made = answer.ok ? microsoft::read_relationship(answer.body) : std::nullopt;
    if (answer.code == "exists") {
      existed = true;
      if (const auto why = find(made)) return end_of(*why);
    } else if (const auto why = hindrance_of(answer)) {
      return end_of(*why);
    }
    if (!made)
      return refused_end({"Microsoft made the relationship, but did not say which.",
                          "Look at the list of relationships.", "no id in the answer"});
    const bool waited = made->status == "approvalPending";
    if (made->status == "created")
      if (const auto why = lock(*made)) return end_of(*why);
    keep(*made);
    return told(*made, existed && waited);
  }

 private:
  // The name is taken: by the same wish before, or by somebody else's relationship.
  std::optional<Hindrance> find(std::optional<microsoft::DelegatedRelationship>& into) {
    const auto list = microsoft::list_relationships(door_.graph(), door_.home(), stop_);
    if (!list.listing.complete)
      return Hindrance{{list.listing.sentence, list.listing.remedy, list.listing.detail},
                       list.listing.retry_at.has_value(),
                       list.listing.retry_at};
    for (const auto& one : list.found)
      if (base::ascii_lower(one.name) == base::ascii_lower(wish_.name) &&
          (one.customer.empty() || wish_.customer.empty() || one.customer == wish_.customer))
        into = one;
    if (into && (waits_for_customer(into->status) || into->status == "active")) return {};
    return Hindrance{{fmt::format("There is another relationship called \"{}\".", wish_.name),
                      "Names must differ, ended ones included. Choose another name.",
                      into ? "status " + into->status : "of another customer"}};
  }

  std::optional<Hindrance> lock(microsoft::DelegatedRelationship& made) {
    const auto answer = microsoft::lock_for_approval(door_.changer(), door_.home(), made.id, stop_);
    // "exists": it was locked before, and the answer was lost.
    if (!answer.ok && answer.code != "exists") return hindrance_of(answer);
    made.status = "approvalPending";
    return {};
  }

  void keep(const microsoft::DelegatedRelationship& made) {
    const auto now = services_.clock.now();
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      auto row = row_of(connection_, made, now);
      if (!row.customer_name) row.customer_name = step_.name;
      row.made_here = true;
      store::put_relationship(c, row);
      queue_follow(c, connection_.id, now + kFollowSoonest);
    });
  }

  StepEnd told(const microsoft::DelegatedRelationship& made, bool before) const {
    const auto link =
        microsoft::invitation_link(microsoft::cloud_named(connection_.cloud), made.id);
    StepEnd end;
    end.state = before || made.status == "active" ? "already" : "done";
    end.sentence =
        made.status == "active"
            ? fmt::format("The relationship \"{}\" is active.", made.name)
            : fmt::format("The relationship \"{}\" waits for the customer{}.", made.name,
                          wish_.extends ? "; it extends itself by six months"
                                        : "; it ends after two years, since it has Global "
                                          "Administrator");
    if (made.status != "active")
      end.remedy =
          "Send the invitation link to a Global Administrator of the customer. It can be "
          "approved for 90 days.";
    end.facts = {{"relationship", made.id}, {"link", link}, {"status", made.status}};
    return end;
  }

  Services& services_;
  const store::MicrosoftConnection& connection_;
  HomeDoor& door_;
  const store::OnboardingStep& step_;
  std::stop_token stop_;
  microsoft::NewRelationship wish_;
};

// One relationship's group.
class Assignment {
 public:
  Assignment(Services& services, const store::MicrosoftConnection& connection, HomeDoor& door,
             const store::OnboardingStep& step, std::stop_token stop)
      : services_(services),
        connection_(connection),
        door_(door),
        step_(step),
        stop_(std::move(stop)),
        group_(base::ascii_lower(
            base::text_member(base::parse_json(step.wish, "What is asked for"), "group"))) {}

  StepEnd run() {
    const auto relationship = services_.database.read([&](db::Connection& c) {
      return store::find_relationship(c, connection_.id, step_.subject);
    });
    if (!relationship)
      return refused_end({"Microsoft does not list this relationship any more.",
                          "Look for relationships again.", "not in the list"});
    if (relationship->status != "active")
      return refused_end(
          {fmt::format("The relationship is not active yet; it is {}.", relationship->status),
           "Groups can be assigned when the customer has approved it.", relationship->status});
    choice_ = choose_roles(connection_, relationship->roles);
    if (choice_.given.empty())
      return refused_end({"The relationship holds none of the roles that are needed.",
                          fmt::format("Make a new one with {}.", fmt::join(choice_.missing, ", ")),
                          fmt::format("{}", fmt::join(role_names(relationship->roles), ", "))});
    const auto listed =
        microsoft::list_assignments(door_.graph(), door_.home(), step_.subject, stop_);
    if (!listed.listing.complete)
      return end_of({{listed.listing.sentence, listed.listing.remedy, listed.listing.detail},
                     listed.listing.retry_at.has_value(),
                     listed.listing.retry_at});
    for (const auto& one : listed.found)
      if (one.group == group_) return grow(one, *relationship);
    const auto answer = microsoft::give_to_group(door_.changer(), door_.home(), step_.subject,
                                                 group_, choice_.given, stop_);
    if (const auto why = hindrance_of(answer); why && answer.code != "exists") return end_of(*why);
    return told("done", *relationship);
  }

 private:
  // The group has it already: roles are added, none is taken.
  StepEnd grow(const microsoft::RelationshipAssignment& before,
               const store::Relationship& relationship) {
    auto roles = before.roles;
    for (const auto& one : choice_.given) add_once(roles, one);
    if (roles.size() == before.roles.size()) return told("already", relationship);
    const auto answer = microsoft::change_assignment(door_.changer(), door_.home(), step_.subject,
                                                     before, roles, stop_);
    if (const auto why = hindrance_of(answer)) return end_of(*why);
    return told("done", relationship);
  }

  StepEnd told(std::string_view state, store::Relationship relationship) {
    StepEnd end;
    end.state = choice_.missing.empty() ? std::string(state) : "partly";
    end.sentence = fmt::format(
        "{}: {}.",
        state == "already" ? "The group had it before" : "The group works there with these roles",
        fmt::join(role_names(choice_.given), ", "));
    if (!choice_.missing.empty()) {
      end.sentence +=
          fmt::format(" The relationship does not hold {}.", fmt::join(choice_.missing, ", "));
      end.remedy =
          "Roles of a relationship cannot grow. What they are for stays shut until there is a new "
          "relationship that has them.";
    }
    end.facts = {{"given", array_of(role_names(choice_.given))},
                 {"missing", array_of(choice_.missing)}};
    remember(std::move(relationship));
    return end;
  }

  // So that the list shows it before Microsoft is asked again.
  void remember(store::Relationship relationship) {
    const auto now = services_.clock.now();
    auto& all = relationship.assignments;
    std::erase_if(all, [&](const store::GroupAssignment& one) { return one.group == group_; });
    all.push_back({group_, "pending", choice_.given});
    relationship.assignments_seen_at = now;
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      store::put_relationship(c, relationship);
      queue_follow(c, connection_.id, now + kFollowSoonest);
    });
  }

  Services& services_;
  const store::MicrosoftConnection& connection_;
  HomeDoor& door_;
  const store::OnboardingStep& step_;
  std::stop_token stop_;
  std::string group_;
  RoleChoice choice_;
};

}  // namespace

StepEnd invite_customer(Services& services, const store::MicrosoftConnection& connection,
                        HomeDoor& door, const store::OnboardingStep& step, std::stop_token stop) {
  return Invitation(services, connection, door, step, std::move(stop)).run();
}

StepEnd assign_group(Services& services, const store::MicrosoftConnection& connection,
                     HomeDoor& door, const store::OnboardingStep& step, std::stop_token stop) {
  return Assignment(services, connection, door, step, std::move(stop)).run();
}

}  // namespace reeve::connect

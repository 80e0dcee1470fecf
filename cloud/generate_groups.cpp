// Groups as small companies have them: a team for each department, and what guards their access.
#include "generate_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "encoding.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::size_t kSmallestTeam = 2;
constexpr int kMostProjects = 3;

constexpr std::string_view kProjects[] = {"Office move",  "Website relaunch", "Audit 2026",
                                          "Summer party", "ERP introduction", "Fleet renewal"};

// "Sales & Marketing" → "salesmarketing"
std::string nickname(std::string_view name) {
  std::string result;
  for (const char letter : lower(name))
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) result += letter;
  return result;
}

bool is_staff(const User& user) {
  return user.account_enabled && user.user_type == "Member" && user.mailbox == Mailbox::user &&
         !user.licenses.empty();
}

class Grouping {
 public:
  Grouping(Tenant& tenant, Random& random) : tenant_(tenant), random_(random) {
    for (const User& user : tenant.users()) {
      if (!is_staff(user)) continue;
      staff_.push_back(user.id);
      if (!user.department.empty()) departments_[user.department].push_back(user.id);
    }
  }

  // The id of the new group.
  std::string security(const std::string& name, const std::string& description,
                       std::vector<std::string> members) {
    Group group = begin(name, description, std::move(members));
    group.mail_nickname = nickname(name);
    if (tenant_.synced) group.synced = true;
    return finish(std::move(group));
  }
  std::string team(const std::string& name, const std::string& description,
                   std::string_view visibility, std::vector<std::string> members) {
    Group group = begin(name, description, std::move(members));
    group.unified = true;
    group.visibility = visibility;
    group.security_enabled = false;
    give_mail(group);
    return finish(std::move(group));
  }
  void distribution_list(const std::string& name, std::vector<std::string> members) {
    Group group = begin(name, "", std::move(members));
    group.security_enabled = false;
    give_mail(group);
    finish(std::move(group));
  }

  std::vector<std::string> some(std::vector<std::string> of, int chance) {
    std::erase_if(of, [&](const std::string&) { return !random_.percent(chance); });
    return of;
  }
  const std::vector<std::string>& staff() const { return staff_; }
  const std::map<std::string, std::vector<std::string>>& departments() const {
    return departments_;
  }
  Random& random() { return random_; }

 private:
  Group begin(const std::string& name, const std::string& description,
              std::vector<std::string> members) {
    Group group;
    group.id = random_.guid();
    group.display_name = name;
    group.description = description;
    group.members = std::move(members);
    group.created = tenant_.created + random_.between(1, 150) * kDay;
    return group;
  }
  void give_mail(Group& group) {
    group.mail_enabled = true;
    group.mail_nickname = nickname(group.display_name);
    group.mail = group.mail_nickname + "@" + tenant_.default_domain;
    group.proxy_addresses = {"SMTP:" + group.mail,
                             "smtp:" + group.mail_nickname + "@" + tenant_.initial_domain};
  }
  std::string finish(Group group) { return tenant_.groups.add(std::move(group)).id; }

  Tenant& tenant_;
  Random& random_;
  std::vector<std::string> staff_;
  std::map<std::string, std::vector<std::string>> departments_;
};

// A team and a security group for each department; gives the ids of the security groups.
std::vector<std::string> group_departments(Grouping& grouping) {
  std::vector<std::string> guards;
  for (const auto& [name, people] : grouping.departments()) {
    if (people.size() < kSmallestTeam) continue;
    grouping.team(name, fmt::format("The team of {}", name), "Private", people);
    guards.push_back(grouping.security("SG " + name, fmt::format("Access for {}", name), people));
  }
  return guards;
}

void group_projects(Grouping& grouping) {
  const int count = grouping.random().between(0, kMostProjects);
  const int first = grouping.random().between(0, 5);
  for (int at = 0; at < count; ++at) {
    const std::string_view name =
        kProjects[static_cast<std::size_t>(first + at) % std::size(kProjects)];
    grouping.team(std::string(name), "", "Private", grouping.some(grouping.staff(), 20));
  }
}

}  // namespace

void generate_groups(Tenant& tenant, Random& random) {
  Grouping grouping(tenant, random);
  if (grouping.staff().empty()) return;
  grouping.team("All Company", "This is the default group for everyone in the network", "Public",
                grouping.staff());
  const std::vector<std::string> guards = group_departments(grouping);
  grouping.distribution_list("All Staff", grouping.staff());
  const std::string vpn = grouping.security("VPN Users", "May connect from outside",
                                            grouping.some(grouping.staff(), 40));
  // Groups within groups: its members are found by transitiveMembers only.
  std::vector<std::string> nested = guards;
  nested.push_back(vpn);
  grouping.security("MFA required", "Conditional access asks these people for a second factor",
                    nested);
  group_projects(grouping);
}

void add_relationship_group(World& world) {
  const auto assigned =
      std::find_if(world.relationships.begin(), world.relationships.end(),
                   [](const Relationship& one) { return !one.assignments.empty(); });
  if (assigned == world.relationships.end() ||
      world.partner.groups.find(assigned->assignments[0].group_id))
    return;
  Group group;
  group.id = assigned->assignments[0].group_id;
  group.display_name = "Customer administration";
  group.description = "Whoever works in customers' tenants";
  group.mail_nickname = "customeradministration";
  group.created = world.partner.created;
  group.members = {world.service_account_id};
  world.partner.groups.add(std::move(group));
}

void add_agent_groups(World& world) {
  Random random(mix(world.seed, 0xA6E275));
  const auto add = [&](std::string_view name, std::vector<std::string> members) {
    Group group;
    group.id = random.guid();
    group.display_name = name;
    group.mail_nickname = nickname(name);
    group.created = world.partner.created;
    group.members = std::move(members);
    world.partner.groups.add(std::move(group));
  };
  add(kAdminAgents, {world.service_account_id});
  add(kHelpdeskAgents, {});
}

}  // namespace cloud

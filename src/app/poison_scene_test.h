// For tests with poisoned answers: two tenants of sixty people each, synced through the real client
// from answers that are made here, and what must hold while one of them is poisoned.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/sync_work.h"
#include "base/random.h"
#include "base/text.h"
#include "db/database.h"
#include "domain/asset.h"
#include "http/scripted_transport.h"
#include "store/connections.h"
#include "store/contacts.h"
#include "store/notices.h"
#include "store/organizations.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/tenants.h"
#include "sync/graph_source.h"
#include "sync/run.h"

namespace reeve::app {

using http::json_answer;
using http::Request;
using http::Response;

inline const std::string kContoso = "11111111-0000-0000-0000-000000000001";
inline const std::string kFabrikam = "22222222-0000-0000-0000-000000000002";
inline constexpr int kPeople = 60;
inline constexpr int kPage = 20;
inline constexpr int kHours = 3;
inline const std::string kGraph = "https://graph.microsoft.com";
inline const std::string kUsers = kGraph + "/v1.0/users";

struct Person {
  std::string id, user_name, first, last;
  bool enabled = true;
};

inline std::string quoted(const std::string& text) {
  return text.empty() ? "null" : "\"" + text + "\"";
}

inline std::string json_of(const Person& one) {
  return fmt::format(
      R"({{"id":"{0}","displayName":{1},"givenName":{2},"surname":{3},"userPrincipalName":"{4}",)"
      R"("mail":"{4}","accountEnabled":{5},"userType":"Member","jobTitle":"Clerk",)"
      R"("assignedLicenses":[{{"skuId":"s","disabledPlans":[]}}],"proxyAddresses":["SMTP:{4}"],)"
      R"("businessPhones":["+1 425 555 0100"],"mobilePhone":null}})",
      one.id, quoted(one.first + (one.first.empty() ? "" : " ") + one.last), quoted(one.first),
      quoted(one.last), one.user_name, one.enabled);
}

inline std::vector<Person> people_of(const std::string& company) {
  std::vector<Person> people;
  for (int i = 0; i < kPeople; ++i)
    people.push_back({fmt::format("{}-{:03}", company, i),
                      fmt::format("person{}@{}.com", i, company), fmt::format("First{}", i),
                      fmt::format("Last{} of {}", i, company)});
  return people;
}

inline Response page(const std::vector<std::string>& objects, const std::string& next = {},
                     const std::string& more = {}) {
  const auto link = next.empty() ? std::string() : fmt::format(R"(,"@odata.nextLink":"{}")", next);
  return json_answer(200,
                     fmt::format(R"({{"value":[{}]{}{}}})", base::join(objects, ","), link, more));
}

inline std::string next_link(int number) { return fmt::format("{}?$skiptoken={}", kUsers, number); }

// The number of the page that is asked for, from 1.
inline int page_of(const std::string& url) {
  const auto at = url.find("$skiptoken=");
  return at == std::string::npos ? 1 : std::stoi(url.substr(at + 11));
}

inline std::vector<std::string> objects_of(const std::vector<Person>& people, int number) {
  std::vector<std::string> objects;
  for (std::size_t i = static_cast<std::size_t>(number - 1) * kPage;
       i < std::min(people.size(), static_cast<std::size_t>(number) * kPage); ++i)
    objects.push_back(json_of(people[i]));
  return objects;
}

// The list of users in pages, as it should be.
inline Response listed(const std::vector<Person>& people, const std::string& url) {
  const int number = page_of(url);
  const bool last = static_cast<std::size_t>(number) * kPage >= people.size();
  return page(objects_of(people, number), last ? "" : next_link(number + 1));
}

inline bool is_users(const std::string& url) {
  return url.starts_with(kUsers + "?") && url.find("/delta") == std::string::npos;
}
inline bool is_delta(const std::string& url) { return url.starts_with(kUsers + "/delta"); }

class Poison : public ::testing::Test {
 protected:
  using Answer = std::function<std::optional<Response>(const std::string& url)>;

  struct Tenant {
    std::string entra, company;
    base::Id id = 0;
    std::vector<Person> people;
    Answer poison;  // what answers instead, where it answers
  };

  Poison()
      : folder_(std::filesystem::temp_directory_path() /
                ("reeve-poison-" + base::random_token(base::system_random(), 9))) {
    std::filesystem::create_directories(folder_);
    database_ = db::Database::open("sqlite:" + (folder_ / "reeve.sqlite").string());
    make_tenants();
    transport_.answer_with([this](const Request& request) { return answer(request); });
    for (auto& [entra, tenant] : tenants_) EXPECT_EQ(sync(entra), "ok") << sentence(tenant);
    clock_.advance(base::Millis{1000});
    for (auto& [entra, tenant] : tenants_) EXPECT_EQ(sync(entra, true), "ok") << sentence(tenant);
    before_ = documentation();
    EXPECT_EQ(before_.size(), 2U * kPeople);
  }
  ~Poison() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void make_tenants() {
    database_->write(db::Lane::people, [&](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = "partner";
      values.name = "Partner";
      values.cloud = "global";
      values.application_id = "app";
      values.directory_id = "partner";
      values.state = "connected";
      values.tier = "documentation";
      connection_ = store::create_connection(c, values, clock_.now()).id;
      store::merge_tenants(c, connection_, "global",
                           {{kContoso, "Contoso", "contoso.com", "gdap", false},
                            {kFabrikam, "Fabrikam", "fabrikam.com", "gdap", false}},
                           true, "read", clock_.now());
      for (const auto& tenant :
           store::list_tenants(c, store::Scope::all_organizations(1), {}).rows) {
        const std::string company = base::ascii_lower(tenant.name);
        store::OrganizationPatch organization;
        organization.name = tenant.name;
        const auto id = store::create_organization(c, {}, organization, clock_.now()).id;
        store::match_tenant(c, tenant.id, id, "chosen", std::nullopt, clock_.now());
        store::accept_first_sync(c, tenant.id, std::nullopt, clock_.now());
        tenants_[tenant.entra_tenant_id] = {
            tenant.entra_tenant_id, company, tenant.id, people_of(company), {}};
      }
    });
  }

  // By the token one sees whose answer is wanted.
  Response answer(const Request& request) {
    Tenant* tenant = nullptr;
    for (const auto& [name, value] : request.headers)
      if (name == "Authorization") tenant = &tenants_.at(value.substr(7));
    EXPECT_NE(tenant, nullptr);
    const std::string& url = request.url;
    if (tenant->poison)
      if (auto poisoned = tenant->poison(url)) return *poisoned;
    if (url.find("/v1.0/organization") != std::string::npos)
      return page({organization(tenant->entra)});
    if (is_delta(url))
      return json_answer(
          200,
          fmt::format(R"({{"value":[],"@odata.deltaLink":"{}/delta?$deltatoken=1"}})", kUsers));
    if (is_users(url)) return listed(tenant->people, url);
    return page({R"({"id":"sku","skuPartNumber":"SPB","capabilityStatus":"Enabled"})"});
  }

  static std::string organization(const std::string& entra) {
    return fmt::format(R"({{"id":"{}","displayName":"A company","verifiedDomains":[]}})", entra);
  }

  // One sync, an hour after the last; how it ended.
  std::string sync(const std::string& entra, bool scheduled = false) {
    const Tenant& tenant = tenants_.at(entra);
    const auto run = database_->write(db::Lane::people, [&](db::Connection& c) {
      return store::queue_run(
          c, {tenant.id, scheduled ? "schedule" : "manual", std::nullopt, false, false}, 100,
          clock_.now());
    });
    clock_.advance(base::Millis{1000});
    const auto client = std::make_shared<microsoft::GraphClient>(
        transport_, clock_, base::seeded_random(5), microsoft::cloud_named("global"),
        microsoft::TokenFor([](const std::string& id, std::stop_token) {
          return base::SecretBytes(std::string_view(id));
        }));
    const sync::Services services{*database_, clock_, [&](const store::Tenant& one) {
                                    auto source =
                                        sync::graph_source(client, one.entra_tenant_id, "app");
                                    source.way = "gdap";
                                    source.connection = connection_;
                                    return source;
                                  }};
    return sync::run_tenant(services, run, {}).state;
  }

  std::string sentence(const Tenant& tenant) {
    return database_->read([&](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"tenant_id", {std::to_string(tenant.id)}}};
      const auto run = store::list_runs(c, store::Scope::all_organizations(1), query).rows.at(0);
      return fmt::format("{}: {} {}", run.reason.value_or("-"), run.sentence.value_or("-"),
                         run.detail.value_or(""));
    });
  }

  // Every contact with its addresses, phones and who wrote them.
  std::vector<std::string> documentation() {
    return database_->read([&](db::Connection& c) {
      std::vector<std::string> lines;
      store::ListQuery query;
      query.size = 1000;
      for (const auto& one :
           store::list_contacts(c, store::Scope::all_organizations(1), query).rows) {
        std::string line =
            fmt::format("{}|{}|{}|{}|{}|{}", one.organization, one.first_name, one.last_name,
                        one.title.value_or("-"), one.contact_type.value_or("-"), one.version);
        for (const auto& email : one.emails) line += "|" + email.value;
        for (const auto& phone : one.phones) line += "|" + phone.value;
        lines.push_back(std::move(line));
      }
      std::sort(lines.begin(), lines.end());
      return lines;
    });
  }

  // Of the people who were there at first.
  std::vector<std::string> gone() {
    return database_->read([&](db::Connection& c) {
      std::vector<std::string> ids;
      store::ListQuery query;
      query.size = 1000;
      query.filters = {{"type", {"users"}}, {"gone", {"true"}}};
      for (const auto& one : store::list_records(c, store::Scope::all_organizations(1), query).rows)
        if (one.external_id.starts_with("contoso-") || one.external_id.starts_with("fabrikam-"))
          ids.push_back(one.external_id);
      return ids;
    });
  }

  std::vector<store::Notice> notices() {
    return database_->read([&](db::Connection& c) {
      return store::list_notices(
                 c, {store::Scope::all_organizations(1), domain::Role::administrator}, {})
          .rows;
    });
  }

  // Hour by hour with the poison, then without.
  bool survives(const Answer& poison, const std::string& state, const std::string& reason,
                bool scheduled = false) {
    Tenant& sick = tenants_.at(kContoso);
    const Tenant& other = tenants_.at(kFabrikam);
    sick.poison = poison;
    for (int hour = 0; hour < kHours; ++hour) {
      clock_.advance(base::Millis{3'600'000});
      EXPECT_EQ(sync(kContoso, scheduled), state) << sentence(sick);
      EXPECT_TRUE(sentence(sick).starts_with(reason + ":")) << sentence(sick);
      EXPECT_EQ(sync(kFabrikam, scheduled), "ok") << sentence(other);
      EXPECT_EQ(gone(), std::vector<std::string>{});
      EXPECT_EQ(documentation(), before_);
      EXPECT_TRUE(one_notice("open", sick.id)) << "one notice, once";
    }
    sick.poison = {};
    clock_.advance(base::Millis{3'600'000});
    EXPECT_EQ(sync(kContoso), "ok") << sentence(sick);
    EXPECT_EQ(gone(), std::vector<std::string>{});
    EXPECT_EQ(documentation(), before_) << "healed";
    EXPECT_TRUE(one_notice("mended", sick.id));
    return !HasFailure();
  }

  bool one_notice(const std::string& state, base::Id tenant) {
    const auto all = notices();
    return all.size() == 1 && all[0].state == state && all[0].tenant == tenant;
  }

  // Instead of the list of users, whatever page of it.
  static Answer users_are(std::function<Response(const std::string& url)> say) {
    return [say](const std::string& url) -> std::optional<Response> {
      if (!is_users(url)) return std::nullopt;
      return say(url);
    };
  }
  static Answer users_are(const std::string& body) {
    return users_are([body](const std::string&) { return json_answer(200, body); });
  }
  // The right list of other people.
  static Answer people_are(std::vector<Person> people) {
    return users_are([people](const std::string& url) { return listed(people, url); });
  }
  std::vector<Person> contoso() { return tenants_.at(kContoso).people; }

  std::filesystem::path folder_;
  base::ManualClock clock_{base::from_ms(1'780'000'000'000)};
  std::unique_ptr<db::Database> database_;
  http::ScriptedTransport transport_{[](const Request&) { return json_answer(500, ""); }};
  base::Id connection_ = 0;
  std::map<std::string, Tenant> tenants_;
  std::vector<std::string> before_;
};

}  // namespace reeve::app

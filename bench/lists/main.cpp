// Usage: bench_lists [PEOPLE]. How long the lists of one large organization take: comparing it with
// Microsoft, and who holds its licenses.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/database.h"
#include "domain/asset.h"
#include "store/compare.h"
#include "store/connections.h"
#include "store/contacts.h"
#include "store/licenses.h"
#include "store/links.h"
#include "store/organizations.h"
#include "store/tenants.h"

namespace reeve::bench {
namespace {

constexpr int kRuns = 5;
constexpr int kAtOnce = 500;
constexpr base::Time kNow{base::Millis{1'790'000'000'000}};

std::string user_body(int n) {
  return fmt::format(
      R"({{"id":"u{0}","displayName":"First{0} Last{0}","givenName":"First{0}","surname":"Last{0}",)"
      R"("userPrincipalName":"user{0}@contoso.example","mail":"user{0}@contoso.example",)"
      R"("accountEnabled":true,"userType":"Member","department":"D{1}","jobTitle":"Clerk {1}",)"
      R"("businessPhones":["+1 425 555 {0}"],"mobilePhone":null,"city":"Seattle","country":"US",)"
      R"("proxyAddresses":["SMTP:user{0}@contoso.example","smtp:u{0}@contoso.example"],)"
      R"("assignedLicenses":[{{"skuId":"s0","disabledPlans":[]}}],"officeLocation":"1",)"
      R"("createdDateTime":"2024-01-01T00:00:00Z","companyName":"Contoso"}})",
      n, n % 40);
}

struct Company {
  base::Id organization = 0, tenant = 0;
  std::vector<base::Id> users;
};

Company make_company(db::Connection& c) {
  Company company;
  store::MicrosoftConnection connection;
  connection.kind = "partner";
  connection.name = "Partner";
  connection.cloud = "global";
  connection.application_id = "a";
  connection.directory_id = "d";
  connection.state = "connected";
  const auto id = store::create_connection(c, connection, kNow).id;
  store::merge_tenants(c, id, "global", {{"t", "Contoso", "contoso.example", "gdap", false}}, true,
                       "read", kNow);
  company.tenant = store::list_tenants(c, store::Scope::all_organizations(1), {}).rows.at(0).id;
  store::OrganizationPatch organization;
  organization.name = "Contoso";
  company.organization = store::create_organization(c, {}, organization, kNow).id;
  store::match_tenant(c, company.tenant, company.organization, "chosen", std::nullopt, kNow);
  return company;
}

// Each has a contact as Microsoft has it; every fifth title was changed by a person.
void add_people(db::Connection& c, Company& company, int from, int to) {
  std::vector<store::RecordWrite> users;
  std::vector<store::ContactWrite> contacts;
  for (int n = from; n < to; ++n) {
    store::RecordWrite user;
    user.external_id = fmt::format("u{}", n);
    user.title = fmt::format("First{0} Last{0}", n);
    user.body = user_body(n);
    user.hash = "h";
    users.push_back(std::move(user));
    const std::string address = fmt::format("user{}@contoso.example", n);
    store::ContactWrite contact;
    contact.patch.organization = company.organization;
    contact.patch.first_name = fmt::format("First{}", n);
    contact.patch.last_name = fmt::format("Last{}", n);
    contact.patch.title = std::optional(fmt::format("Clerk {}", n % 5 == 0 ? 99 : n % 40));
    contact.patch.emails = std::vector<domain::Email>{
        {address, true, "Work", domain::Source::microsoft},
        {fmt::format("u{}@contoso.example", n), false, "Alias", domain::Source::microsoft}};
    contact.patch.phones = std::vector<domain::Phone>{
        {fmt::format("+1 425 555 {}", n), {}, true, {}, domain::Source::microsoft}};
    contacts.push_back(std::move(contact));
  }
  store::Author author;
  author.source = domain::Source::microsoft;
  const auto records = store::write_records(c, company.tenant, "users", 1, users, kNow);
  const auto made = store::write_contacts(c, author, contacts, kNow);
  std::vector<store::Link> links;
  for (std::size_t i = 0; i < records.size(); ++i) {
    store::Link link;
    link.tenant = company.tenant;
    link.record = records[i];
    link.asset = made[i].contact;
    link.type = "users";
    link.asset_kind = domain::kContact;
    link.reason = "alias";
    links.push_back(std::move(link));
  }
  store::create_links(c, author, links, kNow);
  company.users.insert(company.users.end(), records.begin(), records.end());
}

// Two products, both held by everybody.
std::vector<base::Id> add_products(db::Connection& c, const Company& company, int people) {
  std::vector<base::Id> skus;
  for (const char* name : {"SPB", "VISIOCLIENT"}) {
    store::RecordWrite sku;
    sku.external_id = sku.title = name;
    sku.body = "{}";
    sku.hash = "h";
    skus.push_back(
        store::write_records(c, company.tenant, "subscribed_skus", 1, {sku}, kNow).front());
    store::License license;
    license.record = skus.back();
    license.tenant = company.tenant;
    license.sku = license.part_number = license.product = name;
    license.status = "Enabled";
    license.enabled = license.consumed = people;
    license.counts.holders = people;
    license.counted_at = kNow;
    store::write_licenses(c, {license});
  }
  return skus;
}

void add_holders(db::Connection& c, const Company& company, const std::vector<base::Id>& skus,
                 int from, int to) {
  std::vector<store::LicensedPersonRow> people;
  std::vector<store::Holding> holdings;
  for (int n = from; n < to; ++n) {
    store::LicensedPersonRow person;
    person.record = company.users[static_cast<std::size_t>(n)];
    person.user_name = fmt::format("user{}@contoso.example", n);
    person.enabled = n % 20 != 0;
    person.waste = n % 20 == 0 ? "disabled" : "none";
    people.push_back(std::move(person));
    for (const base::Id sku : skus) {
      store::Holding holding;
      holding.license = sku;
      holding.person = people.back().record;
      holding.direct = true;
      holdings.push_back(std::move(holding));
    }
  }
  store::write_licensed_people(c, company.tenant, people);
  store::write_holdings(c, company.tenant, holdings);
}

Company make_world(db::Database& database, int people) {
  Company company;
  std::vector<base::Id> skus;
  database.write(db::Lane::people, [&](db::Connection& c) {
    company = make_company(c);
    skus = add_products(c, company, people);
  });
  for (int from = 0; from < people; from += kAtOnce) {
    const int to = std::min(people, from + kAtOnce);
    database.write(db::Lane::people, [&](db::Connection& c) {
      add_people(c, company, from, to);
      add_holders(c, company, skus, from, to);
    });
  }
  return company;
}

template <class Work>
void measure(db::Database& database, const char* what, Work&& work) {
  std::vector<double> times;
  std::int64_t total = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    total = database.read([&](db::Connection& c) { return work(c); });
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::ranges::sort(times);
  fmt::print("{}: {:.0f} ms ({:.0f} to {:.0f}), {} rows\n", what, times[kRuns / 2], times.front(),
             times.back(), total);
}

void measure_all(db::Database& database, const Company& company) {
  const auto scope = store::Scope::all_organizations(1);
  const auto compare = [&](std::vector<store::Filter> filters) {
    return [&, filters](db::Connection& c) {
      return store::compare_organization(c, scope, company.organization, {filters, {}, 1, 50})
          .total;
    };
  };
  measure(database, "compare, differences", compare({{"state", {"differs"}}}));
  measure(database, "compare, all fields", compare({}));
  measure(database, "compare, search", compare({{"state", {"differs"}}, {"search", {"last49"}}}));
  const auto holders = [&](std::vector<store::Filter> filters) {
    return [&, filters](db::Connection& c) {
      return store::list_license_holders(c, scope, {filters, {}, 1, 50}).total;
    };
  };
  measure(database, "licenses",
          [&](db::Connection& c) { return store::list_licenses(c, scope, {}).total; });
  measure(database, "license holders", holders({{"sku", {"SPB"}}}));
  measure(database, "license holders, wasted", holders({{"waste", {"any"}}}));
  measure(database, "license holders, search", holders({{"search", {"last49"}}}));
}

int run(int people) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("reeve-lists-" + base::random_token(base::system_random(), 9));
  std::filesystem::create_directories(folder);
  {
    const auto database = db::Database::open("sqlite:" + (folder / "reeve.sqlite").string());
    measure_all(*database, make_world(*database, people));
  }
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace reeve::bench

int main(int count, char** arguments) {
  return reeve::bench::run(count > 1 ? std::atoi(arguments[1]) : 5'000);
}

// The scripted tenant and the dump of the documentation.
#include "sync/scripted_tenant_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "types/registry.h"

namespace reeve::sync {
namespace {

std::string quoted(const std::string& text) { return text.empty() ? "null" : "\"" + text + "\""; }

microsoft::Listing play(const ScriptedList& list, const OnPage& on_page) {
  microsoft::Listing listing;
  for (const auto& page : list.pages) {
    const std::vector<std::string_view> objects(page.begin(), page.end());
    ++listing.pages;
    listing.objects += static_cast<std::int64_t>(objects.size());
    on_page({.objects = objects, .number = listing.pages, .about = std::nullopt});
  }
  listing.requests = listing.pages + (list.complete ? 0 : 1);
  listing.complete = list.complete;
  listing.delta_link = list.delta_link;
  if (!list.complete) {
    listing.code = list.code;
    listing.sentence = "Microsoft stopped answering.";
    listing.remedy = "Wait and start again.";
    listing.retry_at = list.retry_at;
  }
  return listing;
}

std::string shown(const domain::Contact& contact, const std::vector<store::FieldSource>& sources) {
  std::string out =
      fmt::format("{}|{}|{}", contact.first_name, contact.last_name, contact.title.value_or("-"));
  for (const auto& email : contact.emails)
    out += fmt::format("|{}{} {}", email.value, email.primary ? "*" : "",
                       domain::to_string(email.source));
  for (const auto& phone : contact.phones)
    out += fmt::format("|{}{} {}", phone.value, phone.primary ? "*" : "",
                       domain::to_string(phone.source));
  for (const auto& source : sources)
    out += fmt::format("|{}={}", source.field, domain::to_string(source.source));
  return out;
}

}  // namespace

std::string user_json(const TestUser& user) {
  const std::string upn = user.upn.empty() ? user.id + "@contoso.com" : user.upn;
  const std::string display = user.given + " " + user.surname;
  return fmt::format(
      R"({{"id":"{}","displayName":{},"givenName":{},"surname":{},"userPrincipalName":"{}","mail":"{}","accountEnabled":{},)"
      R"("userType":"{}","assignedLicenses":[{}],"proxyAddresses":["SMTP:{}","smtp:{}.alias@contoso.com"],"jobTitle":"Clerk",)"
      R"("businessPhones":["+1 425 555 0100"],"mobilePhone":null{}}})",
      user.id, quoted(display), quoted(user.given), quoted(user.surname), upn, upn, user.enabled,
      user.user_type, user.licensed ? R"({"skuId":"s","disabledPlans":[]})" : "", upn, user.id,
      user.more);
}

std::string organization_json() {
  return R"({"id":"11111111-0000-0000-0000-000000000001","displayName":"Contoso","verifiedDomains":[{"name":"contoso.com","isDefault":true},{"name":"contoso.onmicrosoft.com"}]})";
}

Script contoso(const std::vector<TestUser>& users) {
  Script script;
  script["/v1.0/organization"].pages = {{organization_json()}};
  script["/v1.0/subscribedSkus"].pages = {
      {R"({"id":"sku","skuPartNumber":"SPB","capabilityStatus":"Enabled","servicePlans":[{"servicePlanName":"INTUNE_A","provisioningStatus":"Success"}]})"}};
  auto& list = script["/v1.0/users"];
  list.pages = {{}};
  for (const TestUser& user : users) {
    if (list.pages.back().size() == 3) list.pages.emplace_back();
    list.pages.back().push_back(user_json(user));
  }
  return script;
}

RunTest::RunTest() : types_(types::all_types().begin(), types::all_types().end()) {
  folder_ = std::filesystem::temp_directory_path() /
            ("reeve-sync-" + base::random_token(base::system_random(), 9));
  std::filesystem::create_directories(folder_);
  fresh();
}

RunTest::~RunTest() {
  database_.reset();
  std::filesystem::remove_all(folder_);
}

void RunTest::fresh() {
  database_.reset();
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  database_ = db::Database::open("sqlite:" + (folder_ / "reeve.sqlite").string());
  write([&](db::Connection& c) {
    store::MicrosoftConnection values;
    values.kind = "partner";
    values.name = "Partner";
    values.cloud = "global";
    values.application_id = "app";
    values.directory_id = "partner";
    values.state = "connected";
    connection_ = store::create_connection(c, values, clock_.now()).id;
    store::OrganizationPatch organization;
    organization.name = "Contoso";
    organization_ = store::create_organization(c, {}, organization, clock_.now()).id;
    store::merge_tenants(
        c, connection_, "global",
        {{"11111111-0000-0000-0000-000000000001", "Contoso", "contoso.com", "gdap", false}}, true,
        "read", clock_.now());
    tenant_ = store::list_tenants(c, store::Scope::unscoped(), {}).rows.at(0).id;
  });
}

void RunTest::go_to_second_tenant() {
  const base::Id first = tenant_;
  write([&](db::Connection& c) {
    store::merge_tenants(
        c, connection_, "global",
        {{"11111111-0000-0000-0000-000000000001", "Contoso", "contoso.com", "gdap", false},
         {"22222222-0000-0000-0000-000000000002", "Fabrikam", "fabrikam.com", "gdap", false}},
        true, "read", clock_.now());
    for (const auto& one : store::list_tenants(c, store::Scope::unscoped(), {}).rows)
      if (one.id != first) tenant_ = one.id;
  });
}

void RunTest::match(bool accepted) {
  write([&](db::Connection& c) {
    store::match_tenant(c, tenant_, organization_, "chosen", std::nullopt, clock_.now());
    if (accepted) store::accept_first_sync(c, tenant_, std::nullopt, clock_.now());
  });
}

base::Id RunTest::add_contact(const std::string& first, const std::string& last,
                              const std::vector<std::string>& emails) {
  return write([&](db::Connection& c) {
    store::ContactPatch values;
    values.organization = organization_;
    values.first_name = first;
    values.last_name = last;
    values.emails.emplace();
    for (const std::string& email : emails)
      values.emails->push_back({.value = email,
                                .primary = values.emails->empty(),
                                .label = {},
                                .source = domain::Source::person});
    return store::create_contact(c, store::Scope::unscoped(), {}, values, clock_.now()).id;
  });
}

void RunTest::choose_tier(const std::string& name) {
  write([&](db::Connection& c) {
    auto connection = store::find_connection(c, connection_).value();
    connection.tier = name;
    store::update_connection(c, connection, clock_.now());
  });
}

RunOutcome RunTest::scheduled_sync() { return run(queue(false, false, "schedule")); }

std::map<std::string, store::TypeState> RunTest::type_states() {
  std::map<std::string, store::TypeState> states;
  for (auto& state : read([&](db::Connection& c) { return store::type_states(c, tenant_); }))
    states[state.type] = state;
  return states;
}

std::vector<store::Record> RunTest::records_of(const std::string& type, bool gone) {
  return read([&](db::Connection& c) {
    store::ListQuery query;
    query.size = 1000;
    query.filters = {{"type", {type}}, {"gone", {gone ? "true" : "false"}}};
    return store::list_records(c, store::Scope::unscoped(), query).rows;
  });
}

store::Run RunTest::queue(bool accept_first, bool dry_run, const std::string& started_by) {
  return write([&](db::Connection& c) {
    return store::queue_run(c, {tenant_, started_by, std::nullopt, dry_run, accept_first}, 100,
                            clock_.now());
  });
}

RunOutcome RunTest::sync(bool accept_first, bool dry_run) {
  return run(queue(accept_first, dry_run));
}

Source RunTest::scripted_source() {
  Source source;
  source.way = "gdap";
  source.connection = connection_;
  source.list = [this](const std::string& path, const OnPage& on_page, std::stop_token stopping,
                       const microsoft::AskOptions&) {
    if (stopping.stop_requested()) throw base::Error(base::ErrorCode::canceled, "Asked to stop.");
    asked_.push_back(path);
    const auto exact = script_.find(path);
    return play(exact != script_.end() ? exact->second : script_[path.substr(0, path.find('?'))],
                on_page);
  };
  source.get = [this](const std::string& path, std::stop_token, const microsoft::AskOptions&) {
    asked_.push_back(path);
    microsoft::Answer answer;
    answer.ok = answers_.contains(path);
    answer.status = answer.ok ? 200 : 403;
    if (answer.ok) answer.body = answers_[path];
    return answer;
  };
  source.report = [this](const std::string& path, std::stop_token, const microsoft::AskOptions&) {
    asked_.push_back(path);
    return microsoft::parse_report(report_);
  };
  source.batch = [this](const std::vector<microsoft::BatchQuestion>& questions, std::stop_token,
                        const microsoft::AskOptions&) {
    const std::pair<int, std::string> usual{200, R"({"value":"user"})"};
    microsoft::BatchResult result;
    // Small lists are not answered here, so each is played as if it were asked for alone.
    if (!questions.empty() && types::find_type(questions.front().id) != nullptr) return result;
    result.requests = 1;
    result.batched = static_cast<std::int64_t>(questions.size());
    for (const auto& one : questions) {
      asked_.push_back(one.path);
      const auto found = purposes_.find(one.id);
      const auto& [status, body] = found == purposes_.end() ? usual : found->second;
      if (status != 0) result.answers.push_back({one.id, status, body, {}});
    }
    return result;
  };
  return source;
}

RunOutcome RunTest::run(const store::Run& run, std::stop_token stop) {
  clock_.advance(base::Millis{1000});
  const auto source_for = [this](const store::Tenant& tenant) {
    if (before_source_) before_source_();
    EXPECT_EQ(tenant.id, tenant_);
    return scripted_source();
  };
  const Services services{*database_, clock_, source_for, types_, at_point_};
  return run_tenant(services, run, std::move(stop));
}

std::vector<domain::Contact> RunTest::contacts() {
  return read([&](db::Connection& c) {
    store::ListQuery query;
    query.size = 1000;
    return store::list_contacts(c, store::Scope::unscoped(), query).rows;
  });
}

std::string RunTest::documentation() {
  return read([&](db::Connection& c) {
    std::vector<std::string> lines;
    store::ListQuery query;
    query.size = 1000;
    std::map<base::Id, std::string> external;
    for (const auto& record : store::list_records(c, store::Scope::unscoped(), query).rows) {
      external[record.id] = record.external_id;
      lines.push_back(fmt::format("record {} {} {} {}", record.type, record.external_id,
                                  record.hash, record.gone_at ? "gone" : "there"));
    }
    for (const auto& contact : store::list_contacts(c, store::Scope::unscoped(), query).rows) {
      std::string line = shown(contact, store::contact_sources(c, contact.id));
      for (const auto& link : store::links_of_asset(c, domain::kContact, contact.id))
        line += fmt::format("|{} {} {} {}", external[link.record], link.role, link.reason,
                            link.applied_hash.value_or("-"));
      lines.push_back(std::move(line));
    }
    for (const auto& review : store::list_reviews(c, store::Scope::unscoped(), query).rows)
      lines.push_back(fmt::format("review {} {} {} {}", review.kind,
                                  external[review.record.value_or(0)], review.state,
                                  review.sentence));
    std::sort(lines.begin(), lines.end());
    return base::join(lines, "\n");
  });
}

std::vector<store::Record> RunTest::records(bool gone) {
  return read([&](db::Connection& c) {
    store::ListQuery query;
    query.size = 1000;
    query.filters = {{"type", {"users"}}, {"gone", {gone ? "true" : "false"}}};
    return store::list_records(c, store::Scope::unscoped(), query).rows;
  });
}

std::vector<store::Review> RunTest::reviews() {
  return read(
      [&](db::Connection& c) { return store::list_reviews(c, store::Scope::unscoped(), {}).rows; });
}

store::Run RunTest::last_run() {
  return read([&](db::Connection& c) {
    return store::list_runs(c, store::Scope::unscoped(), {}).rows.at(0);
  });
}

std::vector<store::RunEvent> RunTest::events(const std::string& kind) {
  return read([&](db::Connection& c) {
    auto all = store::run_events_after(c, store::Scope::unscoped(), 0, 10'000);
    std::erase_if(all, [&](const auto& event) { return !kind.empty() && event.kind != kind; });
    return all;
  });
}

store::Tenant RunTest::tenant() {
  return read([&](db::Connection& c) {
    return store::find_tenant(c, store::Scope::unscoped(), tenant_).value();
  });
}

}  // namespace reeve::sync

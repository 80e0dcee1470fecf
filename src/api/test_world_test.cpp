// Filling the tests' world, and calling the API as a browser or a script would.
#include "api/test_world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>

#include "api/api_key.h"
#include "base/error.h"
#include "domain/license_asset.h"
#include "store/accounts.h"
#include "store/configurations.h"
#include "store/connections.h"
#include "store/contacts.h"
#include "store/flexible_assets.h"
#include "store/leavings.h"
#include "store/licenses.h"
#include "store/links.h"
#include "store/locations.h"
#include "store/notice_settings.h"
#include "store/organizations.h"
#include "store/record_skips.h"
#include "store/related_items.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::api {
namespace {

const base::Time kStart = *base::parse_rfc3339("2026-11-23T06:00:00Z");

std::filesystem::path new_folder() {
  static std::atomic<int> count{0};
  auto folder =
      std::filesystem::temp_directory_path() / fmt::format("reeve-api-{}-{}", getpid(), ++count);
  std::filesystem::create_directories(folder);
  return folder;
}

std::string user_body(int side) {
  return fmt::format(
      R"({{"id":"user-{0}","displayName":"Ann Lee {0}","givenName":"Anna","surname":"Lee","userPrincipalName":"ann{0}@contoso.com",)"
      R"("mail":"ann{0}@contoso.com","accountEnabled":true,"jobTitle":null}})",
      side);
}

// Of each tenant: one user more than of the one before.
domain::ChoicePreview counted_preview(const std::vector<store::Tenant>& tenants,
                                      const domain::ChoosingPolicy& policy, bool for_all) {
  domain::ChoicePreview preview;
  for (const store::Tenant& tenant : tenants) {
    domain::TenantChoice one{tenant.id, tenant.name, true, !for_all, {}};
    (policy.guests ? one.counts.create : one.counts.not_chosen) =
        static_cast<std::int64_t>(preview.tenants.size()) + 1;
    preview.total.add(one.counts);
    preview.tenants.push_back(std::move(one));
  }
  preview.subscriptions.push_back({"SPB", "Microsoft 365 Business Premium", 3, true});
  return preview;
}

void add_previews(Outside& outside, World& world) {
  world.next_preview = rehearsed_preview();
  outside.preview_choice = counted_preview;
  outside.nearest_organizations = [&world](db::Connection&, const std::string&) {
    return world.nearest;
  };
  outside.preview_sync = [&world](db::Connection&, const store::Tenant& tenant,
                                  const domain::PreviewAsk& ask) {
    world.asked_preview = ask;
    return tenant.id == world.ids.loose_tenant ? domain::SyncPreview{} : world.next_preview;
  };
}

}  // namespace

World::World(Settings settings) : folder(new_folder()), clock(kStart) {
  database = db::Database::open("sqlite:" + (folder / "reeve.sqlite").string());
  settings.password_cost = PasswordCost::cheap();
  Outside outside;
  outside.begin_sign_in = [this](base::Id connection, const Actor& actor) {
    browser = actor.browser;
    return fmt::format("https://login.example/{}", connection);
  };
  outside.begin_onboarding = [this](base::Id connection, const std::string& act,
                                    const Actor& actor) {
    browser = actor.browser;
    return fmt::format("https://login.example/{}/{}", connection, act);
  };
  outside.security_groups = [](base::Id, const std::string& begins) {
    return std::vector<SecurityGroup>{{"g1", begins + "Reeve access"}};
  };
  outside.customer_consent_link = [](const store::MicrosoftConnection&, const std::string& tenant) {
    return "https://login.example/" + tenant + "/adminconsent";
  };
  outside.invitation_link = [](const store::MicrosoftConnection&, const std::string& id) {
    return "https://admin.example/" + id;
  };
  outside.relationship_roles = [](const store::MicrosoftConnection&) {
    return std::vector<std::string>{"88d8e3e3-8f55-4a1e-953a-9b9898b8876b"};
  };
  outside.relationship_name = [](const std::string& customer) { return "Reeve-" + customer; };
  outside.queue_onboarding = [this](db::Connection&, base::Id, const std::string& act) {
    onboarding.push_back(act);
  };
  outside.queue_relationships = [this](db::Connection&, base::Id) {
    onboarding.emplace_back("relationships");
  };
  outside.finish_sign_in = [this](const std::map<std::string, std::string>&, const Actor&) {
    ++finished;
    return next_sign_in;
  };
  outside.store_client_secret = [this](base::Id id, base::SecretBytes secret, const Actor&) {
    secrets[id] = std::string(secret.text());
  };
  outside.make_certificate = [this](base::Id id, const Actor&) { certificates.insert(id); };
  outside.certificate_thumbprint = [](const std::string&) { return std::string("0A1B"); };
  outside.granted = [](base::Id) {
    return Granted{"missing",
                   "One permission is not granted yet.",
                   "Grant it.",
                   {true, "", {"User.Read.All"}, {"Organization.Read.All"}, {}},
                   {false, "Nobody has signed in yet.", {}, {}, {}}};
  };
  outside.show_report_names = [this](base::Id, base::Id tenant) {
    names_shown.insert(tenant);
    return NamesShown{true, "Reports show names from now on.", ""};
  };
  outside.is_mail_address = [](const std::string& address) {
    return address.find('@') != std::string::npos;
  };
  outside.set_webhook = [this](base::Id account, base::SecretBytes url) {
    if (url.text().starts_with("http:"))
      throw base::Error(base::ErrorCode::invalid, "A webhook must be https.");
    url.empty() ? void(webhooks.erase(account)) : void(webhooks[account] = url.text());
  };
  outside.has_webhook = [this](base::Id account) { return webhooks.contains(account); };
  outside.send_test_notice = [this](base::Id, const std::string&) { return next_test; };
  add_previews(outside, *this);
  outside.notify_workers = [this] { ++woken; };
  outside.organizations_changed = [this] { ++organizations_changed; };
  api = std::make_unique<Api>(*database, clock, base::system_random(), std::move(settings),
                              std::move(outside));
  fill();
}

World::~World() {
  api.reset();
  database.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

// As a sync keeps it, without its link.
void World::fill_flexible_asset(db::Connection& c, int side) {
  const base::Time now = clock.now();
  ids.flexible_asset_type = store::built_in_type(c, domain::kMicrosoftLicenses, now);
  ids.flexible_asset_field = store::fields_of_type(c, ids.flexible_asset_type).front().id;
  store::SyncedAsset asset;
  asset.record = ids.record[side];
  asset.record_type = "users";
  asset.sync_key = "license";
  asset.name = "Microsoft 365 Business Premium";
  asset.traits = {{"product", asset.name}, {"active", 25}};
  store::keep_synced_assets(c, {}, ids.tenant[side], ids.organization[side],
                            ids.flexible_asset_type, {asset}, now);
  store::ListQuery of_organization;
  of_organization.filters = {{"organization_id", {std::to_string(ids.organization[side])}}};
  ids.flexible_asset[side] =
      store::list_flexible_assets(c, store::Scope::unscoped(), of_organization).rows.at(0).id;
  c.execute("DELETE FROM links WHERE asset_kind = 'flexible_asset'");
}

// A computer, where it stands, and whose it is.
void World::fill_assets(db::Connection& c, int side) {
  const auto everything = store::Scope::all_organizations(1);
  const std::string name = side == 0 ? "Alpha" : "Beta";
  store::PlainPatch place, computer;
  place.organization = computer.organization = ids.organization[side];
  place.texts = {{"name", name + " office"}, {"city", "Berlin"}};
  ids.location[side] = store::create_location(c, everything, {}, place, clock.now()).id;
  computer.texts = {{"name", name + "-PC"},
                    {"manufacturer", "Dell"},
                    {"model", "Latitude"},
                    {"configuration_type", "Workstation"},
                    {"configuration_status", "Active"}};
  computer.ids["location"] = ids.location[side];
  ids.configuration[side] =
      store::create_plain(c, store::kConfigurationShape, everything, {}, computer, clock.now()).id;
  store::Interface card;
  card.mac_address = "00:1A:2B:3C:4D:5E";
  store::state_interfaces(c, {}, ids.configuration[side], {card}, clock.now());
  store::relate(c, everything, {}, {"configuration", ids.configuration[side]},
                {"contact", ids.contact[side]}, std::nullopt, clock.now());
  store::relate(c, everything, {}, {"location", ids.location[side]}, {"contact", ids.contact[side]},
                std::nullopt, clock.now());
}

// Somebody who left and still holds a license. Its record is not in the world.
void World::fill_license(db::Connection& c, int side) {
  constexpr base::Id kFirstLicense = 900;
  ids.license[side] = kFirstLicense + side;
  store::License license;
  license.record = ids.license[side];
  license.tenant = ids.tenant[side];
  license.sku = "sku";
  license.part_number = "SPB";
  license.product = "Microsoft 365 Business Premium";
  license.status = "Enabled";
  license.enabled = 25;
  license.consumed = 20;
  license.unused = 5;
  license.counts.holders = license.counts.on_disabled = license.counts.unknown_sign_in = 1;
  license.counted_at = clock.now();
  store::write_licenses(c, {license});
  store::write_license_day(c, license.tenant, {license}, clock.now());
  store::LicensedPersonRow ann;
  ann.record = ids.record[side];
  ann.user_name = "ann@contoso.com";
  ann.enabled = false;
  ann.waste = "disabled";
  store::write_licensed_people(c, license.tenant, {ann});
  store::Holding holding;
  holding.license = license.record;
  holding.person = ann.record;
  holding.by_groups = R"([{"id":"g","name":"Everybody"}])";
  store::write_holdings(c, license.tenant, {holding});
  fill_flexible_asset(c, side);
}

void World::fill_skip(db::Connection& c, int side) {
  store::RecordSkip skip;
  skip.tenant = ids.tenant[side];
  skip.record = ids.record[side];
  skip.type = "users";
  skip.title = "Ann Lee";
  skip.code = "not_licensed";
  skip.sentence = "Ann Lee has no license.";
  skip.since = clock.now();
  skip.run = ids.run[side];
  store::put_skips(c, {skip});
}

void World::fill_side(db::Connection& c, int side) {
  const base::Time now = clock.now();
  const store::Scope all = store::Scope::all_organizations(0);
  store::OrganizationPatch organization;
  organization.name = side == 0 ? "Alpha" : "Beta";
  ids.organization[side] = store::create_organization(c, {}, organization, now).id;
  store::ContactPatch contact;
  contact.organization = ids.organization[side];
  contact.first_name = "Ann";
  contact.last_name = "Lee";
  contact.emails = std::vector<domain::Email>{
      {fmt::format("ann{}@contoso.com", side), true, "Work", domain::Source::person}};
  contact.phones = std::vector<domain::Phone>{
      {"+1 555 0100", std::nullopt, true, "Work", domain::Source::person}};
  ids.contact[side] = store::create_contact(c, all, {}, contact, now).id;
  store::match_tenant(c, ids.tenant[side], ids.organization[side], "chosen", std::nullopt, now);
  const store::Run run =
      store::queue_run(c, {ids.tenant[side], "manual", std::nullopt, false, false}, 100, now);
  ids.run[side] = run.id;
  const auto fence = store::start_run(c, run.id, "gdap", ids.connection, now);
  store::prove_fence(c, run.id, fence);
  store::RecordWrite write{
      std::nullopt, fmt::format("user-{}", side),  "Ann Lee", user_body(side), "hash", 1,
      std::nullopt, {{"alias", "ann@contoso.com"}}};
  ids.record[side] =
      store::write_records(c, ids.tenant[side], "users", run.id, {write}, now).front();
  std::vector<store::Link> links(1);
  links[0].tenant = ids.tenant[side];
  links[0].record = ids.record[side];
  links[0].asset = ids.contact[side];
  links[0].type = "users";
  links[0].asset_kind = "contact";
  links[0].reason = "alias";
  links[0].confidence = 1;
  store::create_links(c, {}, links, now);
  ids.link[side] = links[0].id;
  std::vector<store::RunEvent> events(1);
  events[0].run = run.id;
  events[0].tenant = ids.tenant[side];
  events[0].at = now;
  events[0].kind = "progress";
  events[0].type = "users";
  events[0].code = "listed";
  events[0].sentence = "1 user listed.";
  events[0].data = R"({"done":1,"about":1})";
  store::add_run_events(c, events);
  store::set_run_counts(
      c, run.id, R"({"preview":{"match":1,"create":2,"unclear":0,"join":0,"skip":3}})", 4, 9);
  store::finish_run(c, run.id, "held", "first_sync", "The first sync waits.", "Accept it.",
                    std::nullopt, now);
  fill_license(c, side);
  fill_skip(c, side);
  fill_assets(c, side);
  store::TypeState type{"users",      "complete",   now,         std::nullopt,
                        std::nullopt, std::nullopt, std::nullopt};
  store::set_type_state(c, ids.tenant[side], type);
  store::Review review;
  review.tenant = ids.tenant[side];
  review.run = run.id;
  review.record = ids.record[side];
  review.kind = "unclear_match";
  review.sentence = "Two contacts fit Ann Lee.";
  review.detail = R"({"candidates":[]})";
  review.state = "open";
  store::replace_open_reviews(c, ids.tenant[side], {"unclear_match"}, {review}, now);
  store::ListQuery reviews;
  reviews.filters = {{"tenant_id", {std::to_string(ids.tenant[side])}}};
  ids.review[side] = store::list_reviews(c, all, reviews).rows.at(0).id;
}

void World::fill_leaving(db::Connection& c) {
  ids.leaving = store::begin_leaving(c, ids.connection, {}, clock.now()).id;
  auto tenants = store::leaving_tenants(c, ids.leaving);
  for (auto& tenant : tenants) {
    tenant.state = tenant.home ? "listed" : "unknown";
    store::LeavingItem item;
    item.kind = "application";
    item.object_id = "assignment";
    item.resource_name = "Microsoft Graph";
    item.what = "User.Read.All";
    item.by_reeve = true;
    store::put_leaving_tenant(c, ids.leaving, tenant,
                              tenant.home ? std::vector{item} : std::vector<store::LeavingItem>{});
  }
  store::move_leaving(c, ids.leaving, "listing", "listed", clock.now());
}

void World::fill_notice(db::Connection& c, base::Id administrator) {
  store::NoticeSettings settings;
  settings.account = administrator;
  settings.mail_kinds = {"expiring"};
  store::save_notice_settings(c, settings, clock.now());
  store::Notice notice;
  notice.kind = "expiring";
  notice.severity = "warning";
  notice.connection = ids.connection;
  notice.key = "expiring:test";
  notice.title = "Expiring: the client secret of Partner";
  notice.sentence = "In 20 days it ends.";
  notice.path = "/integrations";
  ids.notice = *store::open_notice(c, notice, clock.now());
}

void World::fill() {
  database->write(db::Lane::people, [&](db::Connection& c) {
    store::MicrosoftConnection connection;
    connection.kind = "partner";
    connection.name = "Partner";
    connection.cloud = "global";
    connection.application_id = "11111111-1111-1111-1111-111111111111";
    connection.directory_id = "22222222-2222-2222-2222-222222222222";
    connection.state = "connected";
    connection.service_account = "svc@msp.example";
    ids.connection = store::create_connection(c, connection, clock.now()).id;
    store::set_connected(c, ids.connection, {"svc@msp.example", "yes"}, clock.now());
    store::merge_tenants(
        c, ids.connection, "global",
        {{"aaaaaaaa-0000-0000-0000-000000000001", "Alpha", "alpha.example", "gdap", false},
         {"aaaaaaaa-0000-0000-0000-000000000002", "Beta", "beta.example", "gdap", false},
         {"aaaaaaaa-0000-0000-0000-000000000003", "Gamma", "gamma.example", "gdap", false}},
        true, "read", clock.now());
    for (const store::Tenant& tenant :
         store::list_tenants(c, store::Scope::all_organizations(0), {}).rows)
      (tenant.name == "Alpha"  ? ids.tenant[0]
       : tenant.name == "Beta" ? ids.tenant[1]
                               : ids.loose_tenant) = tenant.id;
    fill_side(c, 0);
    fill_side(c, 1);
    store::replace_suggestions(
        c, ids.loose_tenant,
        {{ids.loose_tenant, ids.organization[0], "", 0.95, "The names are alike."}});
  });
  for (const auto role : {domain::Role::administrator, domain::Role::manager, domain::Role::editor,
                          domain::Role::creator, domain::Role::lite})
    make_account(fmt::format("{}@reeve.test", domain::to_string(role)), role);
  ids.account = make_account("nobody@reeve.test", domain::Role::lite);
  database->write(db::Lane::people, [&](db::Connection& c) {
    fill_notice(c, store::find_account_by_email(c, "administrator@reeve.test")->id);
    fill_leaving(c);
  });
}

base::Id World::make_account(const std::string& email, domain::Role role,
                             std::vector<base::Id> organizations) {
  PasswordHasher hasher(PasswordCost::cheap());
  store::Account account;
  account.email = email;
  account.first_name = "First";
  account.last_name = "Last";
  account.role = role;
  account.state = "active";
  account.all_organizations = organizations.empty();
  account.organizations = std::move(organizations);
  account.password_hash = hasher.hash(kPassword);
  return database->write(db::Lane::people, [&](db::Connection& c) {
    return store::create_account(c, account, clock.now()).id;
  });
}

Response World::call_with(const std::string& method, const std::string& target,
                          const std::string& body, std::vector<Header> headers) {
  Request request;
  request.method = method;
  set_target(request, target);
  request.body = body;
  request.headers = std::move(headers);
  request.remote_address = "127.0.0.1";
  if (!request.has_header("host")) request.headers.push_back({"Host", "localhost:8080"});
  return api->handle(request);
}

Response World::call(const Visitor& visitor, const std::string& method, const std::string& target,
                     const std::string& body) {
  std::vector<Header> headers;
  if (!visitor.cookie.empty()) headers.push_back({"Cookie", "reeve_session=" + visitor.cookie});
  if (!visitor.csrf.empty()) headers.push_back({"X-CSRF-Token", visitor.csrf});
  if (!visitor.key.empty()) headers.push_back({"x-api-key", visitor.key});
  if (!body.empty()) headers.push_back({"Content-Type", "application/vnd.api+json; charset=utf-8"});
  return call_with(method, target, body, std::move(headers));
}

base::json::value World::get(const Visitor& visitor, const std::string& target) {
  const Response response = call(visitor, "GET", target);
  EXPECT_EQ(response.status, 200) << target << " " << response.body;
  return body_of(response);
}

base::json::array World::rows(const Visitor& visitor, const std::string& target) {
  return get(visitor, target).at("data").as_array();
}

Visitor World::sign_in(const std::string& email, const std::string& password) {
  const Response response = call_with(
      "POST", "/api/session", fmt::format(R"({{"email":"{}","password":"{}"}})", email, password),
      {{"Content-Type", "application/json"}});
  EXPECT_EQ(response.status, 200) << response.body;
  const std::string_view cookie = response.header("Set-Cookie");
  Visitor visitor;
  visitor.cookie = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
  const auto body = body_of(response);
  visitor.csrf = base::text_member(base::member(base::member(body, "data"), "attributes"), "csrf");
  visitor.account = base::optional_integer(base::member(body, "data"), "id").value_or(0);
  return visitor;
}

Visitor World::person(domain::Role role) {
  return sign_in(fmt::format("{}@reeve.test", domain::to_string(role)));
}

Visitor World::key(domain::Role role) {
  Visitor visitor;
  visitor.key = database->write(db::Lane::people, [&](db::Connection& c) {
    return make_api_key(c, base::system_random(), fmt::format("{} script", domain::to_string(role)),
                        role, clock.now())
        .secret;
  });
  return visitor;
}

Visitor World::limited(domain::Role role) {
  const std::string email = fmt::format("limited-{}@reeve.test", domain::to_string(role));
  make_account(email, role, {ids.organization[0]});
  return sign_in(email);
}

base::json::value body_of(const Response& response) {
  return base::parse_json(response.body, "the answer");
}

std::string detail_of(const Response& response) {
  const auto body = base::try_parse_json(response.body);
  if (!body) return {};
  const auto& errors = base::member(*body, "errors");
  return errors.is_array() && !errors.as_array().empty()
             ? base::text_member(errors.as_array()[0], "detail")
             : std::string();
}

}  // namespace reeve::api

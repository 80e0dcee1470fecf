// Connections to Microsoft: list, show, make, change, remove; discovery and sync of all their
// tenants.
#include "store/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "api/audited.h"
#include "api/resources.h"
#include "api/tenant_status.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/tier.h"
#include "jobs/schedule.h"
#include "store/jobs.h"
#include "store/secrets.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxSecret = 4'096;

constexpr Attribute kConnectionAttributes[] = {
    {"kind", Kind::text, false, Use::both},
    {"name", Kind::text, false, Use::both},
    {"cloud", Kind::text, false, Use::both},
    {"application-id", Kind::text, false, Use::both},
    {"directory-id", Kind::text, false, Use::both},
    {"client-secret", Kind::text, false, Use::write},
    {"state", Kind::text},
    {"state-sentence", Kind::text},
    {"remedy", Kind::text, true},
    {"detail", Kind::text, true},
    {"service-account", Kind::text, true},
    {"create-contacts", Kind::text, false, Use::both},
    {"new-tenants", Kind::text, false, Use::both},
    {"tier", Kind::text, false, Use::both},
    {"secret-expires-on", Kind::date, true, Use::both},
    {"expires-source", Kind::text, true},
    {"has-secret", Kind::boolean},
    {"credential-kind", Kind::text},
    {"certificate", Kind::text, true},
    {"certificate-thumbprint", Kind::text, true},
    {"mfa", Kind::text},
    {"pending-credentials", Kind::object, true},
    {"redirect-uri", Kind::text},
    {"connected-at", Kind::time, true},
    {"discovered-at", Kind::time, true},
    {"tenants", Kind::object},
    {"status", Kind::text},
    {"paused-at", Kind::time, true},
    {"paused-by", Kind::text, true},
    {"version", Kind::integer, false, Use::both},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
};

std::string state_sentence(const store::MicrosoftConnection& connection) {
  if (connection.reason) return *connection.reason;
  if (connection.state == "connected")
    return connection.service_account ? fmt::format("Connected as {}.", *connection.service_account)
                                      : "Connected.";
  if (connection.state == "new")
    return "Nobody has signed in at Microsoft for this connection yet.";
  if (connection.state == "reconnect")
    return "Microsoft does not accept this connection's sign-in any more.";
  return connection.state == "paused" ? "Paused by a person." : "Disconnected.";
}

bool has_proof(db::Connection& c, base::Id connection) {
  return store::has_secret(c, "connection", connection, "client_secret") ||
         store::has_secret(c, "connection", connection, "private_key");
}

json::value thumbprint(const Call& call, const std::optional<std::string>& certificate) {
  if (!certificate) return nullptr;
  return json::string(call.services.outside.certificate_thumbprint(*certificate));
}

// Credentials that wait for a sign-in to prove them; the ones in use work until then.
json::value pending_value(db::Connection& c, const Call& call, base::Id connection) {
  const auto pending = store::find_pending_credentials(c, connection);
  if (!pending) return nullptr;
  json::object out;
  out["application-id"] = json::string(pending->application_id);
  out["credential-kind"] = pending->certificate  ? json::value("certificate")
                           : pending->has_secret ? json::value("secret")
                                                 : json::value(nullptr);
  out["certificate"] = nullable(pending->certificate);
  out["certificate-thumbprint"] = thumbprint(call, pending->certificate);
  out["secret-expires-on"] = nullable(pending->secret_expires_on);
  out["created-at"] = time_value(pending->created_at);
  return out;
}

struct TenantCounts {
  std::int64_t total = 0, matched = 0, unmatched = 0, quarantined = 0;
  std::map<std::string_view, std::int64_t> words;  // of those that are synced
  std::optional<base::Time> starts_at;             // the earliest of those that wait
  std::string_view worst = "Unknown";

  std::int64_t of(std::string_view word) const {
    const auto found = words.find(word);
    return found == words.end() ? 0 : found->second;
  }
};

constexpr std::string_view kSyncing = "Syncing\u2026";
// How loudly a word asks for attention; the loudest tenant speaks for its connection.
constexpr std::array<std::string_view, 8> kQuietToLoud{
    "Unknown", "OK", "Paused", "Queued", kSyncing, "OK with gaps", "Held", "Failed"};

std::size_t loudness(std::string_view word) {
  for (std::size_t i = 0; i < kQuietToLoud.size(); ++i)
    if (kQuietToLoud[i] == word) return i;
  return 0;
}

TenantCounts counts_of(db::Connection& c, const Call& call, base::Id connection) {
  TenantCounts counts;
  std::vector<base::Id> synced;
  for (const store::Tenant& tenant :
       all_tenants(c, call.scope(), {{"connection_id", {std::to_string(connection)}}})) {
    ++counts.total;
    if (tenant.organization)
      ++counts.matched;
    else if (tenant.state != "ignored" && !tenant.own)
      ++counts.unmatched;
    if (tenant.state == "read" || tenant.state == "active") synced.push_back(tenant.id);
  }
  for (const auto& [id, sync] : store::sync_of_tenants(c, synced)) {
    const auto status = tenant_status(sync, call.now(), call.services.settings.sync_every);
    ++counts.words[status.word];
    if (sync.quarantined_at) ++counts.quarantined;
    if (status.starts_at && (!counts.starts_at || *status.starts_at < *counts.starts_at))
      counts.starts_at = status.starts_at;
    if (loudness(status.word) > loudness(counts.worst)) counts.worst = status.word;
  }
  return counts;
}

json::object counts_value(const TenantCounts& counts) {
  return {{"total", counts.total},
          {"matched", counts.matched},
          {"unmatched", counts.unmatched},
          {"ok", counts.of("OK") + counts.of("OK with gaps")},
          {"gaps", counts.of("OK with gaps")},
          {"failed", counts.of("Failed")},
          {"held", counts.of("Held")},
          {"paused", counts.of("Paused")},
          {"unknown", counts.of("Unknown")},
          {"queued", counts.of("Queued")},
          {"running", counts.of(kSyncing)},
          {"syncing", counts.of(kSyncing) + counts.of("Queued")},
          {"quarantined", counts.quarantined},
          {"starts-at", nullable(counts.starts_at)}};
}

std::string_view status_word(const store::MicrosoftConnection& connection,
                             const TenantCounts& counts) {
  if (connection.state == "reconnect" || connection.state == "disconnected") return "Failed";
  if (connection.state == "paused") return "Paused";
  return connection.state == "new" ? "Unknown" : counts.worst;
}

json::object connection_object(db::Connection& c, const Call& call,
                               const store::MicrosoftConnection& connection) {
  const TenantCounts counts = counts_of(c, call, connection.id);
  json::object out;
  out["kind"] = json::string(connection.kind);
  out["name"] = json::string(connection.name);
  out["cloud"] = json::string(connection.cloud);
  out["application-id"] = json::string(connection.application_id);
  out["directory-id"] = json::string(connection.directory_id);
  out["state"] = json::string(connection.state);
  out["state-sentence"] = json::string(state_sentence(connection));
  out["remedy"] = nullable(connection.remedy);
  out["detail"] = nullable(connection.detail);
  out["service-account"] = nullable(connection.service_account);
  out["create-contacts"] = json::string(connection.create_contacts);
  out["new-tenants"] = json::string(connection.new_tenants);
  out["tier"] = json::string(connection.tier);
  out["secret-expires-on"] = nullable(connection.secret_expires_on);
  out["expires-source"] = nullable(connection.expires_source);
  out["has-secret"] = has_proof(c, connection.id);
  out["credential-kind"] = json::string(connection.certificate ? "certificate" : "secret");
  out["certificate"] = nullable(connection.certificate);
  out["certificate-thumbprint"] = thumbprint(call, connection.certificate);
  out["mfa"] = json::string(connection.mfa);
  out["pending-credentials"] = pending_value(c, call, connection.id);
  out["redirect-uri"] = json::string(call.url("/microsoft/callback"));
  out["connected-at"] = nullable(connection.connected_at);
  out["discovered-at"] = nullable(connection.discovered_at);
  out["tenants"] = counts_value(counts);
  out["status"] = json::string(status_word(connection, counts));
  const auto pause =
      connection.state == "paused" ? store::pause_of(c, "connection", connection.id) : std::nullopt;
  out["paused-at"] = pause ? time_value(pause->since) : json::value();
  out["paused-by"] = pause ? json::value(json::string(pause->account_name)) : json::value();
  out["version"] = connection.version;
  out["created-at"] = time_value(connection.created_at);
  out["updated-at"] = time_value(connection.updated_at);
  return resource_object(kConnectionResource, connection.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return store::list_connections(c, query);
      },
      [&](db::Connection& c, const store::MicrosoftConnection& row) {
        return connection_object(c, call, row);
      });
}

store::MicrosoftConnection connection_or_throw(db::Connection& c, base::Id id) {
  auto connection = store::find_connection(c, id);
  if (!connection) throw_not_found("connection");
  return std::move(*connection);
}

Response answer_one(Call& call, base::Id id, int status = 200) {
  return call.read([&](db::Connection& c) {
    return one(connection_object(c, call, connection_or_throw(c, id)), status);
  });
}

Response show(Call& call) { return answer_one(call, call.id()); }

void take_choice(std::string& target, const Fields& fields, std::string_view name,
                 std::array<std::string_view, 2> choices) {
  const auto value = fields.text(name);
  if (!value) return;
  if (*value != choices[0] && *value != choices[1])
    fields.refuse(name, fmt::format("{} is either {} or {}.", name, choices[0], choices[1]));
  target = *value;
}

bool looks_like_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool fits =
        dash ? text[i] == '-'
             : std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
    if (!fits) return false;
  }
  return true;
}

void take_guid(std::string& target, const Fields& fields, std::string_view name,
               std::string_view where) {
  const auto value = fields.text(name);
  if (!value) return;
  if (!looks_like_guid(*value))
    fields.refuse(name, fmt::format("This is no id as Microsoft shows it. Copy \"{}\" from the "
                                    "application's overview page in Entra.",
                                    where));
  target = base::ascii_lower(*value);
}

// A secret goes only to Microsoft or to the cloud that the server's settings name: never to an
// address typed here.
void take_cloud(const Call& call, std::string& target, const Fields& fields) {
  const auto value = fields.text("cloud");
  if (!value || value->empty() || *value == target) return;
  constexpr std::array<std::string_view, 4> kClouds{"global", "gcc-high", "dod", "china"};
  const bool known = std::find(kClouds.begin(), kClouds.end(), *value) != kClouds.end();
  if (!known && *value != call.services.settings.default_cloud)
    fields.refuse("cloud",
                  "There is no such Microsoft cloud. Choose global, gcc-high, dod or china; "
                  "another address only with --microsoft.");
  target = *value;
}

void take_tier(std::string& target, const Fields& fields) {
  const auto value = fields.text("tier");
  if (!value || value->empty()) return;
  if (!domain::is_tier(*value))
    fields.refuse("tier", fmt::format("There is no tier \"{}\". Choose one of {}.", *value,
                                      fmt::join(domain::tier_names(), ", ")));
  target = *value;
}

void take_values(const Call& call, store::MicrosoftConnection& connection, const Fields& fields) {
  take_choice(connection.kind, fields, "kind", {"partner", "direct"});
  take_choice(connection.create_contacts, fields, "create_contacts", {"create", "hold"});
  take_choice(connection.new_tenants, fields, "new_tenants", {"read", "new"});
  take_tier(connection.tier, fields);
  take_guid(connection.application_id, fields, "application_id", "Application (client) ID");
  take_guid(connection.directory_id, fields, "directory_id", "Directory (tenant) ID");
  take_cloud(call, connection.cloud, fields);
  if (const auto name = fields.text("name")) connection.name = *name;
  if (connection.name.empty() || connection.name.size() > kMaxName)
    fields.refuse("name", "A connection needs a name, so that people can tell it from others.");
  if (const auto date = fields.nullable_text("secret_expires_on")) {
    if (*date && ((*date)->size() != 10 || !base::parse_rfc3339(**date)))
      fields.refuse("secret_expires_on", "Write the date as 2027-05-31.");
    connection.secret_expires_on = *date;
    connection.expires_source.reset();
    if (*date) connection.expires_source = "person";
  }
}

std::optional<std::string> client_secret(const Fields& fields) {
  auto secret = fields.secret("client_secret");
  if (!secret || secret->empty()) return std::nullopt;
  if (secret->size() > kMaxSecret)
    fields.refuse("client_secret",
                  "This is too long for a client secret. Copy its value, not its id.");
  return secret;
}

void store_secret(const Call& call, base::Id id, const std::optional<std::string>& secret) {
  if (secret)
    call.services.outside.store_client_secret(id, base::SecretBytes(*secret), actor_of(call));
}

// A connection that somebody signed in for keeps its application and its expiry until a sign-in
// has proven the new ones; its directory it keeps for good.
void set_aside(db::Connection& c, const Call& call, const store::MicrosoftConnection& before,
               store::MicrosoftConnection& wanted, bool new_secret) {
  if (wanted.application_id == before.application_id && !new_secret) return;
  const auto waiting = store::find_pending_credentials(c, before.id);
  auto pending = waiting.value_or(store::PendingCredentials{});
  pending.connection = before.id;
  if (!waiting || wanted.application_id != before.application_id)
    pending.application_id = wanted.application_id;
  pending.account = call.who().account_or_none();
  if (new_secret) {
    pending.secret_expires_on = wanted.secret_expires_on;
    wanted.secret_expires_on = before.secret_expires_on;
    wanted.expires_source = before.expires_source;
  }
  wanted.application_id = before.application_id;
  store::put_pending_credentials(c, pending, call.now());
}

Response create(Call& call) {
  const Fields fields = read_fields(call.request, "connections");
  store::MicrosoftConnection wanted;
  wanted.kind = "partner";
  wanted.state = "new";
  wanted.cloud = call.services.settings.default_cloud;
  wanted.name = fields.text("name").value_or("Microsoft partner tenant");
  fields.required("application_id");
  fields.required("directory_id");
  take_values(call, wanted, fields);
  const auto secret = client_secret(fields);
  const base::Id id = call.write([&](db::Connection& c) {
    const auto made = store::create_connection(c, wanted, call.now());
    audit_change(c, call, "connect", "connection", made.id, {}, audited_connection(made));
    return made.id;
  });
  store_secret(call, id, secret);
  return answer_one(call, id, 201);
}

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "connections");
  const base::Id id = call.id();
  const auto secret = client_secret(fields);
  call.write([&](db::Connection& c) {
    store::MicrosoftConnection wanted = connection_or_throw(c, id);
    const store::MicrosoftConnection before = wanted;
    take_values(call, wanted, fields);
    const json::object asked = audited_connection(wanted);
    if (wanted.cloud != before.cloud || wanted.kind != before.kind)
      fields.refuse(wanted.cloud != before.cloud ? "cloud" : "kind",
                    "Kind and cloud of a connection cannot be changed. Make another connection and "
                    "remove this one.");
    if (const auto version = fields.integer("version")) wanted.version = *version;
    if (before.state != "new") {
      if (wanted.directory_id != before.directory_id)
        fields.refuse("directory_id",
                      "A connection keeps its directory. Make another connection for this one.");
      set_aside(c, call, before, wanted, secret.has_value());
    }
    store::update_connection(c, wanted, call.now());
    audit_change(c, call, "settings", "connection", id, audited_connection(before), asked,
                 {{"secret-replaced", secret.has_value()}});
  });
  store_secret(call, id, secret);
  return answer_one(call, id);
}

// Makes a key pair; its public part is in the answer, to be uploaded at Microsoft.
Response make_certificate(Call& call) {
  const base::Id id = call.id();
  call.read([&](db::Connection& c) { connection_or_throw(c, id); });
  call.services.outside.make_certificate(id, actor_of(call));
  call.write([&](db::Connection& c) {
    audit_change(c, call, "certificate_made", "connection", id, {}, {{"waits-for", "a sign-in"}});
  });
  return answer_one(call, id, 201);
}

Response drop_pending(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    connection_or_throw(c, id);
    const json::object before{{"waiting", pending_value(c, call, id)}};
    store::drop_pending_credentials(c, id);
    audit_change(c, call, "pending_credentials_dropped", "connection", id, before, {});
  });
  return answer_one(call, id);
}

Response remove(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    const auto connection = connection_or_throw(c, id);
    store::delete_connection(c, id, call.now());
    store::delete_secrets(c, "connection", id);
    audit_change(c, call, "disconnect", "connection", id, audited_connection(connection), {});
  });
  return no_content();
}

Response discover(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    if (connection_or_throw(c, id).state == "new")
      throw_invalid(
          "Nobody has signed in at Microsoft for this connection yet. Sign in first, then tenants "
          "can be found.");
    store::enqueue_afresh(c, "discover", fmt::format("discover:{}", id),
                          fmt::format("{{\"connection\":{}}}", id), kPeoplePriority, call.now());
    audit(c, call, "discover", "connection", id);
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", 1}}, 202);
}

// At once, or ("start": "after-grace") when the grace period of each tenant is over, so that people
// can still change settings.
Response sync_all(Call& call) {
  const base::Id id = call.id();
  const Fields fields = read_fields(call.request, "");
  const std::string start = fields.text("start").value_or("now");
  if (start != "now" && start != "after-grace")
    fields.refuse("start", "start is either now or after-grace.");
  const bool later = start == "after-grace";
  const std::int64_t queued = call.write([&](db::Connection& c) {
    connection_or_throw(c, id);
    std::int64_t count = 0;
    for (const store::Tenant& tenant :
         all_tenants(c, call.scope(), {{"connection_id", {std::to_string(id)}}})) {
      const bool wanted =
          tenant.connection_in_use == id && (tenant.state == "read" || tenant.state == "active");
      if (!wanted) continue;
      store::RunRequest request{tenant.id, later ? "new" : "manual", call.who().account_or_none(),
                                false, false};
      if (later) request.start_at = jobs::new_sync_start(c, tenant.id, call.now());
      store::queue_run(c, request, kPeoplePriority, call.now());
      ++count;
    }
    audit(c, call, "sync", "connection", id, {{"tenants", count}});
    return count;
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", queued}}, 202);
}

}  // namespace

const Resource kConnectionResource{"connections", kConnectionAttributes};

void add_connection_routes(Router& router) {
  const Resource* own = &kConnectionResource;
  const std::string_view base_path = "/api/connections";
  router.add({"GET", base_path, Access::manager, list_all, "Connections to Microsoft", own,
              Answer::list, nullptr, "id kind state", "name id"});
  router.add(
      {"GET", "/api/connections/:id", Access::manager, show, "One connection", own, Answer::one});
  router.add(
      {"POST", base_path, Access::manager, create, "Make a connection", own, Answer::one, own});
  router.add({"PATCH", "/api/connections/:id", Access::manager, change, "Change a connection", own,
              Answer::one, own});
  router.add({"DELETE", "/api/connections/:id", Access::manager, remove,
              "Remove a connection; documentation stays", nullptr, Answer::nothing});
  router.add({"POST", "/api/connections/:id/certificate", Access::manager, make_certificate,
              "Make a certificate; its public part is shown for the upload at Microsoft", own,
              Answer::one});
  router.add({"DELETE", "/api/connections/:id/pending_credentials", Access::manager, drop_pending,
              "Forget new credentials that no sign-in has proven", own, Answer::one});
  router.add({"POST", "/api/connections/:id/discover", Access::manager, discover,
              "Look for tenants now", nullptr, Answer::meta});
  router.add({"POST", "/api/connections/:id/sync", Access::manager, sync_all,
              "Sync all its tenants now, or after the grace period", nullptr, Answer::meta});
}

}  // namespace reeve::api

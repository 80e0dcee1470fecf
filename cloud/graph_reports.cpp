// getMailboxUsageDetail: Graph leads to a short-lived link, the report host gives the CSV.
//
// Sources: reportroot-getmailboxusagedetail.md (2023 and 2024), its examples, microsoft-cloud.md
// C.5 and G.9. How concealed names look, the mark at the beginning of the file, the ends of its
// lines and the answers of the report host to what it refuses are published nowhere: guesses.
#include <fmt/format.h>

#include <algorithm>

#include "deleted_items.h"
#include "directory_roles.h"
#include "encoding.h"
#include "fault_strike.h"
#include "graph_error.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "mailboxes.h"
#include "reports.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kLinkLife = 300;  // "a few minutes"
constexpr std::int64_t kReportLag = 2 * kDay;
constexpr std::string_view kPath = "/data/download/";
constexpr std::string_view kRoute = "/data/download/{}";  // for the counts and the faults
constexpr int kJsonPage = 200;

constexpr int kPeriods[] = {7, 30, 90, 180};

// concepts/reportroot-authorization.md; company administrator is Global Administrator, Lync is
// Skype for Business.
constexpr std::string_view kReaders[] = {
    role::kGlobalAdministrator,
    role::kGlobalReader,
    "4a5d8f65-41da-4de4-8968-e035b65339cf",  // Reports Reader
    "29232cdf-9323-42fd-ade2-1d097af3e4de",  // Exchange Administrator
    "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",  // SharePoint Administrator
    "75941009-915a-4869-abe7-691bff18279e",  // Skype for Business Administrator
    "69091246-20e8-4a56-aa4d-066075b2a7a8",  // Teams Administrator
    "baf37b3a-610e-45da-9e62-d9d1e5e8914b",  // Teams Communications Administrator
};

std::string date_of(std::int64_t when) { return when > 0 ? iso_time(when).substr(0, 10) : ""; }

std::int64_t refresh_day(std::int64_t now) { return (now - kReportLag) / kDay * kDay; }

// "'D7'" → 7.
int wanted_period(const std::string& text) {
  for (const int days : kPeriods)
    if (same_text(text, fmt::format("'D{}'", days))) return days;
  throw GraphRefusal(
      400, "BadRequest",
      fmt::format("The period {} is not valid. Valid values are: 'D7','D30','D90','D180'.", text));
}

// Thirty-two hexadecimal digits that are the same for the same name of the same tenant.
std::string concealed(const Tenant& tenant, const std::string& name) {
  std::string text;
  for (const char byte : sha256(tenant.id + "/" + name).substr(0, 16))
    text += fmt::format("{:02X}", static_cast<unsigned char>(byte));
  return text;
}

struct Row {
  const User* user;
  MailboxUsage usage;
  std::string name, display_name;
};

Row row_of(const Tenant& tenant, const User& user, std::int64_t today, bool conceals) {
  Row row{&user, mailbox_usage(user, today), user.user_principal_name, user.display_name};
  if (!conceals) return row;
  row.name = concealed(tenant, row.name);
  row.display_name = concealed(tenant, row.display_name);
  return row;
}

// The mailbox of somebody who was deleted is told of as long as it can be restored.
std::vector<Row> rows_of(const Cloud& cloud, const Tenant& tenant) {
  const bool conceals = names_concealed(cloud, tenant);
  const std::int64_t today = refresh_day(cloud.clock.now());
  std::vector<Row> rows;
  for (const User& user : tenant.users())
    if (has_mailbox(tenant, user)) rows.push_back(row_of(tenant, user, today, conceals));
  for (const auto& [user, groups] : tenant.deleted.users)
    if (has_mailbox(tenant, user) && user.deleted + kRestorableFor > cloud.clock.now())
      rows.push_back(row_of(tenant, user, today, conceals));
  return rows;
}

// A field with a comma, a quote or an end of line stands in quotes (RFC 4180).
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char letter : text) {
    if (letter == '"') result += '"';
    result += letter;
  }
  return result + '"';
}

// reportroot-getmailboxusagedetail--2.csv has no columns between these two.
constexpr std::string_view kFirstColumns =
    "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,Created Date,"
    "Last Activity Date,Item Count,Storage Used (Byte),Issue Warning Quota (Byte),"
    "Prohibit Send Quota (Byte),Prohibit Send/Receive Quota (Byte),Deleted Item Count,"
    "Deleted Item Size (Byte)";
constexpr std::string_view kNewColumns = ",Deleted Item Quota (Byte),Has Archive";

void append_row(std::string& csv, const Row& row, const std::string& today, const ReportForm& form,
                int days) {
  const MailboxUsage& usage = row.usage;
  csv +=
      fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}", today, quoted(row.name),
                  quoted(row.display_name), row.user->deleted > 0 ? "True" : "False",
                  date_of(row.user->deleted), date_of(row.user->created),
                  date_of(usage.last_activity), usage.items, usage.bytes, usage.warning_quota,
                  usage.send_quota, usage.receive_quota, usage.deleted_items, usage.deleted_bytes);
  if (!form.short_columns)
    csv += fmt::format(",{},{}", usage.deleted_quota, usage.archive ? "True" : "False");
  csv += fmt::format(",{}\r\n", days);
}

std::string csv_of(const Cloud& cloud, const Tenant& tenant, int days) {
  const ReportForm& form = tenant.reports;
  std::string csv = form.byte_order_mark ? "\xEF\xBB\xBF" : "";
  csv += kFirstColumns;
  if (!form.short_columns) csv += kNewColumns;
  csv += ",Report Period\r\n";
  const std::string today = date_of(refresh_day(cloud.clock.now()));
  for (const Row& row : rows_of(cloud, tenant)) append_row(csv, row, today, form, days);
  return csv;
}

std::string tag_of(const std::string& csv) {
  return '"' + base64url_encode(sha256(csv).substr(0, 12)) + '"';
}

bool is_known_to(const Request& request, const std::string& tag) {
  return request.header("If-None-Match").find(tag) != std::string_view::npos;
}

Response not_modified(const std::string& tag) {
  Response response;
  response.status = 304;
  response.set("ETag", tag);
  return response;
}

std::string new_link(const GraphCall& call, int days) {
  const json::object sealed = {{"kind", "report"},
                               {"tenant", call.tenant.id},
                               {"days", days},
                               {"until", call.now() + kLinkLife}};
  return fmt::format("{}{}{}", call.origins.reports, kPath,
                     base64url_encode(seal(call.cloud.state.seal_key(), json::serialize(sealed))));
}

// Only /beta gives JSON (beta-reportroot-getmailboxusagedetail--3.json).
bool wants_json(const GraphCall& call) {
  return call.version == "beta" &&
         same_text(parse_form(call.request.query).value("$format"), "application/json");
}

json::object row_object(const Row& row, const std::string& today, int days) {
  const MailboxUsage& usage = row.usage;
  return {{"reportRefreshDate", today},
          {"userPrincipalName", row.name},
          {"displayName", row.display_name},
          {"isDeleted", row.user->deleted > 0},
          {"deletedDate", text_or_null(date_of(row.user->deleted))},
          {"createdDate", date_of(row.user->created)},
          {"lastActivityDate", text_or_null(date_of(usage.last_activity))},
          {"itemCount", usage.items},
          {"storageUsedInBytes", usage.bytes},
          {"deletedItemCount", usage.deleted_items},
          {"deletedItemSizeInBytes", usage.deleted_bytes},
          {"deletedItemQuota", usage.deleted_quota},
          {"hasArchive", usage.archive},
          {"issueWarningQuotaInBytes", usage.warning_quota},
          {"prohibitSendQuotaInBytes", usage.send_quota},
          {"prohibitSendReceiveQuotaInBytes", usage.receive_quota},
          {"reportPeriod", std::to_string(days)}};
}

Response json_report(GraphCall& call, int days) {
  const auto rows = rows_of(call.cloud, call.tenant);
  const std::string today = date_of(refresh_day(call.now()));
  ObjectListing listing;
  listing.context = "mailboxUsageDetail";
  listing.type = "mailboxUsageDetail";
  listing.usual_page = listing.largest_page = kJsonPage;
  for (std::size_t at = 0; at < rows.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return row_object(rows[at], today, days); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "mailboxUsageDetail", {});
  };
  return answer_listing(call, listing);
}

Response refuse_link(const Cloud& cloud, const Request& request, int status, std::string_view code,
                     std::string_view message) {
  return graph_error(request, cloud.clock.now(), status, code, message);
}

Response download(const Cloud& cloud, const Request& request, const Tenant& tenant,
                  const json::object& link) {
  // The link itself is the permission. Real hosts of this kind take a second one for a mistake.
  if (!request.header("Authorization").empty())
    return refuse_link(cloud, request, 401, "InvalidAuthenticationToken",
                       "This link is authenticated by itself and takes no Authorization header.");
  if (number_of(link, "until") < cloud.clock.now())
    return refuse_link(cloud, request, 403, "AccessDenied", "The link has expired.");
  const std::string csv = csv_of(cloud, tenant, static_cast<int>(number_of(link, "days")));
  const std::string tag = tag_of(csv);
  if (is_known_to(request, tag)) return not_modified(tag);
  Response response;
  response.content_type = "application/octet-stream";
  response.body = csv;
  response.set("ETag", tag);
  response.set("Content-Disposition", "attachment; filename=\"MailboxUsageDetail.csv\"");
  return response;
}

std::optional<json::object> open_link(const Cloud& cloud, const Request& request) {
  if (!request.path.starts_with(kPath)) return std::nullopt;
  const auto sealed = base64url_decode(request.path.substr(kPath.size()));
  const auto opened = sealed ? unseal(cloud.state.seal_key(), *sealed) : std::nullopt;
  auto link = opened ? parse_object(*opened) : std::nullopt;
  if (!link || text_of(*link, "kind") != "report") return std::nullopt;
  return link;
}

}  // namespace

bool names_concealed(const Cloud& cloud, const Tenant& tenant) {
  return tenant.reports.concealed || cloud.faults.has("concealed-names", tenant.id);
}

void need_report_reader(const GraphCall& call) {
  if (call.claims.is_application()) return;
  const auto held = roles_of(call.cloud.world, call.tenant, call.claims.object_id);
  if (std::none_of(std::begin(kReaders), std::end(kReaders),
                   [&](std::string_view one) { return has_role(held, one); }))
    throw report_refusal();
}

Response show_mailbox_usage(GraphCall& call) {
  const int days = wanted_period(call.args[0]);
  need_report_reader(call);
  if (wants_json(call)) return json_report(call, days);
  const std::string tag = tag_of(csv_of(call.cloud, call.tenant, days));
  if (is_known_to(call.request, tag)) return not_modified(tag);
  Response response;
  response.status = 302;
  response.content_type = "text/plain";
  response.set("Location", new_link(call, days));
  response.set("ETag", tag);
  return response;
}

Response answer_report(Cloud& cloud, const Request& request) {
  const auto link = open_link(cloud, request);
  const Tenant* tenant = link ? cloud.world.find_tenant(text_of(*link, "tenant")) : nullptr;
  cloud.requests.add(tenant ? std::string_view(tenant->id) : "unknown", kRoute, false);
  if (!tenant || request.method != "GET")
    return refuse_link(cloud, request, 404, "NotFound", "No such report.");
  return pass_faults({cloud, request, origins_of(request), tenant->id, kRoute},
                     [&] { return download(cloud, request, *tenant, *link); });
}

}  // namespace cloud

// How full each mailbox is and when it was used last (Microsoft 365's report of mailbox usage).
#include "types/data_type.h"

namespace reeve::types {
namespace {

// Names as Graph's beta endpoint has them in JSON; columns as the file has them. The columns of
// 2023 lack "Deleted Item Quota (Byte)" and "Has Archive" (reportroot-getmailboxusagedetail.md).
constexpr Field kFields[] = {
    {.name = "id", .label = "Id", .shown = false},
    {.name = "userPrincipalName",
     .label = "User name",
     .key = MatchKey::user_name,
     .column = "User Principal Name"},
    {.name = "displayName", .label = "Name", .column = "Display Name"},
    {.name = "storageUsedInBytes",
     .kind = Kind::integer,
     .label = "Size (bytes)",
     .column = "Storage Used (Byte)"},
    {.name = "itemCount", .kind = Kind::integer, .label = "Items", .column = "Item Count"},
    {.name = "issueWarningQuotaInBytes",
     .kind = Kind::integer,
     .label = "Warning at (bytes)",
     .column = "Issue Warning Quota (Byte)"},
    {.name = "prohibitSendQuotaInBytes",
     .kind = Kind::integer,
     .label = "No sending at (bytes)",
     .column = "Prohibit Send Quota (Byte)"},
    {.name = "prohibitSendReceiveQuotaInBytes",
     .kind = Kind::integer,
     .label = "Full at (bytes)",
     .column = "Prohibit Send/Receive Quota (Byte)"},
    {.name = "deletedItemCount",
     .kind = Kind::integer,
     .label = "Deleted items",
     .column = "Deleted Item Count"},
    {.name = "deletedItemSizeInBytes",
     .kind = Kind::integer,
     .label = "Deleted items (bytes)",
     .column = "Deleted Item Size (Byte)"},
    {.name = "deletedItemQuota",
     .kind = Kind::integer,
     .label = "Deleted items' limit (bytes)",
     .column = "Deleted Item Quota (Byte)"},
    {.name = "hasArchive", .kind = Kind::boolean, .label = "Archive", .column = "Has Archive"},
    {.name = "isDeleted", .kind = Kind::boolean, .label = "Deleted", .column = "Is Deleted"},
    {.name = "deletedDate", .label = "Deleted on", .column = "Deleted Date"},
    {.name = "createdDate", .label = "Created on", .column = "Created Date"},
    {.name = "lastActivityDate", .label = "Last used on", .column = "Last Activity Date"},
    {.name = "reportRefreshDate", .label = "As of", .column = "Report Refresh Date"},
};

}  // namespace

extern const DataType mailbox_usage;
// The last 30 days; made by Microsoft about once a day, two days late.
const DataType mailbox_usage{
    .name = "mailbox_usage",
    .title = "Mailbox usage",
    .path = "/v1.0/reports/getMailboxUsageDetail(period='D30')",
    .selects = false,
    .permission = "Reports.Read.All",
    .documented_path = "/reports/getmailboxusagedetail(period={value})",
    .reader = Reader::mailbox_report,
    .every = kOnceADay,
    .title_field = "displayName",
    .title_fallback = "userPrincipalName",
    .fields = kFields,
};

}  // namespace reeve::types

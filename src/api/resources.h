// The concepts of the API: what each resource holds, and who adds its routes.
#pragma once

#include "api/json_api.h"
#include "api/manage.h"
#include "api/request_body.h"
#include "api/resource.h"
#include "api/router.h"
#include "store/accounts.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::api {

extern const Resource kSessionResource;
extern const Resource kOneTimeLinkResource;
extern const Resource kAccountResource;
extern const Resource kApiKeyResource;
extern const Resource kOrganizationResource;
extern const Resource kContactResource;
extern const Resource kOverlayResource;
extern const Resource kComparisonResource;
extern const Resource kComparisonAnswerResource;
extern const Resource kMappingTargetResource;
extern const Resource kMappingPreviewResource;
extern const Resource kPersonEventResource;
extern const Resource kChangeResource;
extern const Resource kConfigurationResource;
extern const Resource kDeviceOverlayResource;
extern const Resource kConfigurationInterfaceResource;
extern const Resource kConfigurationTypeResource;
extern const Resource kConfigurationStatusResource;
extern const Resource kManufacturerResource;
extern const Resource kModelResource;
extern const Resource kLocationResource;
extern const Resource kRelatedItemResource;
extern const Resource kUndoResource;
extern const Resource kStayedResource;
extern const Resource kMergePreviewResource;
extern const Resource kMergeResource;
extern const Resource kConnectionResource;
extern const Resource kConnectionTierResource;
extern const Resource kConnectionGrantResource;
extern const Resource kLeavingResource;
extern const Resource kLeavingItemResource;
extern const Resource kDoctorReportResource;
extern const Resource kDoctorTraceResource;
extern const Resource kOnboardingResource;
extern const Resource kOnboardingStepResource;
extern const Resource kSecurityGroupResource;
extern const Resource kCustomerConsentResource;
extern const Resource kRelationshipResource;
extern const Resource kManageTemplateResource;
extern const Resource kChoicePreviewResource;
extern const Resource kTenantResource;
extern const Resource kTenantDetailResource;  // a shown tenant also has ways and types
extern const Resource kSuggestionResource;
extern const Resource kMatchEffectResource;
extern const Resource kPreviewResource;
extern const Resource kPreviewRowResource;
extern const Resource kSkipResource;
extern const Resource kReasonCodeResource;
extern const Resource kRunResource;
extern const Resource kRunEventResource;
extern const Resource kRecordResource;
extern const Resource kDataTypeResource;
extern const Resource kLinkResource;
extern const Resource kFlexibleAssetTypeResource;
extern const Resource kFlexibleAssetFieldResource;
extern const Resource kFlexibleAssetResource;
extern const Resource kLicenseResource;
extern const Resource kLicenseHolderResource;
extern const Resource kLicenseDayResource;
extern const Resource kLicenseSettingsResource;
extern const Resource kReviewResource;
extern const Resource kReviewSidesResource;
extern const Resource kReviewAnswersResource;
extern const Resource kAuditResource;
extern const Resource kNoticeResource;
extern const Resource kNoticeDeliveryResource;
extern const Resource kNoticeSettingsResource;
extern const Resource kStatusResource;
extern const Resource kSyncSettingsResource;
extern const Resource kTenantSyncSettingsResource;  // also says what is inherited

void add_session_routes(Router& router);
void add_one_time_link_routes(Router& router);
void add_account_routes(Router& router);
void add_api_key_routes(Router& router);
void add_organization_routes(Router& router);
void add_contact_routes(Router& router);
void add_undo_routes(Router& router);
void add_merge_routes(Router& router);
void add_contact_overlay_routes(Router& router);
void add_compare_routes(Router& router);
void add_mapping_preview_routes(Router& router);
void add_person_event_routes(Router& router);
void add_configuration_routes(Router& router);
void add_configuration_overlay_routes(Router& router);
void add_location_routes(Router& router);
void add_named_row_routes(Router& router);
void add_related_item_routes(Router& router);
void add_connection_routes(Router& router);
void add_connection_tier_routes(Router& router);
void add_leaving_routes(Router& router);
void add_leaving_item_routes(Router& router);
void add_doctor_routes(Router& router);
void add_customer_access_routes(Router& router);
void add_customer_consent_routes(Router& router);
void add_relationship_routes(Router& router);
void add_manage_routes(Router& router);
void add_sign_in_routes(Router& router);
void add_choosing_routes(Router& router);
void add_tenant_routes(Router& router);
void add_tenant_matching_routes(Router& router);
void add_preview_routes(Router& router);
void add_run_routes(Router& router);
void add_schedule_routes(Router& router);
void add_record_routes(Router& router);
void add_data_type_routes(Router& router);
void add_license_routes(Router& router);
void add_flexible_asset_routes(Router& router);
void add_review_routes(Router& router);
void add_notice_routes(Router& router);
void add_notice_settings_routes(Router& router);
void add_audit_routes(Router& router);
void add_status_routes(Router& router);
void add_sync_settings_routes(Router& router);
void add_probe_routes(Router& router);
void add_openapi_routes(Router& router);
// All of the above.
void add_all_routes(Router& router);

// The one word a page shows for a run's state: OK, OK with gaps, Held, Failed, Queued, Syncing…,
// Paused, Unknown.
std::string_view state_word(std::string_view run_state);

// Tenants seen through `query`, all pages of it, at most kMaxTenantsWalked.
inline constexpr std::int64_t kMaxTenantsWalked = 20'000;
std::vector<store::Tenant> all_tenants(db::Connection& c, const store::Scope& scope,
                                       std::vector<store::Filter> filters);

json::object tenant_object(db::Connection& c, const Call& call, const store::Tenant& tenant,
                           const ManageLinks& links);
json::object run_object(const store::Run& run);
// not-chosen (the reason's code) and not-chosen-why (a sentence); null where the record is chosen.
void put_not_chosen(json::object& out, const store::Record& record);
json::value run_preview(const store::Run& run);
store::Account account_or_throw(db::Connection& c, base::Id id);

// How soon what a person asked for is worked on, ahead of the schedule (100).
inline constexpr std::int64_t kPeoplePriority = 10;

}  // namespace reeve::api

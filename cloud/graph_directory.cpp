// /directory/onPremisesSynchronization: what the synchronization with an Active Directory may do.
// Source: onpremisesdirectorysynchronization-get.md and its resource pages (the trimmed CSDL has no
// such type). The page calls a collection and answers one object of it; here the collection holds
// that object, and its id leads to it.
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::object features(const Tenant& tenant) {
  json::object object;
  for (const char* name :
       {"blockCloudObjectTakeoverThroughHardMatchEnabled", "blockSoftMatchEnabled",
        "bypassDirSyncOverridesEnabled", "cloudPasswordPolicyForPasswordSyncedUsersEnabled",
        "concurrentCredentialUpdateEnabled", "concurrentOrgIdProvisioningEnabled",
        "deviceWritebackEnabled", "directoryExtensionsEnabled", "fopeConflictResolutionEnabled",
        "groupWriteBackEnabled", "unifiedGroupWritebackEnabled",
        "userForcePasswordChangeOnLogonEnabled", "userWritebackEnabled"})
    object[name] = false;
  object["passwordSyncEnabled"] = tenant.synced;
  object["passwordWritebackEnabled"] = tenant.password_writeback;
  for (const char* name :
       {"quarantineUponProxyAddressesConflictEnabled", "quarantineUponUpnConflictEnabled",
        "softMatchOnUpnEnabled", "synchronizeUpnForManagedUsersEnabled"})
    object[name] = true;
  return object;
}

json::object synchronization(const Tenant& tenant) {
  return {{"id", tenant.id},
          {"configuration",
           {{"accidentalDeletionPrevention",
             {{"synchronizationPreventionType", "enabledForCount"}, {"alertThreshold", 500}}}}},
          {"features", features(tenant)}};
}

}  // namespace

Response list_synchronization(GraphCall& call) {
  return json_answer(json::object{
      {"@odata.context", call.selected_context("directory/onPremisesSynchronization")},
      {"value", json::array{keep_selected(call.query, synchronization(call.tenant),
                                          "onPremisesDirectorySynchronization", {})}}});
}

Response show_synchronization(GraphCall& call) {
  if (!same_text(call.args[0], call.tenant.id)) refuse_missing(call.args[0]);
  return answer_object(call, "directory/onPremisesSynchronization",
                       keep_selected(call.query, synchronization(call.tenant),
                                     "onPremisesDirectorySynchronization", {}));
}

}  // namespace cloud

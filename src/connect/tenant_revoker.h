// Revokes in one tenant what was ticked there. Part of revoke.cpp's work.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connect/leaving_access.h"
#include "connect/services.h"
#include "microsoft/consents.h"
#include "store/leavings.h"

namespace reeve::connect {

// Delegated permissions on Graph with which everything can be revoked; they go last.
inline constexpr std::string_view kRevokingScopes[] = {"Application.Read.All",
                                                       "AppRoleAssignment.ReadWrite.All",
                                                       "DelegatedPermissionGrant.ReadWrite.All"};

class TenantRevoker {
 public:
  TenantRevoker(Services& services, LeavingAccess& access, const store::Leaving& leaving,
                store::LeavingTenant tenant, std::stop_token stop);

  // Every waiting item ends as done, failed (trying again may help) or left (to be done by hand),
  // each with a sentence. Throws Error{canceled}.
  void run();

 private:
  using Scopes = std::vector<std::string>;
  void work();
  bool must_open(const Scopes& held) const;
  void open_door(const Scopes& held);
  void add_consent(const std::string& api, const Scopes& scopes);
  void wait_for_door();
  Scopes listed_scopes(const std::string& api) const;
  void revoke_all();
  void revoke_single(store::LeavingItem& item);
  void revoke_scopes(const microsoft::HeldGrant& grant);
  void end(store::LeavingItem& item, const microsoft::Revoked& answer);
  void end_waiting(std::string_view state, const std::string& sentence);
  void save();

  Services& services_;
  LeavingAccess& access_;
  const store::Leaving& leaving_;
  store::LeavingTenant tenant_;
  std::stop_token stop_;
  microsoft::ConsentClient consents_;
  std::vector<store::LeavingItem> items_;  // all of the tenant
  microsoft::HeldGrants held_;             // as Microsoft lists them now
  Scopes temporary_;                       // allowed for this moment
};

}  // namespace reeve::connect

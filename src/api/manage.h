// Links from a page into Microsoft's admin centers ("Manage").
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "api/json_api.h"
#include "db/connection.h"
#include "store/records.h"
#include "store/tenants.h"

namespace reeve::api {

// Reads the templates once; then pure. For one request.
class ManageLinks {
 public:
  explicit ManageLinks(db::Connection& c);

  // Microsoft's own link for the tenant where it gave one, else the template's. Null without a way
  // in: nobody could follow it.
  json::value tenant(const store::Tenant& tenant) const;
  // Of a user or a managed device; of the organization record the tenant's; null for other types.
  json::value record(const store::Tenant& tenant, const store::Record& record) const;
  json::value user(const store::Tenant& tenant, const store::Record& record) const;

  // The template in force, and whether a person wrote it.
  std::string text_of(std::string_view subject, std::string_view cloud) const;
  bool edited(std::string_view subject, std::string_view cloud) const;

 private:
  json::value filled(std::string_view subject, const store::Tenant& tenant,
                     const store::Record* record) const;
  std::map<std::string, std::string, std::less<>> texts_;  // "global.user"; edited ones only
};

}  // namespace reeve::api

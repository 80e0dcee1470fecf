// Finds tenants by what a person types.
#include "app/named_tenants.h"

#include <fmt/format.h>

#include "base/text.h"

namespace reeve::app {
namespace {

bool is_named(const store::Tenant& tenant, const std::string& wanted) {
  return std::to_string(tenant.id) == wanted ||
         tenant.entra_tenant_id == base::ascii_lower(wanted) ||
         tenant.default_domain == std::optional(base::ascii_lower(wanted)) ||
         base::fold(tenant.name) == base::fold(wanted);
}

}  // namespace

std::vector<store::Tenant> named_tenants(db::Connection& c,
                                         const std::optional<std::string>& named) {
  std::vector<store::Tenant> wanted;
  store::ListQuery query;
  query.size = store::kMaxPageSize;
  for (std::int64_t seen = 0;; ++query.page) {
    const auto page = store::list_tenants(c, store::Scope::unscoped(), query);
    for (const auto& tenant : page.rows) {
      const bool on = tenant.state == "read" || tenant.state == "active";
      if (named ? is_named(tenant, *named) : on) wanted.push_back(tenant);
    }
    seen += static_cast<std::int64_t>(page.rows.size());
    if (page.rows.empty() || seen >= page.total) return wanted;
  }
}

base::Error no_such_tenant(const std::string& named, const Settings& settings) {
  return {base::ErrorCode::not_found,
          fmt::format("No tenant is known as \"{}\". Its id, Entra tenant id, domain or name would "
                      "do; the list stands at {}/integrations.",
                      named, settings.get("public_url"))};
}

}  // namespace reeve::app

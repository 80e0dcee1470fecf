// The simulated world: the MSP's own tenant, its customers, their people, licenses and
// relationships. Plain data. Whoever shares it across threads locks it (see cloud.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "application.h"
#include "clock.h"
#include "devices.h"
#include "groups.h"
#include "journal.h"
#include "relationships.h"
#include "skus.h"
#include "units.h"

namespace cloud {

// What kind of mailbox an account has; Graph's userPurpose.
enum class Mailbox : std::uint8_t { none, user, linked, shared, room, equipment, others };

// When somebody signed in last, as Graph's signInActivity tells it; 0: never.
struct SignIns {
  std::int64_t interactive = 0;  // the latest attempt, whether it succeeded or not
  std::int64_t background = 0;
  std::int64_t successful = 0;  // of any kind, since December 2023
};

// An empty text is Graph's null.
struct User {
  std::uint64_t serial = 0;  // grows with creation; listings go by it
  std::string id;
  std::string display_name;
  std::string given_name;
  std::string surname;
  std::string user_principal_name;
  std::string mail;
  std::string mail_nickname;
  std::string job_title;
  std::string department;
  std::string company_name;
  std::string office_location;
  std::string mobile_phone;
  std::string street_address;
  std::string city;
  std::string state;
  std::string postal_code;
  std::string country;
  std::string usage_location;
  std::string preferred_language;
  std::string employee_id;
  std::string user_type = "Member";
  std::string manager_id;
  std::string password;
  std::vector<std::string> business_phones;
  std::vector<std::string> proxy_addresses;  // "SMTP:" the primary one, "smtp:" the others
  std::vector<std::string> other_mails;
  std::vector<const Sku*> licenses;
  std::vector<std::string> directory_roles;  // role template ids
  std::string password_policies;             // such as "DisablePasswordExpiration"
  // Properties that nothing in this cloud depends on: their places in the table of
  // user_properties.cpp and their values as JSON. Sorted by place.
  std::vector<std::pair<std::size_t, std::string>> extra;
  std::int64_t created = 0;
  std::int64_t password_changed = 0;
  std::int64_t sessions_valid_from = 0;  // 0: since the password changed
  bool must_change_password = false;     // at the next sign-in
  bool management_restricted = false;    // in a restricted management administrative unit
  bool account_enabled = true;
  std::optional<bool> synced;  // onPremisesSyncEnabled
  Mailbox mailbox = Mailbox::user;
  SignIns sign_ins;
  std::uint16_t methods = 0;         // registered authentication methods; see registration.h
  std::int64_t methods_changed = 0;  // 0: since the person was created
  std::int64_t deleted = 0;          // 0: not deleted
};

// How the reports of a tenant look; Microsoft has changed it over the years.
struct ReportForm {
  bool concealed = false;      // the tenant's setting displayConcealedNames
  bool short_columns = false;  // without the columns that came in 2024
  bool byte_order_mark = true;
};

// What a company is to the MSP.
enum class Relation : std::uint8_t {
  gdap,   // a customer with delegated admin relationships
  dap,    // a customer of the older kind: the MSP's people are its administrators
  none,   // a customer that the MSP sells to, without a way in
  direct  // no customer at all: whoever administers it consented to the application
};

// What the application has in a tenant from the beginning; what is missing is as in other tenants.
struct MadeConsent {
  bool present = true;
  std::optional<std::vector<std::string>> roles;
  std::optional<std::vector<std::string>> scopes;
};

// A password reset that Graph accepted; its outcome is read later.
struct PasswordOperation {
  std::string id;
  std::string user_id;
  std::int64_t begun = 0;
  std::string problem;  // why it fails; empty: it succeeds
};

struct Domain {
  std::string name;
  bool is_default = false;
  bool is_initial = false;
  bool is_verified = true;
  bool is_federated = false;  // its people sign in elsewhere, with passwords kept there
};

// What Graph keeps for 30 days after it was deleted; deleted_items.h knows how.
struct DeletedItems {
  struct DeletedUser {
    User user;
    std::vector<std::string> groups;  // ids of those that the person was in
  };
  std::vector<DeletedUser> users;
  std::vector<Group> groups;
};

struct Subscription {
  const Sku* sku = nullptr;
  std::string id;
  int enabled = 0;
  std::vector<std::string> switched_off = {};  // service plans, by name
};

class Tenant {
 public:
  std::string id;
  std::string display_name;
  std::string default_domain;
  std::string initial_domain;
  std::vector<Domain> domains;
  std::string street;
  std::string city;
  std::string postal_code;
  std::string country_code;
  std::string country;
  std::string language;
  std::string phone;
  std::int64_t created = 0;
  bool synced = false;
  bool password_writeback = false;  // resets reach the Active Directory behind a synced tenant
  bool is_partner = false;
  Relation relation = Relation::gdap;
  std::optional<MadeConsent> consent;
  std::vector<Subscription> subscriptions;
  // What /_control changed since the tenant was made.
  Journal user_changes;
  Groups groups;
  Journal group_changes;
  DeletedItems deleted;
  ReportForm reports;
  // Both in the order of their serials.
  std::vector<Device> devices;
  std::vector<ManagedDevice> managed_devices;
  Journal device_changes;  // of `devices`
  std::vector<AdministrativeUnit> units;
  // Directory roles of service principals and groups: object id in lower case, template ids.
  // People's stand with them; roles_of() in directory_roles.h knows all.
  std::map<std::string, std::vector<std::string>> principal_roles;
  std::vector<std::string> activated_roles;  // template ids, beyond those that always are
  std::vector<PasswordOperation> password_operations;

  // In the order of their serials.
  const std::vector<User>& users() const { return users_; }
  // By object id or user principal name, in any letter case; null when there is none.
  const User* find_user(std::string_view id_or_name) const;
  User* find_user(std::string_view id_or_name);
  // Sets the serial; the reference holds until the next add or remove.
  User& add_user(User user);
  bool remove_user(std::string_view user_id);
  // To be called after a change of a user's name or facts: caches go by it.
  void touch() { ++revision_; }
  std::uint64_t revision() const { return revision_; }
  int consumed(const Sku& sku) const;
  // True when a subscription holds that service plan, such as "INTUNE_A".
  bool has_plan(std::string_view name) const;
  // The domain that an address or a user principal name ends with; null when it is not the
  // tenant's.
  const Domain* domain_of(std::string_view address) const;

 private:
  std::vector<User> users_;
  std::unordered_map<std::string, std::uint64_t> serial_by_id_;  // lower-case ids
  std::uint64_t next_serial_ = 1;
  std::uint64_t revision_ = 1;
};

struct World {
  std::uint64_t seed = 0;
  std::int64_t born = 0;  // when it was first started; ages of relationships count from it
  const CloudClock* clock = nullptr;  // of the cloud that runs it; it outlives the world
  Application application;            // the one that the printed world speaks of
  std::vector<Application> others;    // further registrations of the MSP
  std::string service_account_id;
  Tenant partner;
  std::vector<Tenant> customers;
  std::vector<Relationship> relationships;
  // What is broken from the beginning: JSON objects as POST /_control/faults takes them.
  std::vector<std::string> faults;

  // The cloud's time; the world's birth before it runs.
  std::int64_t now() const { return clock ? clock->now() : born; }
  // By tenant id or verified domain, in any letter case; null when there is none.
  Tenant* find_tenant(std::string_view id_or_domain);
  // A registration by application id, in any letter case; null when there is none.
  const Application* find_application(std::string_view id) const;
  Application* find_application(std::string_view id);
  std::vector<const Application*> applications() const;
  // To be called once all tenants stand in place.
  void index();

 private:
  std::unordered_map<std::string, std::size_t> by_name_;  // 0 the partner, n the n-th customer
};

}  // namespace cloud

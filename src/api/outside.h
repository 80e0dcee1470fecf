// What the API needs from layers it may not include (connect/, vault/): a struct of functions that
// app/ fills.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/secret_bytes.h"
#include "db/connection.h"
#include "domain/choosing.h"
#include "domain/choosing_preview.h"
#include "domain/sync_preview.h"
#include "store/connections.h"
#include "store/tenants.h"

namespace reeve::api {

// Who acts, for the audit trail.
struct Actor {
  base::Id account = 0;
  std::string name;     // an e-mail address
  std::string address;  // where the request came from
  std::string browser =
      {};  // the cookie that ties a sign-in at Microsoft to the browser that began it
};

// How a sign-in at Microsoft ended.
struct FinishedSignIn {
  std::optional<base::Id> connection;  // none: the state was unknown, used already or expired
  bool connected = false;
  // Of a sign-in for one act (begin_onboarding): consent, relationships, groups, leaving. Empty: it
  // was to connect.
  std::string act = {};
  std::string sentence;  // for the person when it did not work: what happened, why, what to do
};

// What Microsoft granted of one kind of permission, beside what the connection's tier needs.
struct GrantSide {
  bool known = false;
  std::string sentence;  // why it is not known
  std::vector<std::string> granted, missing, extra;
};
struct Granted {
  std::string state;  // fine, missing, more, unknown
  std::string sentence, remedy;
  GrantSide application, delegated;
};

// What came of switching concealed names in a tenant's reports off.
struct NamesShown {
  bool done = false;
  std::string sentence, remedy;
};

struct SecurityGroup {
  std::string id, name;
};

// An organization that is called nearly the same; `alike` from the threshold of suggestions on.
struct NearestName {
  base::Id organization = 0;
  std::string name;
  double score = 0;
  bool alike = false;
};

// What came of a test message.
struct SentNotice {
  bool sent = false;
  std::string sentence;  // for the person, in either case
};

// Called on handler threads, several at once; never inside a database transaction but where one is
// handed over. Each may throw base::Error.
struct Outside {
  // The address at Microsoft where the browser goes. Must not block on the network for longer than
  // a few seconds.
  std::function<std::string(base::Id connection, const Actor& actor)> begin_sign_in;
  // The same for a sign-in that connects nothing and allows one act for an hour.
  std::function<std::string(base::Id connection, const std::string& act, const Actor& actor)>
      begin_onboarding;
  // Writes its own audit row, whatever the end. Everything the browser brought back to
  // /microsoft/callback. Refuses another account than the one that began.
  std::function<FinishedSignIn(const std::map<std::string, std::string>& query, const Actor& actor)>
      finish_sign_in;
  // A connection that works keeps its old credentials until a sign-in has proven the new ones.
  std::function<void(base::Id connection, base::SecretBytes secret, const Actor& actor)>
      store_client_secret;
  std::function<void(base::Id connection, const Actor& actor)> make_certificate;
  // SHA-1 of the certificate (PEM) in upper-case hex, as Entra's pages show it.
  std::function<std::string(const std::string& certificate)> certificate_thumbprint;
  // Asks Microsoft for fresh tokens of the connection's own tenant and reads them.
  std::function<Granted(base::Id connection)> granted;
  // Asks Microsoft to show names in the tenant's reports. Blocks for some seconds.
  std::function<NamesShown(base::Id connection, base::Id tenant)> show_report_names;
  // Security groups of the partner tenant whose name begins so. Asks Microsoft.
  std::function<std::vector<SecurityGroup>(base::Id connection, const std::string& begins)>
      security_groups;
  // These four ask nobody. The link for an administrator of that tenant who allows the application
  // himself; what a customer opens to approve a GDAP relationship; what a new relationship asks for
  // (template ids), and what it is called for a customer.
  std::function<std::string(const store::MicrosoftConnection& connection,
                            const std::string& entra_tenant_id)>
      customer_consent_link;
  std::function<std::string(const store::MicrosoftConnection& connection,
                            const std::string& relationship)>
      invitation_link;
  std::function<std::vector<std::string>(const store::MicrosoftConnection& connection)>
      relationship_roles;
  std::function<std::string(const std::string& customer)> relationship_name;
  // In the caller's transaction: steps of that kind wait (store/onboarding.h); relationships are to
  // be listed.
  std::function<void(db::Connection& c, base::Id connection, const std::string& act)>
      queue_onboarding;
  std::function<void(db::Connection& c, base::Id connection)> queue_relationships;
  // Whether mail can be sent to that address at all.
  std::function<bool(const std::string& address)> is_mail_address;
  // Seals the address of the account's webhook; empty: takes it out. Throws Error{invalid} for one
  // that webhooks may not go to.
  std::function<void(base::Id account, base::SecretBytes url)> set_webhook;
  std::function<bool(base::Id account)> has_webhook;
  // One message to that account's own address or webhook ("mail", "webhook"). Blocks for up to half
  // a minute.
  std::function<SentNotice(base::Id account, const std::string& channel)> send_test_notice;
  // What a choice would bring to these tenants; reads records alone and writes nothing. `for_all`:
  // also to a tenant that has a choice of its own.
  std::function<domain::ChoicePreview(const std::vector<store::Tenant>& tenants,
                                      const domain::ChoosingPolicy& policy, bool for_all)>
      preview_choice;
  // The nearest names of organizations, best first, three at most; in the caller's transaction.
  std::function<std::vector<NearestName>(db::Connection& c, const std::string& name)>
      nearest_organizations;
  // What the next sync of the tenant would do (sync/preview.h); in the caller's transaction.
  std::function<domain::SyncPreview(db::Connection& c, const store::Tenant& tenant,
                                    const domain::PreviewAsk& ask)>
      preview_sync;
  // Something was queued; wake the workers of this process.
  std::function<void()> notify_workers;
  // An organization was made or renamed: tenants without one may fit it now. Must return at once
  // (queue it).
  std::function<void()> organizations_changed;
};

}  // namespace reeve::api

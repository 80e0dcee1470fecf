// A customer's tenant held open for an act: the application's delegated permissions there are
// widened by what the act needs, used, and narrowed again.
//
// Partner Center's applicationconsents let a partner grant delegated permissions in a customer's
// tenant; with those the person who signed in works there in Graph (reference/microsoft-cloud.md
// B.3). An existing grant is never widened by Microsoft: it is taken back and given anew with all
// that it held.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/sync.h"
#include "connect/connection_state.h"
#include "connect/onboarding.h"
#include "connect/services.h"
#include "microsoft/consents.h"
#include "microsoft/graph.h"
#include "microsoft/graph_change.h"

namespace reeve::connect {

// What stood in the way. Passing: Microsoft asks to wait, or could not be reached.
struct Hindrance {
  Refused why;
  bool passing = false;
  std::optional<base::Time> retry_at = {};
};

// The person's token for Partner Center, kept while fresh. Thread-safe; one for all customers of a
// job.
class PartnerToken {
 public:
  PartnerToken(Services& services, const store::MicrosoftConnection& connection)
      : services_(services), connection_(connection) {}
  // Throws Error{refused} when nobody is signed in any more, Error{unavailable}.
  std::optional<Hindrance> get(base::SecretBytes& token, std::stop_token stop);

 private:
  Services& services_;
  const store::MicrosoftConnection& connection_;
  base::Sync<std::optional<microsoft::AccessToken>> kept_;
};

// The permissions of Graph that an act needs in customers' tenants, from the onboarding set.
std::vector<std::string> door_scopes(std::string_view act);

// One tenant, one thread. Every method may throw Error{refused} when the onboarding sign-in has
// ended, Error{unavailable}, Error{canceled}.
class CustomerDoor {
 public:
  CustomerDoor(Services& services, const store::MicrosoftConnection& connection,
               PartnerToken& partner, std::string tenant, std::string tenant_name,
               std::stop_token stop);

  // Called before the grant is widened, so that a program that dies then knows what it left open.
  std::function<void()> before_widening;

  // Afterwards the person's token for Graph there holds door_scopes(act). `lasting`: delegated
  // permissions that are to stay there; what the grant held before stays with them. left_open: an
  // earlier try opened it and did not come to close(); else what stands open already was granted by
  // somebody on purpose and stays so.
  std::optional<Hindrance> open(std::string_view act, const std::vector<std::string>& lasting,
                                bool left_open = false);
  // What the grant is narrowed to: `lasting` and what was held before, without the door's own.
  // Nothing happens where it stood open before.
  std::optional<Hindrance> close();

  // Delegated permissions of Graph held before open(); without the door's own.
  const std::vector<std::string>& before() const { return before_; }
  // The grant is wider than it is to stay: open() was called, and close() has not succeeded.
  bool widened() const { return widened_; }
  const std::vector<std::string>& lasting() const { return lasting_; }

  microsoft::Answer get(const std::string& path, const microsoft::AskOptions& options = {});
  microsoft::Answer send(const microsoft::Change& change,
                         const microsoft::AskOptions& options = {});
  // The service principal there of an application, by its application id; empty with `why` set when
  // it cannot be read.
  std::string principal_of(const std::string& application_id, std::optional<Hindrance>& why);

  const std::string& tenant() const { return tenant_; }
  const std::string& tenant_name() const { return tenant_name_; }

 private:
  microsoft::TokenAnswer ask_token();
  std::optional<Hindrance> grant(const std::vector<std::string>& scopes);
  std::optional<Hindrance> narrow_by_graph();
  std::optional<Hindrance> wait_for_scopes();
  microsoft::TokenFor token_for();

  Services& services_;
  const store::MicrosoftConnection& connection_;
  PartnerToken& partner_;
  std::string tenant_, tenant_name_;
  std::stop_token stop_;
  microsoft::Cloud cloud_;
  std::optional<microsoft::AccessToken> token_;
  std::vector<std::string> before_, lasting_, door_;
  bool widened_ = false;
};

// Sentence and remedy for what Partner Center answered; nothing for done.
std::optional<Hindrance> hindrance_of(const microsoft::ConsentAnswer& answer,
                                      const std::string& tenant_name);
std::optional<Hindrance> hindrance_of(const microsoft::Answer& answer);
// Whether the refusal says that the application was never allowed in that tenant.
bool wants_consent(const microsoft::TokenRefusal& refusal);
// The names in "roles" or "scp" of a token; nothing when it cannot be looked into.
std::optional<std::vector<std::string>> granted_names(const microsoft::AccessToken& token,
                                                      bool application);

}  // namespace reeve::connect

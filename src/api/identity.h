// Who is asking: a signed-in person or an API key, with a role and the organizations they may see.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "domain/asset.h"
#include "store/author.h"
#include "store/scope.h"

namespace reeve::api {

struct Identity {
  enum class Kind { person, key };
  Kind kind = Kind::person;
  base::Id account = 0;  // 0 for a key
  base::Id key = 0;      // 0 for a person
  std::string name;      // the e-mail address, or "api key NAME"
  domain::Role role = domain::Role::lite;
  store::Scope scope = store::Scope::only(0, {});
  std::string session_hash, csrf;  // a person's
  std::string key_hash;            // a key's

  std::optional<base::Id> account_or_none() const {
    return account != 0 ? std::optional<base::Id>(account) : std::nullopt;
  }
  // A person's values win over Microsoft's; a key's are marked as the API's.
  store::Author author() const {
    return {kind == Kind::person ? domain::Source::person : domain::Source::api,
            account_or_none(),
            {},
            {}};
  }
  // Administrator stands highest.
  bool at_least(domain::Role needed) const { return role <= needed; }
};

}  // namespace reeve::api

// Changing something in Microsoft Graph: one POST, PATCH or DELETE, sent only where the token may
// go.
#pragma once

#include <stop_token>
#include <string>

#include "microsoft/graph.h"

namespace reeve::microsoft {

// One change. Sent again after a fault of Microsoft's own, so it must bear being done twice, or be
// answered by "already exists" then.
struct Change {
  std::string method;         // POST, PATCH, DELETE
  std::string path;           // "/v1.0/groups"
  std::string body = {};      // JSON
  std::string if_match = {};  // @odata.etag, where the address asks for it
};

// Thread-safe.
class GraphChanger {
 public:
  GraphChanger(http::Transport& transport, base::Clock& clock, base::Random random, Cloud cloud,
               TokenFor token_for, http::Patience patience = {});

  // ok: any 2xx. A refusal is a value; options.subject is what is changed ("group", "permission
  // grant"). code is as GraphClient's, and "exists" where it was so before. Error{canceled} only.
  Answer send(const std::string& tenant_id, const Change& change, std::stop_token stop,
              const AskOptions& options = {});

 private:
  http::Request request_for(const Change& change, const base::SecretBytes& token);
  http::Sent send_once(const std::string& tenant_id, const Change& change, std::stop_token stop);

  http::Transport& transport_;
  base::Clock& clock_;
  base::Random random_;
  Cloud cloud_;
  TokenFor token_for_;
  http::Patience patience_;
};

}  // namespace reeve::microsoft

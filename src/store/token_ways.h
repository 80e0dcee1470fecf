// By whose token each tenant was opened the last time: the application's own, a person's, or none.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct TokenWay {
  base::Id connection = 0;
  std::string tenant_id;         // at Microsoft, lower case
  std::string used;              // application, person, none
  std::string sentence, remedy;  // of none: why
  base::Time at{};
};
void put_token_way(db::Connection& c, const TokenWay& way);
std::optional<TokenWay> find_token_way(db::Connection& c, base::Id connection,
                                       const std::string& tenant_id);
// By tenant id.
std::map<std::string, TokenWay> token_ways(db::Connection& c, base::Id connection);

}  // namespace reeve::store

// What the routes of customer access share: whose sign-in is open, how a step looks, how steps are
// asked for.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_api.h"
#include "api/request_body.h"
#include "store/connections.h"
#include "store/onboarding.h"
#include "store/token_ways.h"

namespace reeve::api {

// Error{not_found}; Error{invalid} for a single tenant, which has no customers.
store::MicrosoftConnection partner_connection(db::Connection& c, base::Id id);

// By subject, of one kind.
using StepsBySubject = std::map<std::string, store::OnboardingStep>;
StepsBySubject steps_of(db::Connection& c, base::Id connection, std::string_view act);

// state, sentence, remedy, detail, asked-at, ended-at into `out`; nulls where nothing was asked
// for.
void put_step(json::object& out, const store::OnboardingStep* step);

// read-by, read-by-sentence, read-by-at into `out`: whose token opened that tenant the last time.
void put_token_way(json::object& out, const std::optional<store::TokenWay>& way);

// Nobody acts with a colleague's rights: Error{conflict} unless the open sign-in is the caller's
// own and was for `sign_in`.
void check_session(const std::optional<store::OnboardingSession>& session,
                   std::optional<base::Id> account, std::string_view sign_in);

// Queues the steps for the caller, with one audit row. Throws as check_session.
Response ask_steps(Call& call, std::string_view sign_in, std::string_view act,
                   std::vector<store::OnboardingStep> steps);

// A part of `rows` as a list query asks for, and how many there are.
template <class Row, class Make>
Response answer_slice(Call& call, const std::vector<Row>& rows, Make make) {
  const auto query = read_list_query(call.request, call.route->filters, call.route->sorts);
  const auto total = static_cast<std::int64_t>(rows.size());
  const auto begin = std::min((query.page - 1) * query.size, total);
  const auto end = std::min(begin + query.size, total);
  json::array data;
  for (auto at = begin; at < end; ++at)
    data.emplace_back(make(at + 1, rows[static_cast<std::size_t>(at)]));
  return list_document(call, query, total, std::move(data));
}

}  // namespace reeve::api

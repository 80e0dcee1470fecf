// What the addresses under /tenantRelationships share: their contexts, pages and etags.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "graph.h"

namespace cloud {

// delegatedAdmin*: learn.microsoft.com/graph/api/…-list.
inline constexpr int kLargestPartnerPage = 300;

// $filter, $select, $count and paging over objects that are made anew for each question.
// "tenantRelationships/x" is written …/v1.0/tenantRelationships/$metadata#x, as the published
// answer has it.
Response partner_listing(const GraphCall& call, std::string_view context, std::string_view type,
                         std::vector<boost::json::object> all, int usual, int most);

// One object with its context and what was selected of it.
Response partner_object(const GraphCall& call, std::string_view context, std::string_view type,
                        const boost::json::object& object, int status = 200);

// Changes with the text, which should hold all that changes of the object.
std::string etag_of(std::string_view text);
// If-Match must be the object's etag, or "*". Which error a missing one gives was not found: 428.
void check_etag(const GraphCall& call, const boost::json::object& object);

boost::json::array unified_roles(const std::vector<std::string>& ids);

}  // namespace cloud

// What the kinds of faults do to an answer; the table that names them is faults.cpp.
#pragma once

#include "faults.h"

namespace cloud {

// fault_answers.cpp: status, headers and how the answer travels
void throttle(const Struck& struck, Response& response);
void throttle_silently(const Struck& struck, Response& response);
void fail_500(const Struck& struck, Response& response);
void fail_502(const Struck& struck, Response& response);
void fail_503(const Struck& struck, Response& response);
void fail_504(const Struck& struck, Response& response);
void deny(const Struck& struck, Response& response);
void demand_claims_403(const Struck& struck, Response& response);
void demand_claims_401(const Struck& struck, Response& response);
void reset_connection(const Struck& struck, Response& response);
void wait_before(const Struck& struck, Response& response);
void cut_body(const Struck& struck, Response& response);
void drip_body(const Struck& struck, Response& response);
void truncate_json(const Struck& struck, Response& response);
void not_json(const Struck& struck, Response& response);

// fault_pages.cpp: what a listing holds
void link_without_end(const Struck& struck, Response& response);
void link_elsewhere(const Struck& struck, Response& response);
void link_in_a_circle(const Struck& struck, Response& response);
void huge_page(const Struck& struck, Response& response);
void deep_nesting(const Struck& struck, Response& response);
void break_utf8(const Struck& struck, Response& response);
void write_nul(const Struck& struck, Response& response);
void duplicate_ids(const Struck& struck, Response& response);
void empty_tenant(const Struck& struck, Response& response);
void half_listing(const Struck& struck, Response& response);
void empty_pages(const Struck& struck, Response& response);

}  // namespace cloud

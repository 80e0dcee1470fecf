// The OData part of a Graph request: $select, $top, $filter and paging, read as Graph reads them.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "message.h"

namespace cloud {

// A question that Graph refuses; becomes an error body.
struct GraphRefusal : std::runtime_error {
  GraphRefusal(int http_status, std::string error_code, const std::string& message)
      : std::runtime_error(message), status(http_status), code(std::move(error_code)) {}
  int status;
  std::string code;
};

struct OData {
  std::vector<std::string> select;
  std::string filter;
  std::string order_by;
  std::string expand;
  std::string search;
  std::string skip_token;
  std::string delta_token;
  std::optional<std::string> top;
  bool count = false;
  bool eventual = false;  // the ConsistencyLevel header says so
};

// Throws GraphRefusal for options that Graph does not know.
OData read_odata(const Request& request);

// The page size: `usual` without $top; refuses what is not between 1 and `most` in Graph's words.
int page_size(const OData& query, int usual, int most);

// Where a listing goes on, sealed against tampering by a checksum.
struct SkipToken {
  std::uint64_t position = 0;  // what comes next: a serial or an index, as the listing means it
  int page = 1;                // the number of the page that it leads to; the first page is 1
};

std::string write_skip_token(const SkipToken& token);
// Page 1 when the query has none; throws GraphRefusal for one that is not ours.
SkipToken read_skip_token(const OData& query);

// The request's own address with another $skiptoken: everything else stays as it was asked.
std::string next_link(const Request& request, const std::string& origin, const SkipToken& token);

}  // namespace cloud

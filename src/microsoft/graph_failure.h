// Turns an answer of Graph that is not 200 into a code, a sentence and a remedy; pure.
#pragma once

#include <string>
#include <string_view>

#include "http/transport.h"
#include "microsoft/graph.h"

namespace reeve::microsoft {

struct Failure {
  std::string code, sentence, remedy, detail, graph_code;
};

// "list of users" from "/v1.0/users?$top=999", where the caller gave no subject.
std::string subject_of(std::string_view path_and_query);
// `subject` as in "the list of users", `tenant` as a person knows it.
Failure failure_of(const http::Response& response, const AskOptions& options,
                   std::string_view subject, std::string_view tenant);

}  // namespace reeve::microsoft

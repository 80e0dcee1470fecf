// The OpenAPI 3.1 document, made from the table of routes and the resources' attributes.
#pragma once

#include <string>

#include "api/router.h"

namespace reeve::api {

std::string openapi_document(const Router& router, const std::string& public_url,
                             const std::string& version);

}  // namespace reeve::api

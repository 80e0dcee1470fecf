// Configurations and locations as the API shows and takes them: both are rows of plain fields.
#pragma once

#include "api/json_api.h"
#include "api/request_body.h"
#include "store/plain_assets.h"

namespace reeve::api {

// "operating_system" as "operating-system"; of what points elsewhere "-id" and "-name".
json::object plain_attributes(const store::PlainAsset& asset);
// What a request wants changed. A manufacturer and its like may be given by id or by name.
store::PlainPatch plain_patch(const store::PlainShape& shape, const Fields& fields);

store::PlainAsset plain_or_throw(db::Connection& c, const Call& call,
                                 const store::PlainShape& shape, base::Id id);
void own_organization_or_throw(db::Connection& c, const Call& call, base::Id id);

}  // namespace reeve::api

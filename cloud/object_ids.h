// Ids that Microsoft makes from other ids: the same objects always give the same text.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace cloud {

// GUIDs packed one after the other as base64url, each in its little-endian bytes: so are the ids of
// permission grants made in life (oauth2permissiongrant-get--1.json: clientId, then resourceId).
std::string packed_id(std::initializer_list<std::string_view> guids);

// A GUID that stands for the pair; the same pair always gives the same.
std::string pair_id(std::string_view one, std::string_view other);

}  // namespace cloud

// Packs GUIDs as Microsoft's directory does.
#include "object_ids.h"

#include <array>

#include "encoding.h"
#include "tokens.h"

namespace cloud {
namespace {

// Where each byte of the packed form stands in "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" without its
// dashes: the first three fields are little-endian numbers.
constexpr std::array<std::size_t, 16> kOrder = {3, 2, 1,  0,  5,  4,  7,  6,
                                                8, 9, 10, 11, 12, 13, 14, 15};

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return 0;
}

void append_guid(std::string& bytes, std::string_view guid) {
  std::string hex;
  for (const char letter : guid)
    if (letter != '-') hex += letter;
  hex.resize(32, '0');
  for (const std::size_t at : kOrder)
    bytes += static_cast<char>(digit(hex[at * 2]) * 16 + digit(hex[at * 2 + 1]));
}

}  // namespace

std::string packed_id(std::initializer_list<std::string_view> guids) {
  std::string bytes;
  for (const std::string_view guid : guids) append_guid(bytes, guid);
  return base64url_encode(bytes);
}

std::string pair_id(std::string_view one, std::string_view other) {
  return service_principal_id(one, other);
}

}  // namespace cloud

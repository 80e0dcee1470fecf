// Which addresses belong to the public internet.
#pragma once

#include <sys/socket.h>

namespace reeve::http {

// Whether the address belongs to the public internet. Not public: private, shared, loopback,
// link-local, documentation, multicast and reserved ranges, also where an IPv6 address only wraps
// such an IPv4 one (IANA IPv4 and IPv6 Special-Purpose Address Registries, RFC 6890).
bool is_public_address(const sockaddr& address);

}  // namespace reeve::http

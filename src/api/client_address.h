// Who stands behind a connection: the peer itself, or the one a trusted reverse proxy speaks for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"

namespace reeve::api {

struct Client {
  std::string address;
  bool https = false;
  bool trusted_proxy = false;  // it came through one of the list
  bool loopback = false;       // from this machine, and through no proxy
};

// "10.0.0.5" or "10.0.0.0/8", IPv4 and IPv6. False for what cannot be read.
bool in_network(std::string_view address, std::string_view network);
bool is_loopback(std::string_view address);

// X-Forwarded-For (its last entry that is no trusted proxy) and X-Forwarded-Proto count only when
// the peer is trusted.
Client client_of(const Request& request, const std::vector<std::string>& trusted_proxies);

// Throws Error{usage} unless plain HTTP on this address is safe: loopback, or a list of trusted
// proxies is given.
void check_plain_listen(std::string_view address, const std::vector<std::string>& trusted_proxies);

}  // namespace reeve::api

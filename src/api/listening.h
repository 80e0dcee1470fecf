// What it takes to listen on an address, and the sentences for when that cannot be done.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

namespace reeve::api {

// "127.0.0.1", also for the IPv4 address that a dual-stack socket shows as "::ffff:127.0.0.1".
std::string address_text(const boost::asio::ip::address& address);
// Throws Error{unavailable}: the port is taken, privileged, or the address is not this machine's.
[[noreturn]] void refuse_listen(const std::string& address, std::uint16_t port,
                                const boost::system::error_code& error);
// Asks for more open files than the usual soft limit of 1,024, as far as the hard limit goes.
void raise_file_limit(std::size_t connections);

}  // namespace reeve::api

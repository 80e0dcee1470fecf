// Addresses, the limit of open files, and why a port could not be had.
#include "api/listening.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/error.hpp>

#include "base/error.h"

namespace reeve::api {
namespace {

constexpr std::size_t kOtherFiles = 256;  // databases, logs, outgoing connections

}  // namespace

std::string address_text(const boost::asio::ip::address& address) {
  namespace ip = boost::asio::ip;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

void refuse_listen(const std::string& address, std::uint16_t port,
                   const boost::system::error_code& error) {
  const std::string where = fmt::format("{}:{}", address, port);
  std::string sentence;
  if (error == boost::asio::error::address_in_use)
    sentence = fmt::format(
        "Reeve cannot listen on {}, because another program does. Stop it, or choose another "
        "address with --listen.",
        where);
  else if (error == boost::asio::error::access_denied)
    sentence = fmt::format(
        "Reeve may not listen on {}, because ports below 1024 need a permission. Choose a higher "
        "port with --listen, or grant "
        "CAP_NET_BIND_SERVICE.",
        where);
  else
    sentence = fmt::format(
        "Reeve cannot listen on {}: this machine has no such address. Give one of its own with "
        "--listen.",
        where);
  throw base::Error(base::ErrorCode::unavailable, sentence, error.message());
}

void raise_file_limit(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur =
      std::min<rlim_t>(limit.rlim_max, std::max<rlim_t>(limit.rlim_cur, connections + kOtherFiles));
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace reeve::api

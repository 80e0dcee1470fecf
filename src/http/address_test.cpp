// Addresses inside and outside the public internet.
#include "http/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

namespace reeve::http {
namespace {

bool is_public(const std::string& text) {
  sockaddr_in v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    return is_public_address(reinterpret_cast<const sockaddr&>(v4));
  }
  sockaddr_in6 v6{};
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr), 1) << text;
  v6.sin6_family = AF_INET6;
  return is_public_address(reinterpret_cast<const sockaddr&>(v6));
}

TEST(PublicAddress, IsToldFromPrivateOnes) {
  for (const auto* address : {"8.8.8.8", "52.112.0.1", "172.32.0.1", "100.128.0.1", "192.0.1.1",
                              "2603:1030::1", "2a00:1450::1", "2002:808:808::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(address)) << address;
  for (const auto* address : {"127.0.0.1",
                              "10.1.2.3",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "0.0.0.0",
                              "224.0.0.1",
                              "255.255.255.255",
                              "198.18.0.1",
                              "::1",
                              "::",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "2001:db8::1",
                              "2001::1",
                              "64:ff9b::7f00:1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "2002:7f00:1::",
                              "2002:a00:1::1"})
    EXPECT_FALSE(is_public(address)) << address;
}

TEST(PublicAddress, OfAnotherFamilyIsNone) {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(local));
}

}  // namespace
}  // namespace reeve::http

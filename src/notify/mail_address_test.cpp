// Mail addresses that could smuggle something into a mail.
#include "notify/mail_address.h"

#include <gtest/gtest.h>

#include <string>

namespace reeve::notify {
namespace {

TEST(MailAddress, IsTakenStrictly) {
  for (const auto* address : {"ann@example.com", "a.b+c@sub.example.com", "o'neil@example.com"})
    EXPECT_TRUE(is_mail_address(address)) << address;
  for (const auto* address :
       {"", "ann", "@example.com", "ann@", "a b@example.com", "ann@exa mple.com",
        "ann@example.com\r\nRCPT TO:<x@y>", "<ann@example.com>", "ann@example.com>", "a@b@c d",
        "ann@example..com", ".ann@example.com", "ann.@example.com", "\"a b\"@example.com",
        "\xc3\xa4nn@example.com", "ann@example.com,x@y.com"})
    EXPECT_FALSE(is_mail_address(address)) << address;
  EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(is_mail_address("a@" + std::string(260, 'b') + ".com"));
}

}  // namespace
}  // namespace reeve::notify

// Which mail servers and webhooks are taken, and what a sentence says when a real socket does not
// answer.
#include "notify/senders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace reeve::notify {
namespace {

using testing::HasSubstr;
using testing::Not;

const HandOver kGo = [] { return true; };

bool takes(const std::string& url, bool private_addresses = false) {
  try {
    check_webhook_url(url, {private_addresses});
    return true;
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
    EXPECT_THAT(error.message(), Not(HasSubstr("tok3n")));
    return false;
  }
}

bool takes_server(const std::string& url, const std::string& from = "reeve@example.com") {
  MailServer server;
  server.url = url;
  server.from = from;
  try {
    check_mail_server(server);
    return true;
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::usage);
    return false;
  }
}

Sent post(const std::string& url, bool private_addresses, const HandOver& hand_over = kGo) {
  return post_webhook({private_addresses}, base::SecretBytes(std::string_view(url)), "teams",
                      test_message("1", "https://reeve.example", base::Time{}), hand_over, {});
}

TEST(WebhookUrl, IsHttpsToThePublicInternet) {
  EXPECT_TRUE(takes("https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=tok3n"));
  EXPECT_TRUE(takes("https://hooks.example/tok3n"));
  for (const auto* url :
       {"", "hooks.example", "ftp://hooks.example/", "http://hooks.example/tok3n",
        "https://user:tok3n@hooks.example/", "https://127.0.0.1/tok3n", "http://localhost/tok3n",
        "https://localhost/tok3n", "https://10.0.0.1/", "https://169.254.169.254/latest",
        "https://[::1]/tok3n", "file:///etc/passwd"})
    EXPECT_FALSE(takes(url)) << url;
}

TEST(WebhookUrl, InsideWhereAnAdministratorAllowsIt) {
  EXPECT_TRUE(takes("http://127.0.0.1:9000/tok3n", true));
  EXPECT_TRUE(takes("https://10.0.0.1/tok3n", true));
  EXPECT_FALSE(takes("http://10.0.0.1/tok3n", true)) << "in the clear only on this machine";
}

TEST(MailServerSettings, AreCheckedAtStart) {
  EXPECT_TRUE(takes_server(""));
  EXPECT_TRUE(takes_server("smtp://mail.example.com:587"));
  EXPECT_TRUE(takes_server("smtps://mail.example.com"));
  for (const auto* url : {"mail.example.com", "http://mail.example.com", "smtp://",
                          "smtp://a b.example", "smtp://u:p@mail.example.com"})
    EXPECT_FALSE(takes_server(url)) << url;
  EXPECT_FALSE(takes_server("smtp://mail.example.com", ""));
  EXPECT_FALSE(takes_server("smtp://mail.example.com", "Reeve <reeve@example.com>"));
}

// A name that leads to a private address is caught when it is connected to.
TEST(Webhook, ANameOfThisMachineIsRefusedAtTheSocket) {
  bool handed = false;
  const auto sent =
      post("https://[::ffff:127.0.0.1]:1/tok3n", false, [&] { return handed = true; });
  EXPECT_EQ(sent.ending, Ending::refused);
  EXPECT_THAT(sent.sentence, HasSubstr("private network"));
  EXPECT_FALSE(handed);
}

TEST(Webhook, NobodyThereIsTriedLater) {
  const auto sent = post("http://127.0.0.1:1/tok3n", true);
  EXPECT_EQ(sent.ending, Ending::later);
  EXPECT_EQ(sent.sentence,
            "127.0.0.1 cannot be reached. Check its name, its port and the firewall.");
}

TEST(Mail, WithoutServerOrAddressIsRefused) {
  const auto message = test_message("1", "https://reeve.example", base::Time{});
  EXPECT_EQ(send_mail({}, message, "ann@example.com", kGo, {}).ending, Ending::refused);
  MailServer server;
  server.url = "smtp://127.0.0.1:1";
  server.from = "reeve@example.com";
  EXPECT_EQ(send_mail(server, message, "ann@example.com\r\nRCPT TO:<x@y>", kGo, {}).ending,
            Ending::refused);
  EXPECT_EQ(send_mail(server, message, "ann@example.com", kGo, {}).ending, Ending::later);
}

TEST(Mail, AskedToStopSendsNothing) {
  MailServer server;
  server.url = "smtp://127.0.0.1:1";
  server.from = "reeve@example.com";
  std::stop_source stop;
  stop.request_stop();
  bool handed = false;
  const auto sent = send_mail(
      server, test_message("1", "https://reeve.example", base::Time{}), "ann@example.com",
      [&] { return handed = true; }, stop.get_token());
  EXPECT_NE(sent.ending, Ending::sent);
  EXPECT_FALSE(handed);
}

}  // namespace
}  // namespace reeve::notify

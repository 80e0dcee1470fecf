// Change notifications: who may subscribe, to what, for how long, and what is sent where.
#include "subscriptions.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <thread>

#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;
using boost::asio::ip::tcp;

constexpr const char* kHook = "http://127.0.0.1:5999/hook";

class Notifications : public testing::Test, public TestCloud {
 protected:
  void SetUp() override { listen(cloud); }
  // A program that answers validations rightly and notes what is sent to it.
  void listen(Cloud& to) {
    to.webhooks.set_transport([this](const WebhookCall& call) {
      const auto mark = call.url.find("?validationToken=");
      if (mark != std::string::npos) {
        ++validations;
        return WebhookAnswer{answer_status,
                             answer_prefix + percent_decode(call.url.substr(mark + 17), true)};
      }
      sent.push_back(parse_object(call.body).value());
      return WebhookAnswer{202, ""};
    });
  }
  std::string token() { return token_for(customer().id); }
  Response send(const std::string& method, const std::string& target,
                const json::value& content = nullptr) {
    return ask(method, target, {{"Authorization", "Bearer " + token()}},
               content.is_null() ? "" : json::serialize(content));
  }
  json::object wish(const std::string& resource = "/users", std::int64_t minutes = 60) {
    return {{"changeType", "created,updated,deleted"},
            {"notificationUrl", kHook},
            {"resource", resource},
            {"expirationDateTime", iso_time(cloud.clock.now() + minutes * 60)},
            {"clientState", "secret"}};
  }
  Response subscribe(const json::object& body) { return send("POST", "/v1.0/subscriptions", body); }
  std::string users() { return "tenants/" + customer().id + "/users"; }
  // What was sent since the last time: "updated Users/…", in order.
  std::vector<std::string> told() {
    cloud.webhooks.wait_until_sent();
    std::vector<std::string> lines;
    for (const json::object& one : sent)
      for (const json::value& item : one.at("value").as_array())
        lines.push_back(text_of(item.as_object(), "changeType") + " " +
                        text_of(item.as_object(), "resource"));
    sent.clear();
    return lines;
  }

  std::vector<json::object> sent;
  int validations = 0;
  int answer_status = 200;
  std::string answer_prefix;
};

TEST_F(Notifications, TellWhatChanged) {
  const Response made = subscribe(wish());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(validations, 1);
  EXPECT_EQ(text_of(body(made), "applicationId"), app().id);
  const std::string id =
      text_of(body(control("POST", users(),
                           {{"displayName", "New"}, {"userPrincipalName", "new@x.example"}})),
              "id");
  EXPECT_EQ(told(), (std::vector<std::string>{"created Users/" + id, "updated Users/" + id}));
  control("PATCH", users() + "/" + id, {{"jobTitle", "x"}});
  cloud.webhooks.wait_until_sent();
  ASSERT_EQ(sent.size(), 1U);
  const json::object item = sent[0].at("value").as_array().at(0).as_object();
  EXPECT_EQ(text_of(item, "clientState"), "secret");
  EXPECT_EQ(text_of(item, "subscriptionId"), text_of(body(made), "id"));
  EXPECT_EQ(text_of(item, "tenantId"), customer().id);
  EXPECT_EQ(text_of(item.at("resourceData").as_object(), "id"), id);
  sent.clear();
  control("PATCH", users() + "/" + id, {{"jobTitle", "x"}});
  EXPECT_TRUE(told().empty()) << "nothing changed";
  control("DELETE", users() + "/" + id);
  EXPECT_EQ(told(), std::vector<std::string>{"updated Users/" + id}) << "it can be restored";
  control("DELETE", users() + "/" + id + "?permanent=true");
  EXPECT_EQ(told(), std::vector<std::string>{"deleted Users/" + id});
}

TEST_F(Notifications, ConcernOneObjectWhenAskedSo) {
  const std::string first = customer().users()[0].id;
  const std::string second = customer().users()[1].id;
  ASSERT_EQ(subscribe(wish("users/" + first)).status, 201);
  control("PATCH", users() + "/" + second, {{"jobTitle", "x"}});
  EXPECT_TRUE(told().empty());
  control("PATCH", users() + "/" + first, {{"jobTitle", "x"}});
  EXPECT_EQ(told(), std::vector<std::string>{"updated Users/" + first});
  const std::string group = customer().groups.all()[0].id;
  ASSERT_EQ(subscribe(wish("/groups/" + group + "/members")).status, 201);
  const std::string path = "tenants/" + customer().id + "/groups/" + group;
  control("PATCH", path, {{"description", "x"}});
  EXPECT_TRUE(told().empty());
  control("PATCH", path, {{"members", json::array{second}}});
  EXPECT_EQ(told(), std::vector<std::string>{"updated Groups/" + group});
}

TEST_F(Notifications, AreReadRenewedAndEnded) {
  const std::string id = text_of(body(subscribe(wish())), "id");
  const std::string own = "/v1.0/subscriptions/" + id;
  EXPECT_EQ(text_of(body(send("GET", own)), "resource"), "/users");
  EXPECT_EQ(body(send("GET", "/v1.0/subscriptions")).at("value").as_array().size(), 1U);
  const std::string later = iso_time(cloud.clock.now() + 7200);
  const Response renewed = send("PATCH", own, {{"expirationDateTime", later}});
  EXPECT_EQ(renewed.status, 200);
  EXPECT_EQ(text_of(body(renewed), "expirationDateTime"), later);
  EXPECT_EQ(send("PATCH", own, {{"resource", "/groups"}}).status, 400);
  EXPECT_EQ(send("PATCH", own, {{"notificationUrl", "http://127.0.0.1:6000/other"}}).status, 200);
  EXPECT_EQ(validations, 2);
  EXPECT_EQ(graph(token_for(customer(1).id), own).status, 404);
  control("POST", "clock", {{"advance", "PT3H"}});
  EXPECT_EQ(send("GET", own).status, 404) << "it is over";
  control("PATCH", users() + "/" + customer().users()[0].id, {{"jobTitle", "y"}});
  EXPECT_TRUE(told().empty());
  const std::string next = text_of(body(subscribe(wish())), "id");
  EXPECT_EQ(send("DELETE", "/v1.0/subscriptions/" + next).status, 204);
  EXPECT_EQ(send("DELETE", "/v1.0/subscriptions/" + next).status, 404);
}

TEST_F(Notifications, NeedThePermissionOfTheResource) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"Group.Read.All"}}});
  EXPECT_EQ(subscribe(wish("/groups")).status, 201);
  const Response refused = subscribe(wish("/users"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied");
}

TEST_F(Notifications, RefuseWhatGraphRefuses) {
  const auto refused = [&](const std::string& member, const json::value& value) {
    json::object body = wish();
    body[member] = value;
    const Response answer = subscribe(body);
    EXPECT_EQ(answer.status, 400) << member << answer.body;
    return graph_message(answer);
  };
  EXPECT_EQ(subscribe(wish("/users", 41'760)).status, 201);
  json::object too_long = wish("/users", 41'762);
  const Response answer = subscribe(too_long);
  EXPECT_EQ(graph_code(answer), "ExtensionError");
  EXPECT_EQ(graph_message(answer),
            "Subscription expiration can only be 41760 minutes in the future.");
  refused("expirationDateTime", "2020-01-01T00:00:00Z");
  refused("expirationDateTime", "soon");
  EXPECT_EQ(refused("expirationDateTime", nullptr),
            "expirationDateTime is a required property for subscription creation");
  refused("changeType", "renamed");
  refused("resource", "/me/messages");
  refused("clientState", json::value(std::string(256, 'x')));
  answer_prefix = "x";
  EXPECT_NE(refused("clientState", "x").find("exactly match"), std::string::npos);
  answer_status = 500;
  EXPECT_NE(refused("clientState", "x").find("must respond with 200 OK"), std::string::npos);
}

TEST_F(Notifications, HaveTheirLimits) {
  for (int at = 0; at < 100; ++at) ASSERT_EQ(subscribe(wish()).status, 201);
  EXPECT_EQ(subscribe(wish()).status, 403);
}

TEST_F(Notifications, NeverGoToAnotherMachine) {
  for (const char* url :
       {"https://example.com/hook", "http://10.0.0.1/hook", "ftp://127.0.0.1/x",
        "http://127.0.0.1@example.com/", "http://127.0.0.1.example.com/", "http://[::2]/",
        "http://127.1/", "http://0127.0.0.1/", "http://127.0.0.1.", "http://127.0.0.1\\.a.b/",
        "http://127.0.0.256/", "http://127.0.0.1:99999/", "http://[::1].a.b/",
        "http://localhost.a.b/", "http://localhost:80@a.b/", "http://127..0.0.1/",
        "http://0.0.0.0/", "hook", ""}) {
    EXPECT_FALSE(read_loopback_url(url)) << url;
    EXPECT_EQ(call_webhook({url, "text/plain", ""}).status, 0) << url;
  }
  for (const char* url :
       {"http://127.0.0.1:80/x", "https://localhost/hook", "http://[::1]:9/", "http://127.8.9.10/"})
    EXPECT_TRUE(read_loopback_url(url)) << url;
  cloud.webhooks.set_transport(call_webhook);
  json::object body = wish();
  body["notificationUrl"] = "https://example.com/hook";
  const Response refused = subscribe(body);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(graph_message(refused).find("Subscription validation request failed"),
            std::string::npos);
}

TEST_F(Notifications, SurviveARestart) {
  const auto folder = std::filesystem::temp_directory_path() / "reeve-cloud-subscriptions";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "state").string();
  std::string id;
  {
    TestCloud before({7, 1, 5, 5}, file);
    listen(before.cloud);
    const Response made =
        before.ask("POST", "/v1.0/subscriptions",
                   {{"Authorization", "Bearer " + before.token_for(before.customer().id)}},
                   json::serialize(wish()));
    ASSERT_EQ(made.status, 201) << made.body;
    id = text_of(body(made), "id");
  }
  TestCloud after({7, 1, 5, 5}, file);
  listen(after.cloud);
  EXPECT_EQ(after.graph(after.token_for(after.customer().id), "/v1.0/subscriptions/" + id).status,
            200);
  after.control("PATCH",
                "tenants/" + after.customer().id + "/users/" + after.customer().users()[0].id,
                {{"jobTitle", "x"}});
  after.cloud.webhooks.wait_until_sent();
  EXPECT_EQ(sent.size(), 1U);
  std::filesystem::remove_all(folder);
}

// A program with a real socket: it takes one connection, keeps what comes and sends that answer.
class Program {
 public:
  explicit Program(std::string answer)
      : acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_([this, text = std::move(answer)] { serve(text); }) {}
  ~Program() {
    if (thread_.joinable()) thread_.join();
  }
  std::string url() const {
    return "http://localhost:" + std::to_string(acceptor_.local_endpoint().port());
  }
  const std::string& seen() {
    thread_.join();
    return seen_;
  }

 private:
  void serve(const std::string& answer) {
    tcp::socket socket(context_);
    acceptor_.accept(socket);
    constexpr std::size_t body_bytes = 12;  // {"value":[]}
    std::size_t head = 0;
    while (head == 0 || seen_.size() < head + body_bytes) {
      std::array<char, 4096> piece{};
      seen_.append(piece.data(), socket.read_some(boost::asio::buffer(piece)));
      const auto end = seen_.find("\r\n\r\n");
      if (end != std::string::npos) head = end + 4;
    }
    boost::asio::write(socket, boost::asio::buffer(answer));
  }

  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::string seen_;
  std::thread thread_;
};

TEST(Webhooks, ArePostedOverHttp) {
  Program program("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nheard and more");
  const WebhookAnswer answer =
      call_webhook({program.url() + "/hook?a=b", "application/json", R"({"value":[]})"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "heard");
  const std::string seen = program.seen();
  EXPECT_TRUE(seen.starts_with("POST /hook?a=b HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with(R"({"value":[]})")) << seen;
}

TEST(Webhooks, UnderstandAnswersInPieces) {
  Program program(
      "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n"
      "3\r\n, a\r\n0\r\n\r\n");
  const WebhookAnswer answer = call_webhook({program.url(), "text/plain", R"({"value":[]})"});
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "Wiki, a");
}

TEST(Webhooks, ThatNobodyAnswersAreToldSo) {
  boost::asio::io_context context;
  tcp::acceptor free_port(context, {boost::asio::ip::address_v4::loopback(), 0});
  const std::string url =
      "http://127.0.0.1:" + std::to_string(free_port.local_endpoint().port()) + "/";
  free_port.close();
  EXPECT_EQ(call_webhook({url, "text/plain", ""}).status, 0);
}

}  // namespace
}  // namespace cloud

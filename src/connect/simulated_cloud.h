// Runs the simulated cloud (the program named by REEVE_CLOUD) for a test, and plays the person at
// its sign-in page.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "http/curl_transport.h"
#include "http/test_certificate.h"

namespace reeve::connect {

class SimulatedCloud {
 public:
  static bool available() { return program() != nullptr; }

  enum class Serve { plain, tls };  // tls: under Microsoft's real host names, as in life

  // `world`: what else the program is told ("--world FILE").
  explicit SimulatedCloud(Serve serve = Serve::plain, std::vector<std::string> world = {})
      : more_(std::move(world)), tls_(serve == Serve::tls) {
    auto pattern = (std::filesystem::temp_directory_path() / "reeve-cloud-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    if (tls_)
      http::write_test_certificate(
          folder_, "DNS:login.microsoftonline.com,DNS:graph.microsoft.com,IP:127.0.0.1");
    start();
  }
  ~SimulatedCloud() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    ::close(out_);
    std::filesystem::remove_all(folder_);
  }
  SimulatedCloud(const SimulatedCloud&) = delete;
  SimulatedCloud& operator=(const SimulatedCloud&) = delete;

  const std::string& url() const { return url_; }
  // What a client needs to find and trust it under Microsoft's names.
  http::CurlOptions curl_options() const {
    http::CurlOptions options;
    if (!tls_) return options;
    options.ca_file = (folder_ / "cert.pem").string();
    const auto port = url_.substr(url_.rfind(':') + 1);
    for (const auto* host : {"login.microsoftonline.com", "graph.microsoft.com"}) {
      options.connect_to.push_back(std::string(host) + ":443:127.0.0.1:" + port);
    }
    return options;
  }
  base::json::value world() {
    return base::parse_json(send("GET", "/_control/world", {}).body, "the world");
  }
  void fault(const std::string& json) {
    EXPECT_LT(send("POST", "/_control/faults", json, "application/json").status, 300) << json;
  }
  // "PATCH", "tenants/{id}/consent", {…}
  void control(const std::string& method, const std::string& path, const std::string& json) {
    EXPECT_LT(send(method, "/_control/" + path, json, "application/json").status, 300) << json;
  }
  base::json::value ask(const std::string& path) {
    return base::parse_json(send("GET", "/_control/" + path, {}).body, path);
  }
  void mend() { send("DELETE", "/_control/faults", {}); }
  // How many requests came since the last time this was asked, token requests included.
  std::int64_t requests_since_last() {
    std::int64_t total = 0;
    const auto all = ask("requests");
    for (const auto& [tenant, counts] : all.as_object())
      total += base::optional_integer(counts, "total").value_or(0);
    send("DELETE", "/_control/requests", {});
    return total;
  }

  // What the browser brings back after the person signed in and accepted (or declined) the
  // permissions.
  std::string walk_through(const std::string& authorize_url, const std::string& user,
                           const std::string& password, bool accept = true) {
    const auto path = authorize_url;
    auto answer =
        send("POST", path,
             "login=" + base::percent_encode(user) + "&passwd=" + base::percent_encode(password));
    if (answer.status == 200) answer = submit(path, answer.body, accept ? "accept" : "cancel");
    return std::string(answer.header("location").value_or(answer.body));
  }

 private:
  static const char* program() { return std::getenv("REEVE_CLOUD"); }

  void start() {
    std::array<int, 2> out{};
    EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::vector<std::string> words{program(), "--listen", "127.0.0.1:0", "--tenants",
                                   "3",       "--users",  "30"};
    if (tls_) {
      words.insert(words.end(),
                   {"--tls", (folder_ / "cert.pem").string(), (folder_ / "key.pem").string()});
    } else {
      words.emplace_back("--http");
    }
    words.insert(words.end(), more_.begin(), more_.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    EXPECT_EQ(::posix_spawn(&process_, program(), &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    url_ = read_url(out[0]);
    out_ = out[0];
    transport_ = std::make_unique<http::CurlTransport>(curl_options());
  }

  static std::string read_url(int out) {
    std::string line;
    for (char c = 0; ::read(out, &c, 1) == 1 && c != '\n';) line += c;
    const auto at = line.find("http");
    EXPECT_NE(at, std::string::npos) << line;
    return at == std::string::npos ? "" : line.substr(at);
  }

  // The consent page: its hidden fields, and one of its two buttons.
  http::Response submit(const std::string& path, const std::string& page,
                        const std::string& button) {
    std::string form = "consent=" + button;
    for (auto at = page.find("<input type=\"hidden\""); at != std::string::npos;
         at = page.find("<input type=\"hidden\"", at + 1)) {
      form += "&" + attribute(page, at, "name") + "=" +
              base::percent_encode(attribute(page, at, "value"));
    }
    return send("POST", path, form);
  }
  static std::string attribute(const std::string& page, std::size_t at, const std::string& name) {
    const auto mark = name + "=\"";
    const auto start = page.find(mark, at) + mark.size();
    return page.substr(start, page.find('"', start) - start);
  }
  http::Response send(const std::string& method, const std::string& path, const std::string& body,
                      const std::string& type = "application/x-www-form-urlencoded") {
    http::Request request;
    request.method = method;
    request.url = path.starts_with("/_control") ? url_ + path : path;
    request.body = body;
    if (!body.empty()) request.headers = {{"Content-Type", type}};
    return transport_->send(request, {});
  }

  pid_t process_ = 0;
  int out_ = -1;
  std::string url_;
  std::vector<std::string> more_;
  bool tls_;
  std::filesystem::path folder_;
  std::unique_ptr<http::CurlTransport> transport_;
};

}  // namespace reeve::connect

// Server and API together, over TCP and TLS, as a browser meets them.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include "api/http_server.h"
#include "api/test_wire.h"
#include "api/test_world.h"
#include "base/error.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

HttpServerSettings any_port() {
  HttpServerSettings settings;
  settings.port = 0;
  settings.workers = 2;
  return settings;
}

TEST(WholeServer, SignsInListsAndStreamsOverTcp) {
  Settings settings;
  settings.events.poll = base::Millis{5};
  settings.events.heartbeat = base::Millis{50};
  World world(settings);
  HttpServer server(any_port(), [&](const Request& request) { return world.api->handle(request); });
  Wire wire(server.bound_port());
  const std::string body = R"({"email":"editor@reeve.test","password":"correct horse battery"})";
  wire.send(
      fmt::format("POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                  "application/json\r\nContent-Length: {}\r\n\r\n{}",
                  body.size(), body));
  const std::string answer = wire.read_until("\"public-url\"");
  const auto cookie = answer.find("reeve_session=");
  ASSERT_NE(cookie, std::string::npos) << answer;
  const std::string token = answer.substr(cookie, answer.find(';', cookie) - cookie);
  Wire list(server.bound_port());
  list.send(fmt::format(
      "GET /api/contacts?page%5Bsize%5D=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {}\r\n\r\n",
      token));
  EXPECT_NE(list.read_until("\"last\"").find("\"total-count\":2"), std::string::npos);
  const base::Id first = world.database->read([](db::Connection& c) {
    return store::run_events_after(c, store::Scope::all_organizations(0), 0, 1).at(0).id;
  });
  Wire stream(server.bound_port());
  stream.send(fmt::format(
      "GET /api/events HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nLast-Event-ID: {}\r\n\r\n",
      token, first));
  const std::string events = stream.read_until(": heartbeat");
  EXPECT_NE(events.find("X-Accel-Buffering: no"), std::string::npos);
  EXPECT_EQ(events.find(fmt::format("id: {}\n", first)), std::string::npos);
  EXPECT_NE(events.find("event: run\ndata: {"), std::string::npos) << events;
  Wire stranger(server.bound_port());
  stranger.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(stranger.read_all().starts_with("HTTP/1.1 401"));
  world.api->stop();
  server.stop();
  stream.read_all();
  EXPECT_TRUE(stream.closed());
}

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(BIO* file) const { BIO_free(file); }
};

// A self-signed certificate of that name and its key, written as PEM.
void write_certificate(const TlsFiles& files, const std::string& name) {
  const std::unique_ptr<EVP_PKEY, Free> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Free> certificate(X509_new());
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  std::basic_string<unsigned char> bytes(name.begin(), name.end());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, bytes.data(),
                             static_cast<int>(bytes.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const std::unique_ptr<BIO, Free> out(BIO_new_file(files.certificate.c_str(), "w"));
  PEM_write_bio_X509(out.get(), certificate.get());
  const std::unique_ptr<BIO, Free> key_out(BIO_new_file(files.key.c_str(), "w"));
  PEM_write_bio_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

// The certificate's name, and the answer to one request.
std::pair<std::string, std::string> ask_tls(std::uint16_t port) {
  Wire wire(port);
  const std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
  const std::unique_ptr<SSL, Free> tls(SSL_new(context.get()));
  SSL_set_fd(tls.get(), wire.handle());
  if (SSL_connect(tls.get()) != 1) return {};
  const std::unique_ptr<X509, Free> certificate(SSL_get1_peer_certificate(tls.get()));
  char name[64] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                            sizeof name);
  const std::string_view request =
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
  std::string answer;
  char buffer[2048];
  for (int size = 0; (size = SSL_read(tls.get(), buffer, sizeof buffer)) > 0;)
    answer.append(buffer, static_cast<std::size_t>(size));
  return {name, answer};
}

TEST(WholeServer, TlsTakesARenewedCertificateAndKeepsTheOldWhenItIsBroken) {
  World world;
  const TlsFiles files{world.folder / "cert.pem", world.folder / "key.pem"};
  write_certificate(files, "first.example");
  HttpServerSettings settings = any_port();
  settings.tls = files;
  settings.tls_look_every = base::Millis{0};
  HttpServer server(settings, [&](const Request& request) { return world.api->handle(request); });
  const auto [first, answer] = ask_tls(server.bound_port());
  EXPECT_EQ(first, "first.example");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
  const auto later = std::filesystem::file_time_type::clock::now() + std::chrono::hours{1};
  std::ofstream(files.certificate) << "broken";
  std::filesystem::last_write_time(files.certificate, later);
  EXPECT_EQ(ask_tls(server.bound_port()).first, "first.example");
  write_certificate(files, "second.example");
  std::filesystem::last_write_time(files.certificate, later + std::chrono::hours{1});
  EXPECT_EQ(ask_tls(server.bound_port()).first, "second.example");
  Wire plain(server.bound_port());
  plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  plain.read_all();
  EXPECT_TRUE(plain.closed());
}

TEST(WholeServer, KeyThatDoesNotFitIsNamed) {
  World world;
  const TlsFiles one{world.folder / "cert.pem", world.folder / "key.pem"};
  const TlsFiles two{world.folder / "other.pem", world.folder / "other-key.pem"};
  write_certificate(one, "a");
  write_certificate(two, "b");
  HttpServerSettings settings = any_port();
  settings.tls = TlsFiles{one.certificate, two.key};
  try {
    HttpServer server(settings, [&](const Request& request) { return world.api->handle(request); });
    FAIL() << "a key of another certificate was taken";
  } catch (const base::Error& error) {
    EXPECT_NE(error.message().find("other-key.pem"), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace reeve::api

// The port: HTTP/1.1 with or without TLS, keep-alive, gzip, limits. Knows nothing of Microsoft.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "message.h"

namespace cloud {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;             // 0 takes a free one
  std::string certificate;  // PEM files; empty serves plain HTTP
  std::string key;
};

// Limits: headers 64 KiB, body 1 MiB, 30 s for a request or an idle connection, 1,024 connections.
// Two threads. The constructor binds and throws std::runtime_error with a sentence when it cannot.
class HttpServer {
 public:
  // `handler` is called on the server's threads, two at a time, and must not throw.
  HttpServer(const ServerOptions& options, std::function<Response(const Request&)> handler);
  ~HttpServer();  // stops
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  void start();
  // Closes every connection and waits for the threads; well under a second.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cloud

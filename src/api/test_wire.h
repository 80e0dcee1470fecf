// A client's end of one TCP connection, for tests that talk to the server as a stranger would.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reeve::api {

class Wire {
 public:
  explicit Wire(std::uint16_t port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  int handle() const { return socket_; }
  void send(std::string_view text);
  // Reads until `end` has come, the other side closes, or 20 s are over. Returns all of it.
  std::string read_until(std::string_view end);
  std::string read_all();
  bool closed() const { return closed_; }

 private:
  int socket_;
  bool closed_ = false;
};

}  // namespace reeve::api

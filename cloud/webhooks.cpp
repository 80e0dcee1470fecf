// The queue of notifications and the thread that sends them.
#include "webhooks.h"

#include <algorithm>

#include "encoding.h"

namespace cloud {

namespace {

bool is_number_up_to(std::string_view text, int most) {
  constexpr std::size_t longest = 5;
  if (text.empty() || text.size() > longest || (text.size() > 1 && text[0] == '0')) return false;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  return std::stoi(std::string(text)) <= most;
}

// 127.x.x.x in its plain form alone: no names that begin like it, no octal or short spellings.
bool is_loopback_ipv4(std::string_view host) {
  constexpr int highest = 255;
  int parts = 0;
  for (std::string_view rest = host; parts < 5; ++parts) {
    const auto dot = rest.find('.');
    if (!is_number_up_to(rest.substr(0, dot), highest)) return false;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return parts == 3 && host.starts_with("127.");
}

}  // namespace

std::optional<LoopbackUrl> read_loopback_url(std::string_view url) {
  constexpr int highest_port = 65'535;
  LoopbackUrl result;
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  result.tls = same_text(url.substr(0, scheme), "https");
  if (!result.tls && !same_text(url.substr(0, scheme), "http")) return std::nullopt;
  url.remove_prefix(scheme + 3);
  const auto end = url.find_first_of("/?#\\");
  const std::string_view authority = url.substr(0, end);
  result.host = authority;
  if (end != std::string_view::npos) result.target = url.substr(end, url.find('#') - end);
  if (!result.target.starts_with('/')) result.target.insert(0, "/");
  if (result.target.find_first_of(" \r\n\\") != std::string::npos) return std::nullopt;
  const auto colon = authority.find(':', authority.find(']') + 1);
  std::string_view host = authority.substr(0, colon);
  if (authority.starts_with('[')) host = authority.substr(0, authority.find(']') + 1);
  const std::string_view port = authority.substr(std::min(host.size(), authority.size()));
  if (!port.empty() && (port[0] != ':' || !is_number_up_to(port.substr(1), highest_port)))
    return std::nullopt;
  result.port = port.empty() ? (result.tls ? 443 : 80)
                             : static_cast<std::uint16_t>(std::stoi(std::string(port.substr(1))));
  if (host == "[::1]")
    result.address = "::1";
  else if (same_text(host, "localhost"))
    result.address = "127.0.0.1";
  else if (is_loopback_ipv4(host))
    result.address = host;
  else
    return std::nullopt;
  return result;
}

Webhooks::~Webhooks() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Webhooks::send_later(WebhookCall call) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= kMostWaiting) return;
  waiting_.push_back(std::move(call));
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  changed_.notify_all();
}

void Webhooks::wait_until_sent() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !busy_; });
}

void Webhooks::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const WebhookCall call = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    for (int at = 0; at < kTries; ++at) {
      const int status = transport_(call).status;
      if (status >= 200 && status < 300) break;
    }
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace cloud

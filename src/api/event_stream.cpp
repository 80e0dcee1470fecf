// The poller behind GET /api/events and the queues it fills.
#include "api/event_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <chrono>
#include <map>

#include "api/run_event_json.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"

namespace reeve::api {

void EventStream::push(std::string text) {
  {
    std::lock_guard hold(mutex_);
    if (closed_) return;
    queued_ += text;
  }
  notify();
}

void EventStream::close() {
  {
    std::lock_guard hold(mutex_);
    closed_ = true;
  }
  notify();
}

void EventStream::notify() {
  std::lock_guard hold(wake_mutex_);
  if (wake_) wake_();
}

bool EventStream::drained() const {
  std::lock_guard hold(mutex_);
  return queued_.empty();
}

void EventStream::on_ready(std::function<void()> wake) {
  std::lock_guard hold(wake_mutex_);
  wake_ = std::move(wake);
  if (wake_) wake_();
}

std::string EventStream::take() {
  std::lock_guard hold(mutex_);
  return std::exchange(queued_, {});
}

bool EventStream::closed() const {
  std::lock_guard hold(mutex_);
  return closed_;
}

EventHub::EventHub(db::Database& database, EventHubSettings settings, StillAllowed still_allowed)
    : database_(database),
      settings_(settings),
      still_allowed_(std::move(still_allowed)),
      poller_([this](std::stop_token stop) { run(stop); }) {}

EventHub::~EventHub() { stop(); }

void EventHub::stop() {
  {
    std::lock_guard hold(mutex_);
    stopped_ = true;
    for (Entry& entry : entries_) entry.stream->close();
    entries_.clear();
  }
  poller_.request_stop();
  if (poller_.joinable()) poller_.join();
}

std::size_t EventHub::stream_count() {
  std::lock_guard hold(mutex_);
  return entries_.size();
}

std::shared_ptr<EventStream> EventHub::open(Watcher watcher, std::optional<base::Id> after) {
  const base::Id cursor =
      after ? *after : database_.read([](db::Connection& c) { return store::last_run_event(c); });
  auto stream = std::make_shared<EventStream>();
  stream->push(": connected\n\n");
  std::lock_guard hold(mutex_);
  if (stopped_ || entries_.size() >= settings_.max_streams)
    throw base::Error(base::ErrorCode::unavailable,
                      "Too many browsers follow the live progress at once. Try again in a minute.");
  entries_.push_back({stream, std::move(watcher), cursor, 0});
  wake_.notify_all();
  return stream;
}

void EventHub::run(std::stop_token stop) {
  auto next_heartbeat = std::chrono::steady_clock::now() + settings_.heartbeat;
  while (!stop.stop_requested()) {
    {
      std::unique_lock hold(mutex_);
      if (entries_.empty()) {
        wake_.wait(hold, stop, [this] { return !entries_.empty(); });
      } else {
        wake_.wait_for(hold, stop, settings_.poll, [] { return false; });
      }
    }
    if (stop.stop_requested()) return;
    const bool heartbeat = std::chrono::steady_clock::now() >= next_heartbeat;
    if (heartbeat) next_heartbeat = std::chrono::steady_clock::now() + settings_.heartbeat;
    try {
      poll_once(heartbeat);
    } catch (const std::exception& error) {
      base::log_warning("events", "live progress could not be read: {}", error.what());
    }
  }
}

void EventHub::poll_once(bool heartbeat) {
  std::vector<Entry> polled;
  {
    std::lock_guard hold(mutex_);
    std::erase_if(entries_, [](const Entry& entry) { return entry.stream->closed(); });
    polled = entries_;
  }
  if (polled.empty()) return;
  database_.read([&](db::Connection& c) {
    const base::Id last = store::last_run_event(c);
    for (Entry& entry : polled)
      if (heartbeat || entry.cursor < last) deliver(c, entry, heartbeat);
  });
  merge(std::move(polled));
}

// Streams opened meanwhile stay as they are.
void EventHub::merge(std::vector<Entry> polled) {
  std::lock_guard hold(mutex_);
  for (Entry& entry : entries_)
    for (Entry& one : polled)
      if (one.stream == entry.stream) entry = one;
}

void EventHub::deliver(db::Connection& c, Entry& entry, bool heartbeat) {
  const auto scope = still_allowed_(c, entry.watcher);
  if (!scope) return entry.stream->close();
  if (!entry.stream->drained()) {
    if (++entry.skipped >= settings_.patience) entry.stream->close();
    return;
  }
  entry.skipped = 0;
  std::string text = heartbeat ? ": heartbeat\n\n" : "";
  const auto events = store::run_events_after(c, *scope, entry.cursor, settings_.batch);
  std::map<base::Id, std::optional<store::Run>> runs;
  for (const store::RunEvent& event : events) {
    auto [found, added] = runs.try_emplace(event.run);
    if (added) found->second = store::find_run(c, *scope, event.run);
    if (found->second)
      text += fmt::format("id: {}\nevent: run\ndata: {}\n\n", event.id,
                          base::to_json(live_event(event, *found->second)));
    entry.cursor = event.id;
  }
  if (!text.empty()) entry.stream->push(std::move(text));
}

}  // namespace reeve::api

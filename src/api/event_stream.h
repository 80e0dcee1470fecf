// Live progress: one thread reads new run events and hands them to every open stream; nobody else
// waits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/database.h"
#include "store/runs.h"
#include "store/scope.h"

namespace reeve::api {

// The queue between the hub and one connection. Thread-safe. It never holds more than one batch and
// one heartbeat.
class EventStream {
 public:
  // The hub's side.
  void push(std::string text);
  void close();
  bool drained() const;
  // The server's side: `wake` is called (on the hub's thread, never under the lock) after each push
  // and on close. Passing nullptr detaches; after that returns, wake is not running and never
  // called again.
  void on_ready(std::function<void()> wake);
  std::string take();
  bool closed() const;

 private:
  void notify();
  mutable std::mutex mutex_;
  std::mutex wake_mutex_;
  std::function<void()> wake_;
  std::string queued_;
  bool closed_ = false;
};

// Held by the connection that reads a stream: when it ends, the hub wakes nobody any more and drops
// the stream.
class StreamReader {
 public:
  explicit StreamReader(std::shared_ptr<EventStream> stream) : stream_(std::move(stream)) {}
  ~StreamReader() {
    stream_->on_ready(nullptr);
    stream_->close();
  }
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

 private:
  std::shared_ptr<EventStream> stream_;
};

// Whose stream it is, so that it ends when its session or key does.
struct Watcher {
  store::Scope scope;
  base::Id account = 0;
  std::string session_hash;  // empty for an API key
  std::string key_hash;      // empty for a session
};

struct EventHubSettings {
  base::Millis poll{250};
  base::Millis heartbeat{15'000};
  // A reader that leaves its batch lying for so many polls is dropped; it resumes by Last-Event-ID.
  int patience = 120;
  std::size_t max_streams = 1'000;
  std::int64_t batch = 500;
};

// Owns the poller thread, which sleeps while there is no stream. Thread-safe.
class EventHub {
 public:
  // `still_allowed` gives the watcher's scope as of now, or nothing when it must end.
  using StillAllowed = std::function<std::optional<store::Scope>(db::Connection&, const Watcher&)>;
  EventHub(db::Database& database, EventHubSettings settings, StillAllowed still_allowed);
  ~EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  // A stream of what comes after event `after`; none given: from now on. Throws Error{unavailable}
  // when there are too many.
  std::shared_ptr<EventStream> open(Watcher watcher, std::optional<base::Id> after);
  std::size_t stream_count();
  // Closes all streams and ends the poller.
  void stop();

 private:
  struct Entry {
    std::shared_ptr<EventStream> stream;
    Watcher watcher;
    base::Id cursor = 0;
    int skipped = 0;
  };
  void run(std::stop_token stop);
  void poll_once(bool heartbeat);
  void deliver(db::Connection& c, Entry& entry, bool heartbeat);
  void merge(std::vector<Entry> polled);

  db::Database& database_;
  EventHubSettings settings_;
  StillAllowed still_allowed_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<Entry> entries_;
  bool stopped_ = false;
  std::jthread poller_;
};

}  // namespace reeve::api

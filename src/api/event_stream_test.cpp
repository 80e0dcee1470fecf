// Live progress: what a stream carries, where it resumes, when it ends.
#include "api/event_stream.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "api/test_world.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

using domain::Role;

Settings quick(int patience = 1'000'000, int heartbeat = 3'600'000) {
  Settings settings;
  settings.events.poll = base::Millis{5};
  settings.events.heartbeat = base::Millis{heartbeat};
  settings.events.patience = patience;
  return settings;
}

// Collects what a stream carries, as the server's side of it would.
class Listener {
 public:
  explicit Listener(std::shared_ptr<EventStream> stream, bool reads = true)
      : stream_(std::move(stream)), reads_(reads) {
    stream_->on_ready([this] {
      std::lock_guard hold(mutex_);
      if (reads_) text_ += stream_->take();
      changed_.notify_all();
    });
  }
  ~Listener() { stream_->on_ready(nullptr); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  bool wait_for(std::string_view text) {
    return wait([&] { return text_.find(text) != std::string::npos; });
  }
  bool wait_closed() {
    return wait([&] { return stream_->closed(); });
  }
  std::string text() {
    std::lock_guard hold(mutex_);
    return text_;
  }

 private:
  template <class Ready>
  bool wait(Ready ready) {
    std::unique_lock hold(mutex_);
    return changed_.wait_for(hold, std::chrono::seconds{20}, ready);
  }
  std::shared_ptr<EventStream> stream_;
  bool reads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

class Events : public ::testing::Test {
 protected:
  std::shared_ptr<EventStream> open(World& world, const Visitor& visitor,
                                    const std::string& last = "") {
    std::vector<Header> headers{{"Cookie", "reeve_session=" + visitor.cookie}};
    if (!last.empty()) headers.push_back({"Last-Event-ID", last});
    const Response response = world.call_with("GET", "/api/events", "", headers);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("Content-Type"), "text/event-stream");
    EXPECT_EQ(response.header("X-Accel-Buffering"), "no");
    EXPECT_EQ(response.header("Cache-Control"), "no-store");
    return response.stream;
  }
  base::Id add(World& world, int side, const std::string& code) {
    return world.database->write(db::Lane::background, [&](db::Connection& c) {
      std::vector<store::RunEvent> events(1);
      events[0].run = world.ids.run[side];
      events[0].tenant = world.ids.tenant[side];
      events[0].at = world.clock.now();
      events[0].kind = "note";
      events[0].code = code;
      events[0].sentence = "It happened.";
      store::add_run_events(c, events);
      return events[0].id;
    });
  }
};

TEST_F(Events, NewEventsArriveWithTheRunsState) {
  World world(quick());
  Listener listener(open(world, world.person(Role::editor)));
  const base::Id id = add(world, 0, "first");
  ASSERT_TRUE(listener.wait_for("\"first\""));
  const std::string text = listener.text();
  EXPECT_NE(text.find(fmt::format("id: {}\nevent: run\ndata: {{", id)), std::string::npos) << text;
  EXPECT_NE(text.find("\"run-state\":\"held\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"tenant-name\":\"Alpha\""), std::string::npos) << text;
}

TEST_F(Events, ResumesAfterTheLastEventId) {
  World world(quick());
  const base::Id first = add(world, 0, "first");
  add(world, 0, "second");
  add(world, 1, "third");
  Listener listener(open(world, world.person(Role::editor), std::to_string(first)));
  ASSERT_TRUE(listener.wait_for("\"third\""));
  EXPECT_NE(listener.text().find("\"second\""), std::string::npos);
  EXPECT_EQ(listener.text().find("\"first\""), std::string::npos);
}

TEST_F(Events, HeartbeatComesWithoutEvents) {
  World world(quick(1'000'000, 20));
  Listener listener(open(world, world.person(Role::editor)));
  EXPECT_TRUE(listener.wait_for(": heartbeat\n\n"));
}

TEST_F(Events, AnotherOrganizationsEventsStayOut) {
  World world(quick());
  Listener listener(open(world, world.limited(Role::editor)));
  add(world, 1, "foreign");
  add(world, 0, "own");
  ASSERT_TRUE(listener.wait_for("\"own\""));
  EXPECT_EQ(listener.text().find("foreign"), std::string::npos);
}

TEST_F(Events, EndsWithTheSession) {
  World world(quick(1'000'000, 20));
  const Visitor editor = world.person(Role::editor);
  Listener listener(open(world, editor));
  const Visitor admin = world.person(Role::administrator);
  ASSERT_EQ(world
                .call(admin, "PATCH", fmt::format("/api/accounts/{}", editor.account),
                      R"({"state":"disabled"})")
                .status,
            200);
  EXPECT_TRUE(listener.wait_closed());
}

TEST_F(Events, AReaderThatNeverReadsIsDroppedWithABoundedQueue) {
  World world(quick(3));
  const auto stream = open(world, world.person(Role::editor));
  Listener listener(stream, false);
  for (int i = 0; i < 50; ++i) add(world, 0, "more");
  ASSERT_TRUE(listener.wait_closed());
  const std::string text = stream->take();
  EXPECT_EQ(text, ": connected\n\n");
}

TEST_F(Events, TooManyStreamsAreRefused) {
  Settings settings = quick();
  settings.events.max_streams = 1;
  World world(settings);
  const Visitor editor = world.person(Role::editor);
  const auto first = open(world, editor);
  EXPECT_EQ(world.call(editor, "GET", "/api/events").status, 503);
  EXPECT_EQ(world.api->hub().stream_count(), 1u);
  world.api->stop();
  EXPECT_TRUE(first->closed());
}

}  // namespace
}  // namespace reeve::api

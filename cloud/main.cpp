// The program reeve-cloud: makes a world, serves it, and stops cleanly on Ctrl-C.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "cloud.h"
#include "documentation.h"
#include "http_server.h"
#include "options.h"
#include "world_file.h"

namespace {

// Blocks the stopping signals in every thread, so that only wait_for_signal() sees them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

void wait_for_signal(const sigset_t& signals) {
  int which = 0;
  sigwait(&signals, &which);
}

std::optional<cloud::WorldFile> world_file(const cloud::Options& options) {
  if (options.world_file.empty()) return std::nullopt;
  return cloud::read_world_file(options.world_file);
}

cloud::World make_world(const cloud::Options& options, const std::optional<cloud::WorldFile>& file,
                        std::int64_t born) {
  cloud::World world = cloud::generate_world(options.world, born);
  if (file) cloud::add_world_file(world, *file);
  return world;
}

int print(const cloud::Options& options) {
  const cloud::World world = make_world(options, world_file(options), 0);
  const auto body =
      options.print_world ? cloud::describe_world(world) : cloud::documentation(world);
  fmt::print("{}\n", boost::json::serialize(body));
  return 0;
}

int serve(const cloud::Options& options) {
  const sigset_t signals = block_signals();
  const std::int64_t now = cloud::CloudClock().now();
  const auto file = world_file(options);
  cloud::State state(options.state, options.world_name() + (file ? ", " + file->mark() : ""), now);
  cloud::Cloud microsoft(make_world(options, file, state.born()), state, options.latency);
  microsoft.limits.enable(options.limits);
  cloud::HttpServer server(
      {options.host, options.port, options.certificate, options.key},
      [&](const cloud::Request& request) { return microsoft.handle(request); });
  server.start();
  const bool six = options.host.find(':') != std::string::npos;
  fmt::print("reeve-cloud listens on {}://{}{}{}:{}\n", options.http ? "http" : "https",
             six ? "[" : "", options.host, six ? "]" : "", server.port());
  std::fflush(stdout);
  wait_for_signal(signals);
  server.stop();
  state.compact();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const cloud::ReadOptions read = cloud::read_options(count, words);
  if (read.leave) return *read.leave;
  try {
    if (read.options.print_world || read.options.print_documentation) return print(read.options);
    return serve(read.options);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "reeve-cloud: {}\n", problem.what());
    return 1;
  }
}

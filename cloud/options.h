// The command line of reeve-cloud.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "generate.h"

namespace cloud {

struct Options {
  std::string host = "127.0.0.1";
  int port = 9443;
  WorldOptions world;
  std::chrono::milliseconds latency{0};
  bool http = false;
  bool limits = true;            // Microsoft's published budgets
  std::string certificate, key;  // of --tls
  std::string state;
  std::string world_file;
  bool print_world = false;
  bool print_documentation = false;

  // What a state file must agree with.
  std::string world_name() const;
};

// What to run, or with which code to leave (0 after --help, 2 after a mistake that was explained on
// standard error).
struct ReadOptions {
  Options options;
  std::optional<int> leave;
};
ReadOptions read_options(int count, const char* const* words);

// "40ms", "2s", "40"; nothing when malformed or over a minute.
std::optional<std::chrono::milliseconds> parse_latency(const std::string& text);
// "80" or "5-400" into fewest and most; false when malformed.
bool parse_users(const std::string& text, WorldOptions& into);
// "127.0.0.1:9443", "[::1]:0"; false when malformed.
bool parse_listen(const std::string& text, Options& into);

}  // namespace cloud

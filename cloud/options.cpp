// Reading of the command line with CLI11; every mistake gives one sentence and the way out.
#include "options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>

#include "control_help.h"

namespace cloud {
namespace {

constexpr int kMostTenants = 20'000;
constexpr int kMostUsers = 100'000;
constexpr long long kMostAccounts = 5'000'000;

std::optional<int> number(std::string_view text, int most) {
  int value = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc() || end != text.data() + text.size() || value < 0 || value > most)
    return std::nullopt;
  return value;
}

constexpr const char* kExamples =
    "Examples:\n"
    "  reeve-cloud --http --listen 127.0.0.1:9443        plain HTTP for a browser on this machine\n"
    "  reeve-cloud --tls cert.pem key.pem --listen :0    TLS on a free port\n"
    "  reeve-cloud --print-world --tenants 3             the world as JSON, without a server\n\n";
constexpr const char* kExitCodes = "Exit codes: 0 stopped cleanly, 1 something failed, 2 usage.";

struct Words {
  std::string listen = "127.0.0.1:9443", users = "80", latency = "0ms";
  std::vector<std::string> tls;
};

void declare(CLI::App& app, Options& options, Words& words) {
  app.footer(kExamples + control_help_text() + kExitCodes);
  app.add_option("--listen", words.listen, "Address and port; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--tenants", options.world.tenants, "Customers; the MSP's own tenant comes on top")
      ->capture_default_str()
      ->check(CLI::Range(0, kMostTenants));
  app.add_option("--users", words.users, "Accounts of each customer: a number, or a range as 5-400")
      ->capture_default_str();
  app.add_option("--seed", options.world.seed, "The same seed gives the same world")
      ->default_val(7);
  app.add_option("--world", options.world_file,
                 "Add the tenants that this TOML file writes out; with --tenants 0 only those")
      ->type_name("FILE");
  app.add_option("--latency", words.latency, "How long every answer waits, as 40ms")
      ->capture_default_str();
  app.add_flag("!--no-limits", options.limits,
               "Answer however much is asked: no 429 by Microsoft's published budgets");
  app.add_option("--tls", words.tls, "Serve TLS with this certificate and key (PEM files)")
      ->expected(2)
      ->type_name("CERT KEY");
  app.add_flag("--http", options.http, "Serve plain HTTP");
  app.add_option("--state", options.state,
                 "Keep grants, keys, consents and changes in this file over restarts")
      ->type_name("FILE");
  app.add_flag("--print-world", options.print_world, "Print the world as JSON and leave");
  app.add_flag("--print-documentation", options.print_documentation,
               "Print the documentation that people wrote before, as JSON, and leave");
}

// What is wrong with the words, as a sentence; empty when nothing is.
std::string complaint(Options& options, const Words& words) {
  if (!parse_listen(words.listen, options))
    return fmt::format("\"{}\" is no address. Give one as --listen 127.0.0.1:9443.", words.listen);
  if (!parse_users(words.users, options.world))
    return fmt::format(
        "\"{}\" is no number of users. Give one as --users 80 or a range as "
        "--users 5-400, up to {}.",
        words.users, kMostUsers);
  const auto latency = parse_latency(words.latency);
  if (!latency)
    return fmt::format("\"{}\" is no latency. Give one as --latency 40ms, up to 60s.",
                       words.latency);
  options.latency = *latency;
  if (static_cast<long long>(options.world.tenants) * options.world.most_users > kMostAccounts)
    return fmt::format(
        "That world would have more than {} accounts. Take fewer --tenants or "
        "--users.",
        kMostAccounts);
  if (words.tls.size() == 2) {
    options.certificate = words.tls[0];
    options.key = words.tls[1];
  }
  if (options.print_world || options.print_documentation) return "";
  if (options.http && !words.tls.empty())
    return "Choose one of --http and --tls CERT KEY, not both.";
  if (!options.http && words.tls.empty())
    return "Choose how to serve: --http for plain HTTP on this machine, or --tls CERT KEY with a "
           "certificate that the clients trust.";
  return "";
}

}  // namespace

std::string Options::world_name() const {
  return fmt::format("seed {}, {} tenants, {}-{} users", world.seed, world.tenants,
                     world.fewest_users, world.most_users);
}

std::optional<std::chrono::milliseconds> parse_latency(const std::string& text) {
  constexpr int most = 60'000;
  std::string_view digits = text;
  int unit = 1;
  if (digits.ends_with("ms")) {
    digits.remove_suffix(2);
  } else if (digits.ends_with("s")) {
    digits.remove_suffix(1);
    unit = 1000;
  }
  const auto value = number(digits, most / unit);
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value * unit);
}

bool parse_users(const std::string& text, WorldOptions& into) {
  const auto dash = text.find('-');
  const auto fewest = number(std::string_view(text).substr(0, dash), kMostUsers);
  const auto most = dash == std::string::npos
                        ? fewest
                        : number(std::string_view(text).substr(dash + 1), kMostUsers);
  if (!fewest || !most || *fewest > *most) return false;
  into.fewest_users = *fewest;
  into.most_users = *most;
  return true;
}

bool parse_listen(const std::string& text, Options& into) {
  constexpr int highest = 65'535;
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  const auto port = number(std::string_view(text).substr(colon + 1), highest);
  if (!port) return false;
  std::string host = text.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  into.host = host.empty() || host == "localhost" ? "127.0.0.1" : host;
  into.port = *port;
  return true;
}

ReadOptions read_options(int count, const char* const* words) {
  CLI::App app{
      "reeve-cloud: a simulated Microsoft cloud with an MSP and its customers, for trying "
      "and testing Reeve without any real tenant."};
  ReadOptions read;
  Words texts;
  declare(app, read.options, texts);
  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp& help) {
    read.leave = app.exit(help);
    return read;
  } catch (const CLI::ParseError& mistake) {
    std::cerr << "reeve-cloud: " << mistake.what() << ". See reeve-cloud --help.\n";
    read.leave = 2;
    return read;
  }
  const std::string wrong = complaint(read.options, texts);
  if (wrong.empty()) return read;
  std::cerr << "reeve-cloud: " << wrong << "\n";
  read.leave = 2;
  return read;
}

}  // namespace cloud

// What Reeve is told: reeve.toml, then REEVE_* variables, then flags; each value knows where it
// came from.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::app {

// One setting: `name` in reeve.toml, REEVE_<NAME> in the environment, --<name> on the command line
// (with dashes).
struct SettingInfo {
  std::string_view name;
  std::string_view otherwise;  // the default, as said to a person; computed ones are described
  std::string_view help;
};
std::span<const SettingInfo> known_settings();

struct SettingValue {
  std::string value;
  std::string from;  // "default", "reeve.toml", "REEVE_LISTEN", "--listen"
};

class Settings {
 public:
  // Reads `config` (Error{usage} when it was named and cannot be read, or holds an unknown name),
  // the environment, then `flags`. Relative paths in the file are taken from the file's folder,
  // others from the working folder.
  static Settings load(
      const std::optional<std::filesystem::path>& config,
      const std::map<std::string, std::string>& flags,
      const std::function<std::optional<std::string>(const std::string&)>& environment);

  const std::string& get(std::string_view name) const;
  bool is_default(std::string_view name) const;
  const std::map<std::string, SettingValue, std::less<>>& all() const { return values_; }

  std::filesystem::path data() const { return get("data"); }
  std::filesystem::path key_file() const { return get("key_file"); }
  std::string database() const { return get("database"); }
  bool tls() const { return !get("tls_cert").empty(); }
  // Throws Error{usage} when it is not a number in [low, high].
  std::int64_t number(std::string_view name, std::int64_t low, std::int64_t high) const;
  // Comma separated, trimmed, empty ones left out.
  std::vector<std::string> list(std::string_view name) const;

 private:
  void set(std::string_view name, std::string value, std::string from);
  void read_file(const std::filesystem::path& file);
  void fill_computed();
  std::map<std::string, SettingValue, std::less<>> values_;
};

// "127.0.0.1:8080" or "[::1]:8080".
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
  bool loopback() const;
};
ListenAddress parse_listen(const std::string& text);  // Error{usage}

}  // namespace reeve::app

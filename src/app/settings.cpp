// Reads the settings and says of each where it came from.
#include "app/settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "base/error.h"
#include "base/text.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::array kSettings{
    SettingInfo{"data", "reeve-data", "folder of the database and of everything else that is kept"},
    SettingInfo{"database", "sqlite:<data>/reeve.sqlite",
                "sqlite:PATH or postgresql://USER:PASSWORD@HOST/NAME"},
    SettingInfo{"key_file", "<folder of data>/reeve.key",
                "the root key that opens the vault; keep a copy of it apart"},
    SettingInfo{"listen", "127.0.0.1:8080",
                "address and port of the page and the API (port 0: any free one)"},
    SettingInfo{"public_url", "http://localhost:<port>",
                "the address people type; makes links and the redirect URI"},
    SettingInfo{"tls_cert", "",
                "certificate chain (PEM) when Reeve itself speaks https; reloaded when renewed"},
    SettingInfo{"tls_key", "", "its private key (PEM)"},
    SettingInfo{"trusted_proxies", "",
                "addresses of reverse proxies whose X-Forwarded-* headers count, comma separated"},
    SettingInfo{"microsoft", "global",
                "global, gcc-high, dod, china, or the URL of a simulated cloud"},
    SettingInfo{
        "microsoft_ca_file", "",
        "certificate authority (PEM) to trust besides the system's, for TLS-inspecting proxies"},
    SettingInfo{"microsoft_connect_to", "",
                "HOST:PORT:HOST:PORT,… as curl's --connect-to has it, for tests"},
    SettingInfo{"workers", "6", "syncs at one time (1 to 64)"},
    SettingInfo{"sync_every_minutes", "60",
                "how often a tenant is synced where its sync settings do not say (15 to 1440)"},
    SettingInfo{"sync_log_days", "400", "how long the sync log is kept (7 to 3650)"},
    SettingInfo{"time_zone", "UTC", "of the daily digest, where an account names none"},
    SettingInfo{"smtp_url", "",
                "the mail server for notices: smtp://HOST:587 (STARTTLS) or smtps://HOST:465"},
    SettingInfo{"smtp_user", "", "its user name; empty: no sign-in"},
    SettingInfo{"smtp_password_file", "",
                "a file with its password; or seal it with `reeve admin mail --password`"},
    SettingInfo{"smtp_from", "", "the sender of notices: reeve@example.com"},
    SettingInfo{
        "smtp_ca_file", "",
        "certificate authority (PEM) to trust for the mail server, in place of the system's"},
    SettingInfo{"webhook_private_addresses", "no",
                "yes: webhooks may go to private addresses and to this machine"},
    SettingInfo{"log_level", "info", "debug, info, warning or error"},
};

constexpr std::array<std::string_view, 7> kPaths{
    "data",        "key_file", "tls_cert", "tls_key", "microsoft_ca_file", "smtp_password_file",
    "smtp_ca_file"};

bool is_path(std::string_view name) {
  return std::find(kPaths.begin(), kPaths.end(), name) != kPaths.end();
}

bool is_known(std::string_view name) {
  return std::any_of(kSettings.begin(), kSettings.end(),
                     [&](const SettingInfo& s) { return s.name == name; });
}

std::string variable_of(std::string_view name) {
  std::string out = "REEVE_";
  for (const char c : name) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::string flag_of(std::string_view name) {
  std::string out = "--" + std::string(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

std::string text_of(const toml::node& node, std::string_view name) {
  if (const auto text = node.value<std::string>()) return *text;
  if (const auto number = node.value<std::int64_t>()) return std::to_string(*number);
  if (const auto* list = node.as_array()) {
    std::vector<std::string> parts;
    for (const auto& one : *list) parts.push_back(text_of(one, name));
    return base::join(parts, ",");
  }
  throw Error(
      ErrorCode::usage,
      fmt::format("The setting {} in reeve.toml is neither a text, a number nor a list.", name));
}

// A table is a prefix: `url` in [smtp] is smtp_url.
struct Entry {
  std::string name, value;
};
std::vector<Entry> entries_of(const toml::table& table) {
  std::vector<Entry> entries;
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (const auto* inner = node.as_table()) {
      for (auto& entry : entries_of(*inner))
        entries.push_back({name + "_" + entry.name, std::move(entry.value)});
    } else {
      entries.push_back({name, text_of(node, name)});
    }
  }
  return entries;
}

}  // namespace

std::span<const SettingInfo> known_settings() { return kSettings; }

Settings Settings::load(
    const std::optional<std::filesystem::path>& config,
    const std::map<std::string, std::string>& flags,
    const std::function<std::optional<std::string>(const std::string&)>& environment) {
  Settings settings;
  for (const auto& info : kSettings)
    settings.set(
        info.name,
        std::string(info.otherwise.find('<') == std::string_view::npos ? info.otherwise : ""),
        "default");
  if (config) {
    settings.read_file(*config);
  } else if (std::filesystem::exists("reeve.toml")) {
    settings.read_file("reeve.toml");
  }
  for (const auto& info : kSettings)
    if (auto value = environment(variable_of(info.name)))
      settings.set(info.name, *value, variable_of(info.name));
  for (const auto& [name, value] : flags) settings.set(name, value, flag_of(name));
  settings.fill_computed();
  return settings;
}

void Settings::set(std::string_view name, std::string value, std::string from) {
  values_[std::string(name)] = {std::move(value), std::move(from)};
}

void Settings::read_file(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.source().begin;
    throw Error(
        ErrorCode::usage,
        fmt::format(
            "The settings file {} cannot be read: {} ({}). Mend it, or name another with --config.",
            file.string(), error.description(), where.str()));
  }
  const auto folder = std::filesystem::absolute(file).parent_path();
  for (auto& [name, value] : entries_of(table)) {
    if (!is_known(name))
      throw Error(ErrorCode::usage, fmt::format("The settings file {} has the unknown setting "
                                                "\"{}\". `reeve config` lists the known ones.",
                                                file.string(), name));
    if (is_path(name) && !value.empty()) value = (folder / value).lexically_normal().string();
    if (name == "database" && value.starts_with("sqlite:"))
      value = "sqlite:" + (folder / value.substr(7)).lexically_normal().string();
    set(name, value, file.string());
  }
}

void Settings::fill_computed() {
  const auto folder = data();
  if (get("database").empty())
    set("database", "sqlite:" + (folder / "reeve.sqlite").string(), "default");
  if (get("key_file").empty()) {
    const auto parent = std::filesystem::absolute(folder).lexically_normal();
    const auto base =
        parent.has_filename() ? parent.parent_path() : parent.parent_path().parent_path();
    set("key_file", (base / "reeve.key").string(), "default");
  }
  if (get("public_url").empty()) {
    const auto address = parse_listen(get("listen"));
    set("public_url", fmt::format("{}://localhost:{}", tls() ? "https" : "http", address.port),
        "default");
  }
  if (get("tls_cert").empty() != get("tls_key").empty())
    throw Error(ErrorCode::usage,
                "For https both a certificate and its key are needed: --tls CERT KEY.");
}

const std::string& Settings::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end())
    throw Error(ErrorCode::internal, fmt::format("There is no setting {}.", name));
  return found->second.value;
}

bool Settings::is_default(std::string_view name) const {
  return values_.find(name)->second.from == "default";
}

std::int64_t Settings::number(std::string_view name, std::int64_t low, std::int64_t high) const {
  const std::string& text = get(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high)
    throw Error(ErrorCode::usage,
                fmt::format("The setting {} is \"{}\"; it takes a number from {} to {}.", name,
                            text, low, high));
  return value;
}

std::vector<std::string> Settings::list(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& part : base::split(get(name), ','))
    if (const auto trimmed = base::trim(part); !trimmed.empty()) out.emplace_back(trimmed);
  return out;
}

bool ListenAddress::loopback() const {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

ListenAddress parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  ListenAddress address;
  unsigned port = 65536;
  if (colon != std::string::npos && colon > 0) {
    address.host = text.substr(0, colon);
    const char* first = text.data() + colon + 1;
    const auto [end, error] = std::from_chars(first, text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) port = 65536;
  }
  if (port > 65535)
    throw Error(
        ErrorCode::usage,
        fmt::format(
            "\"{}\" is no address to listen on. It takes HOST:PORT, such as 127.0.0.1:8080.",
            text));
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  address.port = static_cast<std::uint16_t>(port);
  return address;
}

}  // namespace reeve::app

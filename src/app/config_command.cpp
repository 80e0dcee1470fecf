// reeve config: the settings in force and where each comes from.
#include <fmt/format.h>

#include "app/commands.h"

namespace reeve::app {
namespace {

// A database URL may carry a password.
std::string without_password(const std::string& value) {
  const auto scheme = value.find("://");
  const auto at = value.rfind('@');
  if (scheme == std::string::npos || at == std::string::npos) return value;
  const auto colon = value.find(':', scheme + 3);
  if (colon == std::string::npos || colon > at) return value;
  return value.substr(0, colon + 1) + "***" + value.substr(at);
}

}  // namespace

int config_command(const Settings& settings) {
  for (const auto& info : known_settings()) {
    const auto& value = settings.all().find(info.name)->second;
    fmt::print("{} = \"{}\"  # {}\n", info.name, without_password(value.value), value.from);
  }
  return 0;
}

}  // namespace reeve::app

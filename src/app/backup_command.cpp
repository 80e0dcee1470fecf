// reeve backup and reeve restore.
#include <fmt/format.h>

#include "app/commands.h"
#include "db/database.h"

namespace reeve::app {

int backup_command(const Settings& settings, const std::filesystem::path& file) {
  const auto database = db::Database::open(settings.database());
  db::backup(*database, file);
  fmt::print(
      "Backed up {} to {}.\nIt does not hold the root key: keep a copy of {} in another place, "
      "without it the secrets cannot be opened.\n",
      database->display_url(), file.string(), settings.key_file().string());
  return 0;
}

int restore_command(const Settings& settings, const std::filesystem::path& file) {
  const auto database = db::Database::open(settings.database());
  db::restore(*database, file);
  fmt::print(
      "Restored {} from {}.\nPut the root key of that installation at {} before you start `reeve "
      "serve`.\n",
      database->display_url(), file.string(), settings.key_file().string());
  return 0;
}

}  // namespace reeve::app

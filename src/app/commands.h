// The commands of the reeve program; each returns the exit code (0 done, 1 something failed, 2
// usage).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/settings.h"

namespace reeve::app {

int serve_command(const Settings& settings);
int worker_command(const Settings& settings);

struct SyncOptions {
  std::optional<std::string> tenant;  // id, Entra tenant id, domain or name
  bool dry_run = false;
  bool accept_first = false;
  bool json = false;
};
int sync_command(const Settings& settings, const SyncOptions& options);

struct DoctorOptions {
  std::optional<std::string> tenant;  // as above
  bool json = false;
};
// 1 when something is broken.
int doctor_command(const Settings& settings, const DoctorOptions& options);

int config_command(const Settings& settings);
int backup_command(const Settings& settings, const std::filesystem::path& file);
int restore_command(const Settings& settings, const std::filesystem::path& file);

int admin_api_key_command(const Settings& settings, const std::string& name,
                          const std::string& role);
// A one-time link to sign in: for the first administrator, or to reset the password of `email`.
int admin_link_command(const Settings& settings, const std::optional<std::string>& email);
struct MailOptions {
  bool password = false;          // read the password from standard input and seal it
  std::optional<std::string> to;  // send a test message there
};
int admin_mail_command(const Settings& settings, const MailOptions& options);
int admin_jobs_command(const Settings& settings);

}  // namespace reeve::app

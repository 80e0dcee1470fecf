// The reeve program: reads the command line and the settings, runs one command, says what went
// wrong.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>

#include "app/commands.h"
#include "app/settings.h"
#include "base/error.h"
#include "base/log.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

struct CommandLine {
  std::string config;
  std::map<std::string, std::string> flags;
  std::vector<std::string> tls;
  SyncOptions sync;
  DoctorOptions doctor;
  std::string tenant;
  std::string file;
  std::string key_name;
  std::string role = "administrator";
  std::string email;
  MailOptions mail;
};

std::string dashed(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c == '_') c = '-';
  return out;
}

void add_settings(CLI::App& app, CommandLine& line) {
  app.add_option("--config", line.config,
                 "settings file (default: reeve.toml in the working folder, if there is one)");
  for (const auto& info : known_settings()) {
    if (info.name == "tls_cert" || info.name == "tls_key") continue;
    std::string help(info.help);
    if (!info.otherwise.empty()) help += fmt::format(" (default: {})", info.otherwise);
    app.add_option_function<std::string>(
        "--" + dashed(info.name),
        [&line, name = std::string(info.name)](const std::string& value) {
          line.flags[name] = value;
        },
        help);
  }
  app.add_option("--tls", line.tls,
                 "CERT KEY: speak https with this certificate and key (PEM), reloaded when renewed")
      ->expected(2);
}

void add_commands(CLI::App& app, CommandLine& line) {
  app.require_subcommand(1);
  app.add_subcommand("serve", "the page, the API, the scheduler and the workers in one process");
  app.add_subcommand("worker", "one more worker process on the same PostgreSQL database");
  auto* sync = app.add_subcommand("sync", "sync now, with a progress bar per tenant");
  sync->add_option("--tenant", line.tenant,
                   "this tenant alone: its id, Entra tenant id, domain or name");
  sync->add_flag("--dry-run", line.sync.dry_run,
                 "read and match, but write nothing to the documentation");
  sync->add_flag("--accept-first", line.sync.accept_first,
                 "take the preview of tenants that were never synced");
  sync->add_flag("--json", line.sync.json,
                 "end with one JSON object a tenant instead of the table");
  auto* doctor = app.add_subcommand(
      "doctor", "say of every connection and tenant what is missing, and how to mend it");
  doctor->add_option("--tenant", line.tenant,
                     "this tenant alone: its id, Entra tenant id, domain or name");
  doctor->add_flag("--json", line.doctor.json, "one JSON object a check instead of the table");
  app.add_subcommand("config", "print the settings in force and where each comes from");
  app.add_subcommand(
         "backup",
         "write a consistent copy of everything (without the root key), also while serving")
      ->add_option("file", line.file, "the file to write")
      ->required();
  app.add_subcommand("restore", "fill an empty database from a backup")
      ->add_option("file", line.file, "the backup")
      ->required();
  auto* admin = app.add_subcommand("admin", "accounts, API keys and jobs, from the console");
  admin->require_subcommand(1);
  auto* key = admin->add_subcommand("api-key", "make an API key and print it once");
  key->add_option("--name", line.key_name, "what the key is for")->required();
  key->add_option(
         "--role", line.role,
         "the least that its scripts need: administrator, manager, editor, creator or lite")
      ->capture_default_str();
  admin->add_subcommand("link", "print a one-time sign-in link")
      ->add_option("--email", line.email, "for this account (default: the first administrator)");
  auto* mail = admin->add_subcommand("mail", "the mail server for notices, its password, a test");
  mail->add_flag("--password", line.mail.password,
                 "read its password from standard input and seal it; an empty line takes it out");
  mail->add_option("--to", line.mail.to, "send a test message to this address");
  admin->add_subcommand("jobs", "list the queue of work");
}

Settings settings_of(CommandLine& line) {
  if (line.tls.size() == 2) {
    line.flags["tls_cert"] = line.tls[0];
    line.flags["tls_key"] = line.tls[1];
  }
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value =
        std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread starts
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  Settings settings = Settings::load(
      line.config.empty() ? std::nullopt : std::optional<std::filesystem::path>(line.config),
      line.flags, environment);
  const std::string& level = settings.get("log_level");
  const std::map<std::string, base::LogLevel> levels{{"debug", base::LogLevel::debug},
                                                     {"info", base::LogLevel::info},
                                                     {"warning", base::LogLevel::warning},
                                                     {"error", base::LogLevel::error}};
  const auto found = levels.find(level);
  if (found == levels.end())
    throw Error(
        ErrorCode::usage,
        fmt::format("The log level \"{}\" is not one of debug, info, warning, error.", level));
  base::set_log_level(found->second);
  return settings;
}

int run_admin(const CLI::App& admin, const Settings& settings, const CommandLine& line) {
  if (admin.got_subcommand("api-key"))
    return admin_api_key_command(settings, line.key_name, line.role);
  if (admin.got_subcommand("link"))
    return admin_link_command(settings,
                              line.email.empty() ? std::nullopt : std::optional(line.email));
  if (admin.got_subcommand("mail")) return admin_mail_command(settings, line.mail);
  return admin_jobs_command(settings);
}

int run(const CLI::App& app, CommandLine& line) {
  const Settings settings = settings_of(line);
  if (!line.tenant.empty()) line.sync.tenant = line.doctor.tenant = line.tenant;
  if (app.got_subcommand("serve")) return serve_command(settings);
  if (app.got_subcommand("worker")) return worker_command(settings);
  if (app.got_subcommand("sync")) return sync_command(settings, line.sync);
  if (app.got_subcommand("doctor")) return doctor_command(settings, line.doctor);
  if (app.got_subcommand("config")) return config_command(settings);
  if (app.got_subcommand("backup")) return backup_command(settings, line.file);
  if (app.got_subcommand("restore")) return restore_command(settings, line.file);
  return run_admin(*app.get_subcommand("admin"), settings, line);
}

int guarded(int argc, char** argv) {
  CLI::App app{
      "Reeve keeps the roll of an MSP's Microsoft 365 tenants: a documentation hub that keeps "
      "itself true.",
      "reeve"};
  app.set_version_flag("--version", "reeve " REEVE_VERSION);
  app.fallthrough();
  CommandLine line;
  add_settings(app, line);
  add_commands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    return run(app, line);
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.message());
    if (!error.detail().empty()) fmt::print(stderr, "Details: {}\n", error.detail());
    return error.code() == ErrorCode::usage ? 2 : 1;
  }
}

}  // namespace
}  // namespace reeve::app

int main(int argc, char** argv) {
  try {
    return reeve::app::guarded(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "Reeve failed in a way it did not expect. Please report this: %s\n",
                 error.what());
    return 1;
  }
}

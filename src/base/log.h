// The log of the process: one line an event, on standard error; never a secret.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace reeve::base {

enum class LogLevel { debug, info, warning, error };

void set_log_level(LogLevel level);
void log_line(LogLevel level, std::string_view component, std::string_view line);

template <class... Args>
void log_info(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::info, component, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_warning(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::warning, component, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_error(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::error, component, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace reeve::base

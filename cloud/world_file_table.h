// Reading of a world file's tables: every mistake is told with its file, line and remedy.
#pragma once

#include <toml++/toml.h>
#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

// One table of the file. Each question marks its key as known; finish() refuses the keys that
// nobody asked for. The parsed file must outlive it. All methods throw std::runtime_error as
// "worlds/x.toml:12:3: …".
class WorldTable {
 public:
  // `what` names it in messages: "a tenant", "a user".
  WorldTable(const toml::table& table, std::string_view file, std::string what)
      : table_(table), file_(file), what_(std::move(what)) {}

  bool has(std::string_view key) const { return table_.contains(key); }
  std::optional<std::string> text(std::string_view key);
  std::string needed_text(std::string_view key, std::string_view example);
  std::optional<bool> flag(std::string_view key);
  std::optional<int> number(std::string_view key, int lowest, int highest);
  std::vector<std::string> texts(std::string_view key);
  // [[tenant.users]] or users = [{…}, {…}].
  std::vector<WorldTable> tables(std::string_view key, const std::string& what);
  std::optional<WorldTable> table(std::string_view key, const std::string& what);
  // True when it stands there as a text instead of a table.
  bool is_text(std::string_view key) const;

  // Hands over the keys that nobody asked for yet, with their values as JSON. The function gives
  // what is wrong with one, or an empty text.
  using Take = std::function<std::string(std::string_view key, const boost::json::value& value)>;
  void take_rest(const Take& take);
  // Refuses what nobody asked for.
  void finish();

  // `key` may be empty: then the place is the table's own.
  [[noreturn]] void refuse(std::string_view key, const std::string& message) const;

 private:
  const toml::node* find(std::string_view key);
  [[noreturn]] void refuse_type(std::string_view key, std::string_view wanted) const;

  const toml::table& table_;
  std::string_view file_;
  std::string what_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace cloud

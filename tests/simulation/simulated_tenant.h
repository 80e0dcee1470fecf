// One tenant as Microsoft has it: every object with all the states it ever had, so that a check can
// ask what was true when.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dice.h"

namespace reeve::simulation {

namespace json = boost::json;

struct State {
  std::int64_t since = 0;            // the version of the tenant that brought it
  std::optional<json::object> body;  // nothing: not there
};

class SimulatedTenant {
 public:
  // By id. Kinds are the names of the data types whose objects live here; what is derived from
  // users (reports, mailboxes) is made when it is asked for.
  using Objects = std::map<std::string, std::vector<State>>;

  SimulatedTenant(std::size_t number, Dice& dice);

  std::size_t number() const { return number_; }
  std::string entra_id() const;
  std::string domain() const;
  // Counts the changes so far.
  std::int64_t version() const { return version_; }
  const Objects& objects(std::string_view kind) const;
  const json::object* find(std::string_view kind, const std::string& id) const;
  std::vector<std::string> present(std::string_view kind) const;
  // It was not there at some moment from `version` on.
  bool was_absent(std::string_view kind, const std::string& id, std::int64_t version) const;

  // A person joins, leaves, comes back, marries; licenses, devices and groups change hands.
  std::string change(Dice& dice);

 private:
  void put(const std::string& kind, const std::string& id, json::object body);
  void remove(const std::string& kind, const std::string& id);
  void add_user(Dice& dice);
  void add_group(Dice& dice);
  void add_device(Dice& dice);
  void add_assignment(Dice& dice);
  void remove_user(const std::string& id);
  void change_user(Dice& dice, const std::string& id);
  void change_group(Dice& dice, const std::string& id);
  bool address_is_free(const std::string& address) const;

  std::size_t number_;
  std::int64_t version_ = 0;
  std::size_t made_ = 0;  // objects so far, for ids
  std::map<std::string, Objects, std::less<>> kinds_;
};

// What the state was at `version`, and every one that came after.
std::vector<const State*> states_from(const std::vector<State>& states, std::int64_t version);

}  // namespace reeve::simulation

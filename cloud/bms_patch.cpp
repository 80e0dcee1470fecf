// The operations of JSON Patch, one after the other.
#include "bms_patch.h"

#include <fmt/format.h>

#include "bms_input.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::value& target(json::object& object, const std::string& path) {
  for (auto& member : object)
    if (same_text(path, "/" + std::string(member.key()))) return member.value();
  throw bms_not_valid(
      {fmt::format("The target location specified by path '{}' was not found.", path)});
}

const json::value& value_of(const BmsInput& operation) {
  const json::value* value = operation.find("value");
  if (!value) throw bms_not_valid({"The operation needs a value."});
  return *value;
}

void apply_one(json::object& object, const BmsInput& operation) {
  const std::string name = operation.text("op");
  json::value& at = target(object, operation.text("path"));
  if (name == "add" || name == "replace") {
    at = value_of(operation);
  } else if (name == "remove") {
    at = nullptr;
  } else if (name == "copy") {
    at = json::value(target(object, operation.text("from")));
  } else if (name == "move") {
    json::value& from = target(object, operation.text("from"));
    json::value moved = from;
    from = nullptr;
    at = std::move(moved);
  } else if (name == "test") {
    if (at != value_of(operation))
      throw bms_not_valid({fmt::format("The value of {} is another one.", operation.text("path"))});
  } else {
    throw bms_not_valid({fmt::format("There is no operation \"{}\".", name)});
  }
}

}  // namespace

void apply_bms_patch(json::object& object, const json::array& patch) {
  for (const json::value& one : patch) apply_one(object, BmsInput(bms_element(one)));
}

}  // namespace cloud

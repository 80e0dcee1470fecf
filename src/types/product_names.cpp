// The list of product names, read once.
#include "types/product_names.h"

#include <map>
#include <string>

#include "base/text.h"

namespace reeve::types {
namespace {

// Part numbers are written in capitals by Graph, and now and then not by the list.
using Names = std::map<std::string, std::string_view, std::less<>>;

Names read_names() {
  Names names;
  std::string_view rest = product_name_table();
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const auto tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string_view::npos) continue;
    names.emplace(base::ascii_lower(line.substr(0, tab)), line.substr(tab + 1));
  }
  return names;
}

}  // namespace

std::string_view product_name(std::string_view part_number) {
  static const Names names = read_names();
  const auto found = names.find(base::ascii_lower(part_number));
  return found == names.end() ? std::string_view{} : found->second;
}

}  // namespace reeve::types

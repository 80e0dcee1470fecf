// Writes the declarations as sentences and tables.
#include "types/describe.h"

#include <fmt/format.h>

#include "types/registry.h"

namespace reeve::types {
namespace {

constexpr std::string_view kOpening =
    "# What Reeve reads from Microsoft\n\n"
    "Every kind of Microsoft's objects that Reeve keeps is declared in one file of `src/types/`; "
    "this page is made from "
    "those\ndeclarations. Which of them are read depends on three things, and what is missing is "
    "told on the tenant's "
    "page with its reason:\n\n"
    "- the **tier** of the connection ([connect.md](connect.md)): what it does not include is "
    "\"not chosen\", which is no "
    "error;\n"
    "- the **plans** of the tenant: a tenant without one gets everything else;\n"
    "- the **permissions and roles** granted in the tenant: what Microsoft refuses is named with "
    "its remedy.\n\n"
    "Nothing is ever deleted. An object that a complete listing no longer has is marked gone; a "
    "listing that broke off marks "
    "nobody.\n";

std::string code(std::string_view text) { return fmt::format("`{}`", text); }

std::string permissions(const DataType& type) {
  return type.also_permission.empty()
             ? code(type.permission)
             : fmt::format("{} and {}", code(type.permission), code(type.also_permission));
}

std::string_view from(const DataType& type) {
  switch (type.reader) {
    case Reader::mailbox_report:
      return ", a CSV file";
    case Reader::mailbox_purposes:
      return ", twenty in a `$batch`";
    case Reader::delta:
      return ", later only what changed";
    case Reader::list:
      break;
  }
  return type.delta_path.empty() ? "" : ", later only what changed (`delta`)";
}

void add_fields(std::string& out, const DataType& type) {
  out += "\n| field | Microsoft's name | kind |\n|---|---|---|\n";
  for (const Field& field : type.fields)
    out += fmt::format("| {} | {} | {} |\n", field.label, code(field.name), to_string(field.kind));
}

void add_type(std::string& out, const DataType& type) {
  out += fmt::format("\n## {}\n\n`{}`, from `{}`{}. Permission: {}. ", type.title, type.name,
                     type.path, from(type), permissions(type));
  if (!type.plans.any_of.empty()) out += fmt::format("Needs {}. ", type.plans.title);
  out += fmt::format("Asked {}.\n", how_often(type));
  add_fields(out, type);
}

}  // namespace

std::string how_often(const DataType& type) {
  if (type.every == base::Millis{0}) return "with every sync";
  return type.slow ? "once a day, on the slow schedule" : "once a day";
}

std::string data_types_page() {
  std::string out(kOpening);
  for (const DataType* type : all_types()) add_type(out, *type);
  return out;
}

}  // namespace reeve::types

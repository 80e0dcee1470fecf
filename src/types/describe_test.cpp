// The documentation's page of data types is the one that the declarations make.
#include "types/describe.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "types/registry.h"

namespace reeve::types {
namespace {

// REEVE_WRITE_DOCS=1 writes the page instead of comparing it.
TEST(DataTypesPage, IsMadeFromTheDeclarations) {
  const std::string path = std::string(REEVE_SOURCE_DIR) + "/docs/data-types.md";
  if (std::getenv("REEVE_WRITE_DOCS") != nullptr) std::ofstream(path) << data_types_page();
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), data_types_page())
      << "docs/data-types.md is old: run this test once with REEVE_WRITE_DOCS=1";
}

TEST(DataTypesPage, NamesEveryTypeAndEveryField) {
  const std::string page = data_types_page();
  for (const DataType* type : all_types()) {
    EXPECT_NE(page.find("## " + std::string(type->title) + "\n"), std::string::npos) << type->name;
    for (const Field& field : type->fields)
      EXPECT_NE(page.find("| `" + std::string(field.name) + "` |"), std::string::npos)
          << type->name << " " << field.name;
  }
}

}  // namespace
}  // namespace reeve::types

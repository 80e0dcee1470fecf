// Every field of every data type reaches the API: its description, and the record itself.
#include <gtest/gtest.h>

#include <set>

#include "api/test_world.h"
#include "store/records.h"
#include "types/registry.h"

namespace reeve::api {
namespace {

TEST(DataTypesOfTheApi, NameEveryTypeAndEveryFieldThatIsKept) {
  World world;
  const Visitor person = world.person(domain::Role::lite);
  const auto rows = world.rows(person, "/api/data_types");
  ASSERT_EQ(rows.size(), types::all_types().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const types::DataType& type = *types::all_types()[i];
    const auto& attributes = rows[i].at("attributes");
    EXPECT_EQ(base::text_member(attributes, "name"), type.name);
    EXPECT_EQ(base::text_member(attributes, "title"), type.title);
    std::set<std::string> names;
    for (const auto& field : attributes.at("fields").as_array())
      names.insert(base::text_member(field, "name"));
    for (const types::Field& field : type.fields)
      EXPECT_EQ(names.contains(std::string(field.name)), field.kept) << type.name << field.name;
    EXPECT_FALSE(attributes.at("permissions").as_array().empty());
  }
}

}  // namespace
}  // namespace reeve::api

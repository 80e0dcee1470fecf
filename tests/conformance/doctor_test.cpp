// Kept results of the doctor: replaced one by one, forgotten with their tenant and connection.
#include <gmock/gmock.h>

#include "store/connections.h"
#include "store/doctor_results.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using store::DoctorResult;

class DoctorResults : public StoreTest {};
REEVE_ON_BOTH_DATABASES(DoctorResults);

TEST_P(DoctorResults, AreReplacedAndForgotten) {
  const auto connection = this->connection();
  const auto first = base::from_ms(1'000), second = base::from_ms(2'000);
  write([&](auto& c) {
    store::put_doctor_results(c, {{connection, std::nullopt, first, "{}"},
                                  {connection, 7, first, R"({"state":"ok"})"},
                                  {connection, 8, first, "{}"}});
  });
  write([&](auto& c) {
    store::put_doctor_results(c, {{connection, 7, second, R"({"state":"broken"})"}});
  });
  read([&](auto& c) {
    EXPECT_EQ(store::doctor_results(c, connection).size(), 3U);
    EXPECT_FALSE(store::doctor_results(c, connection).at(0).tenant);
    const auto one = store::find_doctor_result(c, connection, 7);
    EXPECT_EQ(one.value().body, R"({"state":"broken"})");
    EXPECT_EQ(one.value().checked_at, second);
    EXPECT_FALSE(store::find_doctor_result(c, connection, 9));
    return 0;
  });
  write([&](auto& c) { store::keep_only_doctor_results(c, connection, {8}); });
  read([&](auto& c) {
    EXPECT_TRUE(store::find_doctor_result(c, connection, std::nullopt));
    EXPECT_FALSE(store::find_doctor_result(c, connection, 7));
    EXPECT_TRUE(store::find_doctor_result(c, connection, 8));
    return 0;
  });
  write([&](auto& c) { store::delete_connection(c, connection, second); });
  read([&](auto& c) {
    EXPECT_TRUE(store::doctor_results(c, connection).empty());
    return 0;
  });
}

}  // namespace
}  // namespace reeve::test

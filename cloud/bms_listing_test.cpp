// Filters, order and pages of BMS's lists, without a world.
#include "bms_listing.h"

#include <gtest/gtest.h>

#include "bms_input.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

BmsQuery query(const std::string& text) {
  Request request;
  request.query = text;
  return BmsQuery(request);
}

// Rows {"number":0,"name":"b"}, {"number":1,"name":null}, {"number":2,"name":"A"}.
Response page(const std::string& text, bool with_total = true) {
  const json::array rows = {{{"number", 0}, {"name", "b"}},
                            {{"number", 1}, {"name", nullptr}},
                            {{"number", 2}, {"name", "A"}}};
  return bms_page(
      query(text), rows.size(), [&](std::size_t at) { return rows[at].as_object(); }, with_total);
}

std::string numbers(const Response& response) {
  std::string text;
  const json::object answer = parse_object(response.body).value();
  for (const json::value& one : answer.at("result").as_array())
    text += std::to_string(one.at("number").as_int64());
  return text;
}

int status_of(const std::string& text) {
  try {
    page(text);
  } catch (const BmsRefusal& refusal) {
    return refusal.sub_errors.empty() ? refusal.status : -refusal.status;
  }
  return 0;
}

TEST(BmsPages, CountFromOne) {
  EXPECT_EQ(numbers(page("")), "012");
  EXPECT_EQ(numbers(page("PageSize=2")), "01");
  EXPECT_EQ(numbers(page("pagesize=2&PAGENUMBER=2")), "2");
  EXPECT_EQ(numbers(page("PageSize=2&PageNumber=3")), "");
  EXPECT_EQ(parse_object(page("PageSize=2").body)->at("totalRecords").to_number<int>(), 3);
  EXPECT_FALSE(parse_object(page("", false).body)->contains("totalRecords"));
}

TEST(BmsPages, RefuseSizesThatAreNone) {
  for (const char* text : {"PageSize=0", "PageSize=101", "PageNumber=0", "PageNumber=-1"})
    EXPECT_EQ(status_of(text), -200) << text;
  EXPECT_EQ(status_of("PageSize=ten"), 400);
  EXPECT_EQ(status_of("PageSize=100"), 0);
}

TEST(BmsPages, SortAndLeaveOut) {
  EXPECT_EQ(numbers(page("Sort=Name")), "120") << "null first, letters in any case";
  EXPECT_EQ(numbers(page("Sort=name+desc")), "021");
  EXPECT_EQ(numbers(page("Sort=number+desc&PageSize=1")), "2");
  EXPECT_EQ(status_of("Sort=shoe"), -200);
  EXPECT_EQ(status_of("Sort=name+sideways"), -200);
  const auto row = parse_object(page("Exclude=NAME").body)->at("result").at(0).as_object();
  EXPECT_FALSE(row.contains("name"));
  EXPECT_TRUE(row.contains("number"));
  EXPECT_EQ(status_of("Exclude=shoe"), -200);
}

TEST(BmsFilters, ReadEachType) {
  const BmsQuery one =
      query("Filter.Name=Ann&filter.on=TRUE&Filter.Id=7&Filter.Ids=1&Filter.Ids=2");
  EXPECT_TRUE(one.holds("Filter.Name", "Joanna"));
  EXPECT_FALSE(one.holds("Filter.Name", "Bob"));
  EXPECT_TRUE(one.holds("Filter.Missing", "anything"));
  EXPECT_EQ(one.flag("Filter.On"), true);
  EXPECT_EQ(one.number("Filter.Id"), 7);
  EXPECT_EQ(one.numbers("Filter.Ids"), (std::set<int>{1, 2}));
  EXPECT_EQ(query("Filter.Ids[0]=4&Filter.Ids[1]=5").numbers("Filter.Ids"), (std::set<int>{4, 5}));
  EXPECT_THROW((void)query("a=x").flag("a"), BmsRefusal);
  EXPECT_THROW((void)query("a=1x").number("a"), BmsRefusal);
  EXPECT_THROW((void)query("a=1,2").numbers("a"), BmsRefusal);
  EXPECT_THROW((void)query("a=soon").moment("a"), BmsRefusal);
}

TEST(BmsFilters, MomentsIncludeTheirEnds) {
  const BmsQuery both = query("MFrom=1970-01-01T00:00:10Z&MTo=1970-01-01T00:00:20Z");
  EXPECT_FALSE(both.between("M", 9));
  EXPECT_TRUE(both.between("M", 10));
  EXPECT_TRUE(both.between("M", 20));
  EXPECT_FALSE(both.between("M", 21));
  EXPECT_TRUE(query("").between("M", 1));
}

TEST(BmsFilters, MomentsComeInSeveralForms) {
  EXPECT_EQ(parse_moment("1970-01-02"), 86'400);
  EXPECT_EQ(parse_moment("1970-01-02T00:00"), 86'400);
  EXPECT_EQ(parse_moment("1970-01-02T00:00:01"), 86'401);
  EXPECT_EQ(parse_moment("1970-01-02T00:00:01.1234567Z"), 86'401);
  EXPECT_EQ(parse_moment("1970-01-02T01:00:00+01:00"), 86'400);
  EXPECT_EQ(parse_moment("1970-01-01T23:00:00-01:00"), 86'400);
  EXPECT_EQ(parse_moment("2024-02-29"), 1'709'164'800);
  for (const char* text :
       {"", "2023-02-29", "2023-1-1", "1970-01-02 00:00", "1970-01-02T25:00", "1970-01-02T00:61",
        "1970-01-02T00:00:61", "1970-01-02T00:00Zx", "1970-01-02T00:00+1", "1970-01-02T"})
    EXPECT_FALSE(parse_moment(text)) << text;
}

}  // namespace
}  // namespace cloud

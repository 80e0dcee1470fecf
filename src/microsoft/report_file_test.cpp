// A report's link is followed without the token, only on Microsoft's hosts, and its file is read by
// the names of its columns.
#include "microsoft/report_file.h"

#include <gtest/gtest.h>

#include "http/scripted_transport.h"

namespace reeve::microsoft {
namespace {

const std::string kTenant = "11111111-1111-1111-1111-111111111111";
const std::string kPath = "/v1.0/reports/getMailboxUsageDetail(period='D30')";

class ReportTest : public ::testing::Test {
 protected:
  void lead_to(const std::string& location, http::Response file) {
    transport.answer_with([location, file](const http::Request& request) {
      if (!request.url.starts_with("https://graph.microsoft.com/")) return file;
      return http::Response{302, {{"location", location}}, ""};
    });
  }
  ReportFile read() {
    AskOptions options;
    options.subject = "mailbox report";
    return read_report(graph, kTenant, kPath, {}, options);
  }
  static http::Response csv(std::string text) {
    return {200, {{"content-type", "text/csv"}}, std::move(text)};
  }

  http::ScriptedTransport transport{
      [](const http::Request&) { return http::json_answer(500, "{}"); }};
  base::ManualClock clock{base::from_ms(1'795'412'486'000)};
  GraphClient graph{transport, clock, base::system_random(), cloud_named("global"),
                    [](const std::string&, std::stop_token) {
                      return base::SecretBytes(std::string_view("token"));
                    }};
};

TEST_F(ReportTest, Invariant6TheTokenStaysAtGraph) {
  lead_to("https://reports.office.com/data/download/x?token=1", csv("A,B\r\n1,2\r\n"));
  const auto file = read();
  EXPECT_TRUE(file.complete) << file.sentence;
  EXPECT_EQ(file.requests, 2);
  const auto sent = transport.requests();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].url, "https://reports.office.com/data/download/x?token=1");
  EXPECT_TRUE(sent[1].headers.empty()) << "the link is its own permission";
}

TEST_F(ReportTest, ALinkAwayFromMicrosoftIsNotFollowed) {
  for (const auto* foreign :
       {"https://reports.office.com.example.org/x", "http://reports.office.com/x",
        "https://reports.office.com:8443/x", "https://evil@example.org/x", "", "/relative",
        "https://notoffice.com/x"}) {
    lead_to(foreign, csv("A\r\n1\r\n"));
    const auto file = read();
    EXPECT_FALSE(file.complete) << foreign;
    EXPECT_EQ(file.code, "foreign_link") << foreign;
  }
  for (const auto& request : transport.requests())
    EXPECT_TRUE(request.url.starts_with("https://graph.microsoft.com/")) << request.url;
}

TEST_F(ReportTest, ARegionalHostOfMicrosoftIsFollowed) {
  lead_to("https://reportsweu.office.com/data/download/x", csv("A\r\n1\r\n"));
  EXPECT_TRUE(read().complete);
}

TEST_F(ReportTest, ARefusalIsNamed) {
  transport.answer_with([](const auto&) {
    return http::json_answer(
        403, R"({"error":{"code":"S2SUnauthorized","message":"Invalid permission."}})");
  });
  EXPECT_EQ(read().code, "not_allowed");
  lead_to("https://reports.office.com/x", http::json_answer(403, "{}"));
  const auto expired = read();
  EXPECT_FALSE(expired.complete);
  EXPECT_FALSE(expired.sentence.empty());
}

TEST(ParseReport, TakesColumnsByNameAMarkAndShortRows) {
  const auto file = parse_report("\xEF\xBB\xBF Name ,Size\r\n\"Lee, Ann\",3\r\n\r\nBob\r\n");
  ASSERT_TRUE(file.complete);
  EXPECT_EQ(file.columns, (std::vector<std::string>{"Name", "Size"}));
  ASSERT_EQ(file.rows.size(), 2U);
  EXPECT_EQ(file.rows[0][0], "Lee, Ann");
  EXPECT_EQ(file.rows[1], (std::vector<std::string>{"Bob", ""}));
  EXPECT_EQ(parse_report("").code, "not_csv");
  EXPECT_EQ(parse_report("A,\"b").code, "page_cut");
  EXPECT_TRUE(parse_report("A,B\r\n").rows.empty());
}

}  // namespace
}  // namespace reeve::microsoft

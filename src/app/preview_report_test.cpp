// What a dry run prints, word by word.
#include "app/preview_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace reeve::app {
namespace {

using testing::HasSubstr;

store::Run dry_run(const std::string& tenant, const std::string& preview) {
  store::Run run;
  run.tenant_name = tenant;
  run.state = "ok";
  run.counts = preview.empty() ? "{}" : "{\"preview\":" + preview + "}";
  return run;
}

const store::Run kContoso = dry_run(
    "Contoso",
    R"({"match":412,"create":37,"hold":2,"held":4,"unclear":7,"join":3,"skip":5,"not-chosen":6,"linked":9,
        "reasons":{"match":{"alias":400,"name":12},"create":{"created":37},"hold":{"policy":2},
        "held":{"mass_create":4},"unclear":{"several_contacts":7},"join":{"several_users":3},
        "skip":{"guest":3,"room":2},"not_chosen":{"department":6}}})");

TEST(PreviewReport, OneObjectWithExactlyTheseMembers) {
  EXPECT_EQ(preview_json(kContoso),
            R"({"tenant":"Contoso","match":412,"create":37,"unclear":9,"join":3,)"
            R"("skip":{"department":6,"guest":3,"mass_create":4,"room":2}})");
}

TEST(PreviewReport, WhatCouldNotBeReadIsNoZero) {
  EXPECT_EQ(
      preview_json(dry_run("Fabrikam", "")),
      R"({"tenant":"Fabrikam","match":null,"create":null,"unclear":null,"join":null,"skip":null})");
}

TEST(PreviewReport, TheTableSumsUpAndSaysWhy) {
  const store::Run runs[] = {dry_run("zeta", R"({"match":1,"create":2})"), kContoso,
                             dry_run("Fabrikam", "")};
  const std::string table = preview_table(runs);
  EXPECT_LT(table.find("Contoso"), table.find("zeta"));
  EXPECT_THAT(table, HasSubstr("Fabrikam                        could not be read"));
  EXPECT_THAT(table,
              HasSubstr("413 match, 39 new, 9 unclear, 3 would join two people; 15 left out."));
  EXPECT_THAT(table, HasSubstr("      3  guests\n"));
  EXPECT_THAT(table, HasSubstr("      6  a department that is not chosen\n"));
  EXPECT_THAT(table, HasSubstr("For a person\n        7  fit more than one contact\n"));
}

}  // namespace
}  // namespace reeve::app

// Names and bars on a terminal: hostile names draw nothing they should not.
#include "app/sync_progress.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>

namespace reeve::app {
namespace {

TEST(SyncProgress, NamesFillTheirColumns) {
  EXPECT_EQ(fit_name("Ann", 5), "Ann  ");
  EXPECT_EQ(fit_name("Annabelle", 5), "Annab");
  EXPECT_EQ(fit_name("\xE4\xB8\xAD\xE6\x96\x87\xE5\x90\x8D", 5), "\xE4\xB8\xAD\xE6\x96\x87 ");
  EXPECT_EQ(fit_name("\x1b[31m\xE2\x80\xAE"
                     "ab\n",
                     6),
            "[31mab");
  EXPECT_EQ(fit_name("", 2), "  ");
}

TEST(SyncProgress, BarsStayInTheirBounds) {
  EXPECT_EQ(bar(0.5, 4), "\xE2\x96\x88\xE2\x96\x88\xE2\x96\x91\xE2\x96\x91");
  EXPECT_EQ(bar(7, 2), "\xE2\x96\x88\xE2\x96\x88");
  EXPECT_EQ(bar(-1, 2), "\xE2\x96\x91\xE2\x96\x91");
}

std::string written_by(bool terminal, bool dry_run = false) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  {
    SyncProgress progress(file.get(), terminal);
    store::Run run;
    run.id = 1;
    run.tenant_name = "Contoso";
    progress.add(run);
    store::RunEvent event;
    event.run = 1;
    event.kind = "progress";
    event.data = R"({"done":640,"about":1200})";
    progress.take(event);
    progress.draw();
    run.state = "ok";
    run.started_at = base::from_ms(0);
    run.finished_at = base::from_ms(1500);
    run.counts =
        R"({"types":{"users":{"listed":1200}},"contacts":{"matched":3,"created":4,"review":5}})";
    run.dry_run = dry_run;
    if (dry_run)
      run.counts =
          R"({"types":{"users":{"listed":20}},"preview":{"match":6,"create":11,"unclear":1,"hold":2,"join":4}})";
    progress.finished(run);
    progress.draw();
  }
  std::rewind(file.get());
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  return text;
}

TEST(SyncProgress, ATerminalSeesTheBarMove) {
  const auto text = written_by(true);
  EXPECT_NE(text.find("users 640 of ~1200"), std::string::npos);
  EXPECT_EQ(text.find("3 matched"), std::string::npos) << "the table says it";
  EXPECT_NE(text.find("1 of 1 tenants done"), std::string::npos);
}

TEST(SyncProgress, AFileSeesOneLineATenant) {
  const auto text = written_by(false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_NE(text.find("1.5 s"), std::string::npos);
  EXPECT_NE(text.find("1200 users: 3 matched, 4 created, 5 to review"), std::string::npos);
}

TEST(SyncProgress, ADryRunSaysWhatWouldBeDone) {
  EXPECT_NE(
      written_by(false, true).find("20 users: 6 match, 11 new, 3 unclear, 4 would join two people"),
      std::string::npos);
}

}  // namespace
}  // namespace reeve::app

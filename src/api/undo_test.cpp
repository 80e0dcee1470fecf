// Undo, merge and split through the API: looked at first, done, taken back, and noted in the audit.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "jobs/undo_run.h"
#include "store/contacts.h"
#include "store/jobs.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

using base::json::value;

class UndoApi : public ::testing::Test {
 protected:
  UndoApi() {
    world.database->write(db::Lane::background, [&](db::Connection& c) {
      store::finish_run(c, run(), "ok", {}, "Done.", {}, {}, world.clock.now());
      const store::Author sync{domain::Source::microsoft, {}, run(), {}};
      store::ContactPatch patch;
      patch.contact_type = std::optional<std::string>("Staff");
      store::write_contacts(c, sync, {{contact(), patch}}, world.clock.now());
    });
  }
  base::Id contact() const { return world.ids.contact[0]; }
  base::Id run() const { return world.ids.run[0]; }
  value post(const std::string& path, const std::string& body, int status) {
    const auto answer = world.call(editor, "POST", path, body);
    EXPECT_EQ(answer.status, status) << answer.body;
    return status < 300 ? body_of(answer).at("data") : value();
  }
  value attributes(const std::string& path) {
    return world.get(editor, path).at("data").at("attributes");
  }
  std::string type_of_contact() {
    return base::text_member(attributes(fmt::format("/api/contacts/{}", contact())),
                             "contact-type-name");
  }
  std::string last_change() {
    return base::text_member(
        world.rows(editor, fmt::format("/api/contacts/{}/changes", contact())).at(0), "id");
  }
  value audited(const std::string& action) {
    for (const auto& row : world.rows(world.person(domain::Role::administrator), "/api/audit"))
      if (base::text_member(row.at("attributes"), "action") == action)
        return row.at("attributes").at("detail");
    return {};
  }
  World world;
  Visitor editor = world.person(domain::Role::manager);
};

TEST_F(UndoApi, OneChangeIsTakenBackAndThatIsTakenBack) {
  const std::string path = fmt::format("/api/changes/{}/undo", last_change());
  EXPECT_EQ(attributes(path).at("restored"), 1);
  EXPECT_EQ(attributes(path).at("state"), "preview");
  EXPECT_EQ(type_of_contact(), "Staff");
  const value undo = post(path, "", 200);
  EXPECT_EQ(undo.at("attributes").at("restored"), 1);
  EXPECT_EQ(type_of_contact(), "");
  EXPECT_EQ(audited("undo").at("restored"), 1);
  const auto rows = world.rows(editor, fmt::format("/api/contacts/{}/changes", contact()));
  EXPECT_EQ(base::optional_integer(rows.at(0).at("attributes"), "undo-id"),
            std::stoll(base::text_member(undo, "id")));
  EXPECT_EQ(base::optional_integer(rows.at(1).at("attributes"), "undone-by-id"),
            std::stoll(base::text_member(undo, "id")));
  post(path, "", 409);
  post(fmt::format("/api/undos/{}/undo", base::text_member(undo, "id")), "", 200);
  EXPECT_EQ(type_of_contact(), "Staff");
}

TEST_F(UndoApi, ARunIsUndoneByAJobWithItsEffectShownFirst) {
  const std::string path = fmt::format("/api/runs/{}/undo", run());
  EXPECT_EQ(attributes(path).at("assets"), 1);
  EXPECT_EQ(world.call(world.person(domain::Role::editor), "POST", path).status, 403);
  const value begun = post(path, "", 202);
  EXPECT_EQ(begun.at("attributes").at("state"), "working");
  const std::string id = base::text_member(begun, "id");
  const auto job = world.database->read(
      [&](db::Connection& c) { return store::find_job_by_key(c, "undo:" + id); });
  ASSERT_TRUE(job.has_value());
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THROW(jobs::run_undo(*world.database, world.clock, *job, stopped.get_token(), [] {}),
               base::Error);
  int steps = 0;
  jobs::run_undo(*world.database, world.clock, *job, {}, [&] { ++steps; });
  EXPECT_EQ(steps, 2);
  EXPECT_EQ(attributes("/api/undos/" + id).at("state"), "done");
  EXPECT_EQ(type_of_contact(), "");
  EXPECT_TRUE(world.rows(editor, "/api/undos/" + id + "/stayed").empty());
  EXPECT_EQ(world.rows(editor, fmt::format("/api/runs/{}/undos", run())).size(), 1U);
}

TEST_F(UndoApi, WhatSomebodyChangedSinceIsNamed) {
  EXPECT_EQ(world
                .call(editor, "PATCH", fmt::format("/api/contacts/{}", contact()),
                      R"({"contact-type-name":"Boss"})")
                .status,
            200);
  const value undo = post(fmt::format("/api/contacts/{}/undo", contact()),
                          fmt::format(R"({{"run-id":{}}})", run()), 200);
  EXPECT_EQ(undo.at("attributes").at("stayed"), 1);
  const value& left = undo.at("attributes").at("left-as-is").at(0);
  EXPECT_EQ(left.at("path"), "contact_type");
  EXPECT_EQ(left.at("reason"), "edited");
  EXPECT_EQ(type_of_contact(), "Boss");
  EXPECT_EQ(
      world.rows(editor, fmt::format("/api/undos/{}/stayed", base::text_member(undo, "id"))).size(),
      1U);
}

TEST_F(UndoApi, TheIdOfAMergedContactAnswersWithTheSurvivorUntilItIsSplitOff) {
  const value other =
      post(fmt::format("/api/organizations/{}/relationships/contacts", world.ids.organization[0]),
           R"({"first-name":"Second","title":"Chief"})", 201);
  const std::string old = base::text_member(other, "id");
  const std::string body = fmt::format(R"({{"with":{},"fields":{{"title":"other"}}}})", old);
  const value seen = post(fmt::format("/api/contacts/{}/merge_preview", contact()), body, 200);
  EXPECT_EQ(seen.at("attributes").at("fields").at(2).at("result"), "Chief");
  post(fmt::format("/api/contacts/{}/merge", contact()), body, 201);
  EXPECT_EQ(audited("merge").at("with"), std::stoll(old));
  for (const std::string path : {"", "/microsoft", "/changes", "/merges", "/undo"})
    EXPECT_EQ(world.call(editor, "GET", "/api/contacts/" + old + path).status, 200) << path;
  const value answer = world.get(editor, "/api/contacts/" + old).at("data");
  EXPECT_EQ(base::text_member(answer, "id"), std::to_string(contact()));
  EXPECT_EQ(answer.at("attributes").at("title"), "Chief");
  EXPECT_EQ(world.rows(editor, "/api/contacts?filter[id]=" + old).size(), 1U);
  EXPECT_EQ(world.call(editor, "PATCH", "/api/contacts/" + old, R"({"notes":"kept"})").status, 200);
  EXPECT_EQ(attributes(fmt::format("/api/contacts/{}", contact())).at("notes"), "kept");
  ASSERT_EQ(world.rows(editor, fmt::format("/api/contacts/{}/merges", contact())).size(), 1U);
  const value split = post(fmt::format("/api/contacts/{}/split", contact()), "", 200);
  EXPECT_EQ(split.at("attributes").at("other-name"), "Second");
  EXPECT_EQ(audited("split").at("with"), std::stoll(old));
  EXPECT_EQ(base::text_member(world.get(editor, "/api/contacts/" + old).at("data"), "id"), old);
  post(fmt::format("/api/contacts/{}/split", contact()), "", 422);
}

TEST_F(UndoApi, NobodyReachesIntoAnotherOrganization) {
  const Visitor limited = world.limited(domain::Role::manager);
  const auto status = [&](const std::string& method, const std::string& path,
                          const std::string& body = "") {
    return world.call(limited, method, path, body).status;
  };
  const base::Id foreign = world.ids.contact[1];
  EXPECT_EQ(status("POST", fmt::format("/api/contacts/{}/undo", foreign)), 404);
  EXPECT_EQ(status("GET", fmt::format("/api/runs/{}/undo", world.ids.run[1])), 404);
  EXPECT_EQ(status("POST", fmt::format("/api/contacts/{}/merge", contact()),
                   fmt::format(R"({{"with":{}}})", foreign)),
            404);
  EXPECT_EQ(status("GET", fmt::format("/api/contacts/{}/merges", foreign)), 404);
  EXPECT_EQ(status("POST", fmt::format("/api/contacts/{}/split", foreign)), 404);
}

}  // namespace
}  // namespace reeve::api

// A small world for the tests of the API: a real database in a temporary folder, people of every
// role, two organizations.
#pragma once

#include <boost/json/array.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "api/api.h"
#include "base/clock.h"
#include "base/json.h"
#include "db/database.h"

namespace reeve::api {

// How a test signs its requests.
struct Visitor {
  std::string cookie, csrf, key;
  base::Id account = 0;
};

struct Ids {
  base::Id connection = 0;
  // Two organizations and everything that hangs on them, side by side.
  base::Id organization[2] = {}, contact[2] = {}, tenant[2] = {}, run[2] = {}, record[2] = {},
           review[2] = {}, link[2] = {}, license[2] = {}, flexible_asset[2] = {},
           configuration[2] = {}, location[2] = {};
  base::Id loose_tenant = 0;  // without organization, with a suggestion
  base::Id notice = 0;        // of the connection, with a message to the administrator
  base::Id leaving = 0;       // of the connection, listed, with one item that Reeve granted
  base::Id flexible_asset_type = 0, flexible_asset_field = 0;
  base::Id account = 0;  // a lite account that nobody signs in with
};

// What the next sync of most tenants would do.
domain::SyncPreview rehearsed_preview();

class World {
 public:
  static constexpr const char* kPassword = "correct horse battery";

  explicit World(Settings settings = {});
  ~World();

  Response call(const Visitor& visitor, const std::string& method, const std::string& target,
                const std::string& body = "");
  // As above with headers of one's own instead of those a browser sends.
  Response call_with(const std::string& method, const std::string& target, const std::string& body,
                     std::vector<Header> headers);
  base::json::value get(const Visitor& visitor, const std::string& target);
  // The data of a list.
  base::json::array rows(const Visitor& visitor, const std::string& target);

  // Signs in through the API.
  Visitor sign_in(const std::string& email, const std::string& password = kPassword);
  Visitor person(domain::Role role);  // "manager@reeve.test"
  Visitor key(domain::Role role);
  // An account that sees organization[0] only.
  Visitor limited(domain::Role role);

  base::Id make_account(const std::string& email, domain::Role role,
                        std::vector<base::Id> organizations = {});

  std::filesystem::path folder;
  base::ManualClock clock;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Api> api;
  Ids ids;
  int woken = 0, organizations_changed = 0;
  std::map<base::Id, std::string> secrets;
  std::set<base::Id> certificates;
  std::set<base::Id> names_shown;  // tenants whose reports were told to
  std::string browser;             // of the last sign-in begun
  std::map<base::Id, std::string> webhooks;
  FinishedSignIn next_sign_in;
  std::vector<NearestName> nearest;
  domain::SyncPreview next_preview;     // of every tenant but the loose one
  domain::PreviewAsk asked_preview;     // the last one
  int finished = 0;                     // how many sign-ins came back
  std::vector<std::string> onboarding;  // kinds of steps that were queued
  SentNotice next_test{true, "It was sent."};

 private:
  void fill();
  void fill_assets(db::Connection& c, int side);
  void fill_side(db::Connection& c, int side);
  void fill_license(db::Connection& c, int side);
  void fill_skip(db::Connection& c, int side);
  void fill_flexible_asset(db::Connection& c, int side);
  void fill_leaving(db::Connection& c);
  void fill_notice(db::Connection& c, base::Id administrator);
};

base::json::value body_of(const Response& response);
// errors[0].detail
std::string detail_of(const Response& response);

}  // namespace reeve::api

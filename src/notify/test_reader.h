// What the tests of notices start from: a database, a vault, people with settings, senders that
// only keep what they are given.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "notify/deliver.h"
#include "store/accounts.h"
#include "store/connections.h"
#include "store/links.h"
#include "store/runs.h"
#include "store/tenants.h"
#include "vault/test_database.h"

namespace reeve::notify {

inline const base::Time kTestNow = *base::parse_rfc3339("2026-11-23T06:00:00Z");

// One message as it left.
struct Kept {
  Message message;
  std::string to;      // mail
  std::string format;  // webhook
  std::string url;
};

class NotifyTest : public ::testing::Test {
 protected:
  template <class Work>
  auto write(Work&& work) {
    return database->write(db::Lane::people, std::forward<Work>(work));
  }

  NotifyTest() {
    base::SecretBytes key(32);
    std::ranges::fill(key.bytes(), std::byte{7});
    vault = write([&](db::Connection& c) {
      return vault::Vault::open(c, std::move(key), base::system_random(), kTestNow);
    });
    services = std::make_unique<Services>(Services{*database,
                                                   *vault,
                                                   clock,
                                                   base::system_random(),
                                                   "https://reeve.example",
                                                   "Europe/Berlin",
                                                   "this process",
                                                   {}});
    services->senders.mail = [this](const Message& message, const std::string& to,
                                    const HandOver& hand_over, std::stop_token) {
      return keep({message, to, "", ""}, hand_over);
    };
    services->senders.webhook = [this](const base::SecretBytes& url, const std::string& format,
                                       const Message& message, const HandOver& hand_over,
                                       std::stop_token) {
      return keep({message, "", format, std::string(url.text())}, hand_over);
    };
    connection = write([](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = "partner";
      values.name = "Partner Center";
      values.cloud = "global";
      values.state = "connected";
      return store::create_connection(c, values, kTestNow).id;
    });
  }

  base::Id reader(const std::string& email, std::set<std::string> mail,
                  std::set<std::string> webhook = {}, const std::string& format = "teams") {
    return write([&](db::Connection& c) {
      store::Account account;
      account.email = email;
      account.role = domain::Role::administrator;
      account.state = "active";
      store::NoticeSettings settings;
      settings.account = store::create_account(c, account, kTestNow).id;
      settings.mail_kinds = std::move(mail);
      settings.webhook_kinds = std::move(webhook);
      settings.webhook_format = format;
      store::save_notice_settings(c, settings, kTestNow);
      if (!settings.webhook_kinds.empty())
        vault->put(c, kNoticeSettings, settings.account, kWebhookUrl,
                   base::SecretBytes(std::string_view("https://hooks.example/secret")), kTestNow);
      return settings.account;
    });
  }

  void lose_connection() {
    write([&](db::Connection& c) {
      store::set_connection_state(c, connection, "reconnect", "Revoked.", "Sign in.", "",
                                  clock.now());
    });
  }
  void mend_connection() {
    write([&](db::Connection& c) {
      store::set_connected(c, connection, {"svc", "yes"}, clock.now());
    });
  }

  base::Id tenant(const std::string& name) {
    return write([&](db::Connection& c) {
      const auto all = store::Scope::all_organizations(0);
      store::merge_tenants(c, connection, "global",
                           {{"id-of-" + name, name, name + ".example", "gdap", false}}, false,
                           "read", clock.now());
      return store::list_tenants(c, all, {{{"name", {name}}}, {}, 1, 1}).rows.at(0).id;
    });
  }

  std::vector<store::Delivery> messages() {
    return database->read([](db::Connection& c) {
      store::ListQuery query;
      query.sort = {{"id", false}};
      return store::list_deliveries(c, query).rows;
    });
  }
  std::vector<std::string> states() {
    std::vector<std::string> out;
    for (const auto& one : messages()) out.push_back(one.event + " " + one.state);
    return out;
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    for (const auto& one : kept) out.push_back(one.message.title);
    return out;
  }
  std::int64_t deliver() { return deliver_due(*services, {}); }

  vault::TestDatabase database;
  std::unique_ptr<vault::Vault> vault;
  base::ManualClock clock{kTestNow};
  std::unique_ptr<Services> services;
  base::Id connection = 0;
  std::vector<Kept> kept;
  Sent next{Ending::sent, "", {}};

 private:
  Sent keep(Kept one, const HandOver& hand_over) {
    if (next.ending == Ending::sent || next.ending == Ending::unsure) {
      if (!hand_over()) return {Ending::stopped, "Stopped.", {}};
      kept.push_back(std::move(one));
    }
    return next;
  }
};

}  // namespace reeve::notify

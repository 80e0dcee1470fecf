// Hands the API sign-in, sealing and queueing as plain functions.
#include "app/api_outside.h"

#include "app/mail_settings.h"
#include "base/log.h"
#include "connect/credentials.h"
#include "connect/customer_consent.h"
#include "connect/discover.h"
#include "connect/doctor_keep.h"
#include "connect/granted.h"
#include "connect/group_steps.h"
#include "connect/nearest_names.h"
#include "connect/onboarding.h"
#include "connect/onboarding_work.h"
#include "connect/relationship_follow.h"
#include "connect/relationship_roles.h"
#include "connect/sign_in.h"
#include "microsoft/certificate.h"
#include "microsoft/relationships.h"
#include "notify/deliver.h"
#include "notify/mail_address.h"
#include "store/jobs.h"
#include "store/secrets.h"
#include "sync/choice_preview.h"
#include "sync/preview.h"

namespace reeve::app {
namespace {

constexpr std::int64_t kMatchPriority = 50;

connect::Actor actor_of(const api::Actor& actor) {
  return {actor.account, actor.address, actor.browser};
}

api::FinishedSignIn finished(Product& product, const std::map<std::string, std::string>& query,
                             const api::Actor& actor) {
  const auto outcome =
      connect::finish_sign_in(product.services(), product.tokens(), query, actor_of(actor), {});
  if (outcome.error)
    base::log_warning("connect", "a sign-in did not succeed: {} ({})", outcome.error->message(),
                      outcome.error->detail());
  product.notify_workers();
  return {outcome.connection, outcome.connected(), outcome.act,
          outcome.error ? outcome.error->message() : ""};
}

api::GrantSide side_of(connect::GrantSide side) {
  return {side.known, std::move(side.sentence), std::move(side.granted), std::move(side.missing),
          std::move(side.extra)};
}

api::Granted granted_of(Product& product, base::Id connection) {
  auto found = connect::read_granted(product.services(), product.tokens(), connection, {});
  return {std::move(found.state), std::move(found.sentence), std::move(found.remedy),
          side_of(std::move(found.application)), side_of(std::move(found.delegated))};
}

void set_webhook(Product& product, base::Id account, const base::SecretBytes& url) {
  if (!url.empty())
    notify::check_webhook_url(std::string(url.text()), webhook_rules_of(product.settings()));
  product.database().write(db::Lane::people, [&](db::Connection& c) {
    if (url.empty()) {
      store::delete_secrets(c, notify::kNoticeSettings, account);
    } else {
      product.vault().put(c, notify::kNoticeSettings, account, notify::kWebhookUrl, url,
                          product.clock().now());
    }
  });
}

api::SentNotice send_test_notice(Product& product, base::Id account, const std::string& channel) {
  const auto sent = notify::send_test(product.notices(), account, channel, {});
  if (sent.ending != notify::Ending::sent) return {false, sent.sentence};
  return {true, channel == "mail" ? "The mail server took the test message. Look into the mailbox."
                                  : "The webhook took the test message. Look where it shows them."};
}

void add_notices(api::Outside& outside, Product& product) {
  outside.is_mail_address = [](const std::string& address) {
    return notify::is_mail_address(address);
  };
  outside.set_webhook = [&product](base::Id account, const base::SecretBytes& url) {
    set_webhook(product, account, url);
  };
  outside.has_webhook = [&product](base::Id account) {
    return product.database().read([&](db::Connection& c) {
      return product.vault().has(c, notify::kNoticeSettings, account, notify::kWebhookUrl);
    });
  };
  outside.send_test_notice = [&product](base::Id account, const std::string& channel) {
    return send_test_notice(product, account, channel);
  };
}

void add_customer_access(api::Outside& outside, Product& product) {
  outside.begin_onboarding = [&product](base::Id connection, const std::string& act,
                                        const api::Actor& actor) {
    return connect::begin_onboarding(product.services(), connection, act, actor_of(actor), {});
  };
  outside.security_groups = [&product](base::Id connection, const std::string& begins) {
    std::vector<api::SecurityGroup> out;
    for (auto& one :
         connect::security_groups(product.services(), product.tokens(), connection, begins, {}))
      out.push_back({std::move(one.id), std::move(one.name)});
    return out;
  };
  outside.customer_consent_link = [&product](const store::MicrosoftConnection& connection,
                                             const std::string& tenant) {
    return connect::customer_consent_link(product.services(), connection, tenant);
  };
  outside.invitation_link = [](const store::MicrosoftConnection& connection,
                               const std::string& relationship) {
    return microsoft::invitation_link(microsoft::cloud_named(connection.cloud), relationship);
  };
  outside.relationship_roles = [](const store::MicrosoftConnection& connection) {
    return connect::roles_to_ask_for(connection);
  };
  outside.relationship_name = [](const std::string& customer) {
    return connect::relationship_name(customer);
  };
  outside.queue_onboarding = [&product](db::Connection& c, base::Id connection,
                                        const std::string& act) {
    connect::queue_onboarding(c, connection, act, product.clock().now());
  };
  outside.queue_relationships = [&product](db::Connection& c, base::Id connection) {
    connect::queue_follow(c, connection, product.clock().now());
  };
}

}  // namespace

api::Outside outside_of(Product& product) {
  api::Outside outside;
  outside.begin_sign_in = [&product](base::Id connection, const api::Actor& actor) {
    return connect::begin_sign_in(product.services(), connection, actor_of(actor), {});
  };
  outside.finish_sign_in = [&product](const std::map<std::string, std::string>& query,
                                      const api::Actor& actor) {
    return finished(product, query, actor);
  };
  outside.store_client_secret = [&product](base::Id connection, base::SecretBytes secret,
                                           const api::Actor& actor) {
    connect::enter_client_secret(product.services(), connection, secret, actor_of(actor));
    product.tokens().forget(connection);
  };
  outside.make_certificate = [&product](base::Id connection, const api::Actor& actor) {
    connect::enter_new_certificate(product.services(), connection, actor_of(actor));
    product.tokens().forget(connection);
  };
  outside.certificate_thumbprint = [](const std::string& certificate) {
    return microsoft::certificate_facts(certificate).thumbprint;
  };
  outside.granted = [&product](base::Id connection) { return granted_of(product, connection); };
  outside.show_report_names = [&product](base::Id connection, base::Id tenant) {
    auto shown =
        connect::show_report_names(product.services(), product.tokens(), connection, tenant, {});
    return api::NamesShown{shown.done, std::move(shown.sentence), std::move(shown.remedy)};
  };
  outside.preview_choice = [&product](const std::vector<store::Tenant>& tenants,
                                      const domain::ChoosingPolicy& policy, bool for_all) {
    return product.database().read(
        [&](db::Connection& c) { return sync::preview_choice(c, tenants, policy, for_all); });
  };
  outside.nearest_organizations = [](db::Connection& c, const std::string& name) {
    std::vector<api::NearestName> out;
    for (auto& one : connect::nearest_organizations(c, name))
      out.push_back({one.organization, std::move(one.name), one.score, one.alike});
    return out;
  };
  outside.preview_sync = [&product](db::Connection& c, const store::Tenant& tenant,
                                    const domain::PreviewAsk& ask) {
    return sync::preview_sync(c, tenant, ask, product.clock().now());
  };
  add_notices(outside, product);
  add_customer_access(outside, product);
  outside.notify_workers = [&product] { product.notify_workers(); };
  outside.organizations_changed = [&product] {
    product.database().write(db::Lane::people, [&](db::Connection& c) {
      store::enqueue(c, "match", "match", "{}", kMatchPriority, product.clock().now());
    });
    product.notify_workers();
  };
  return outside;
}

}  // namespace reeve::app

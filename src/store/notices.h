// Notices: what people are told of by themselves. At most one open notice a key; each is told once
// when it opens and once when it is mended.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "domain/asset.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

inline constexpr std::array<std::string_view, 5> kNoticeKinds{
    "connection_lost", "expiring", "tenant_failing", "tenant_held", "reviews_waiting"};

struct Notice {
  base::Id id = 0;
  std::string kind;      // one of kNoticeKinds
  std::string severity;  // info, warning, critical
  // What it is about, and so who may see it: a tenant (its organization's people), an account (that
  // one alone), or else a connection (managers).
  std::optional<base::Id> connection, tenant, account;
  std::string key;
  std::string state;            // open, mended
  std::string title, sentence;  // "Contoso is not synced", what happened and why
  std::optional<std::string> remedy;
  std::string path;  // of the page where it is mended: "/integrations/7"
  std::optional<std::string> mended_sentence;
  base::Time opened_at{};
  std::optional<base::Time> mended_at;
  bool muted = false;  // by the account of NoticeView; filled on reading
};

// Whose eyes look.
struct NoticeView {
  Scope scope;
  domain::Role role = domain::Role::lite;
};

// Opens the notice and writes its messages (store/notice_deliveries.h) in this transaction. Takes
// kind, severity, connection, tenant, account, key, title, sentence, remedy and path. An open
// notice of that key only gets the newer words: nothing is told again. Gives the id of a new one.
std::optional<base::Id> open_notice(db::Connection& c, const Notice& notice, base::Time now);
// Closes the open notice of that key and tells everybody who was told of it. False when none is
// open.
bool mend_notice(db::Connection& c, const std::string& key, const std::string& sentence,
                 base::Time now);
// Closes it without a word: something newer says it better.
bool close_notice(db::Connection& c, const std::string& key, base::Time now);

std::optional<Notice> find_open_notice(db::Connection& c, const std::string& key);
// Whoever may see it.
std::optional<Notice> notice_by_id(db::Connection& c, base::Id id);
std::vector<std::string> open_notice_keys(db::Connection& c, std::string_view kind);

// Filters: id, kind, state, severity, tenant_id, connection_id, muted (true/false). Sort: id
// (default: open ones first, newest first), opened_at.
Page<Notice> list_notices(db::Connection& c, const NoticeView& view, const ListQuery& query);
std::optional<Notice> find_notice(db::Connection& c, const NoticeView& view, base::Id id);
// Dismissed by this account, or shown to it again; the notice itself goes on.
void mute_notice(db::Connection& c, base::Id notice, base::Id account, bool muted, base::Time now);

}  // namespace reeve::store

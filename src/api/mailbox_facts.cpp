// Reads the records of mailbox usage and mailbox purposes.
#include "api/mailbox_facts.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"

namespace reeve::api {
namespace {

constexpr std::string_view kUsage = "mailbox_usage";
constexpr std::string_view kPurposes = "mailbox_purposes";

// Graph's userPurpose (metadata: userPurpose).
constexpr std::pair<std::string_view, std::string_view> kPurposeWords[] = {
    {"user", "A person's mailbox"}, {"shared", "Shared mailbox"}, {"room", "Room"},
    {"equipment", "Equipment"},     {"linked", "Linked mailbox"}, {"others", "Another kind"}};

std::string purpose_word(const std::string& purpose) {
  for (const auto& [name, word] : kPurposeWords)
    if (name == purpose) return std::string(word);
  return purpose;
}

// Microsoft was asked and said that there is no mailbox.
bool has_no_mailbox(const store::UserSurroundings& around) {
  if (!around.purpose) return false;
  const json::value body = stored_json(around.purpose->body);
  return body.is_object() && body.get_object().contains("userPurpose") &&
         base::member(body, "userPurpose").is_null();
}

const std::string kNoMailbox = "Microsoft says this user has no mailbox.";

void add_part(std::vector<std::string>& parts, const json::value& body, std::string_view property,
              std::string_view words) {
  if (const auto bytes = base::optional_integer(body, property))
    parts.push_back(fmt::format("{} {}", words, size_text(*bytes)));
}

EntraFact size_fact(const FactReasons& reasons, const store::UserSurroundings& around) {
  EntraFact fact{"mailbox-size", "Mailbox size", kUsage, "storageUsedInBytes"};
  if (!around.usage && has_no_mailbox(around))
    return reasons.none(std::move(fact), "no_mailbox", kNoMailbox);
  if (!around.usage) return reasons.unknown(std::move(fact));
  const json::value body = stored_json(around.usage->body);
  const auto used = base::optional_integer(body, fact.property);
  if (!used) return reasons.not_sent(std::move(fact));
  fact.value = size_text(*used);
  std::vector<std::string> parts;
  const auto limit = base::optional_integer(body, "prohibitSendReceiveQuotaInBytes");
  if (limit && *limit > 0)
    parts.push_back(fmt::format("{} % of its limit", (*used * 100 + *limit / 2) / *limit));
  if (const auto items = base::optional_integer(body, "itemCount"))
    parts.push_back(fmt::format("{} items", *items));
  if (const auto last = base::text_member(body, "lastActivityDate"); !last.empty())
    parts.push_back("last used " + last);
  if (const auto date = base::text_member(body, "reportRefreshDate"); !date.empty())
    parts.push_back("as of Microsoft's report of " + date);
  fact.detail = base::join(parts, ", ");
  return reasons.known(std::move(fact), &*around.usage);
}

EntraFact limit_fact(const FactReasons& reasons, const store::UserSurroundings& around) {
  EntraFact fact{"mailbox-quota", "Mailbox limit", kUsage, "prohibitSendReceiveQuotaInBytes"};
  if (!around.usage && has_no_mailbox(around))
    return reasons.none(std::move(fact), "no_mailbox", kNoMailbox);
  if (!around.usage) return reasons.unknown(std::move(fact));
  const json::value body = stored_json(around.usage->body);
  const auto limit = base::optional_integer(body, fact.property);
  if (!limit) return reasons.not_sent(std::move(fact));
  fact.value = size_text(*limit);
  std::vector<std::string> parts;
  add_part(parts, body, "issueWarningQuotaInBytes", "warning at");
  add_part(parts, body, "prohibitSendQuotaInBytes", "no sending from");
  fact.detail = base::join(parts, ", ");
  return reasons.known(std::move(fact), &*around.usage);
}

EntraFact purpose_fact(const FactReasons& reasons, const store::UserSurroundings& around) {
  EntraFact fact{"mailbox-purpose", "Mailbox of", kPurposes, "userPurpose"};
  if (!around.purpose) return reasons.unknown(std::move(fact));
  const std::string purpose = base::text_member(stored_json(around.purpose->body), "userPurpose");
  if (has_no_mailbox(around))
    return reasons.none(std::move(fact), "no_mailbox", kNoMailbox, &*around.purpose);
  if (purpose.empty()) return reasons.not_sent(std::move(fact));
  fact.value = purpose_word(purpose);
  return reasons.known(std::move(fact), &*around.purpose);
}

}  // namespace

std::string size_text(std::int64_t bytes) {
  static constexpr std::array<std::string_view, 4> kUnits{"KB", "MB", "GB", "TB"};
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1023.95 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  std::string number = fmt::format("{:.1f}", size);
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return fmt::format("{} {}", number, kUnits[unit]);
}

std::vector<EntraFact> mailbox_facts(const FactReasons& reasons,
                                     const store::UserSurroundings& around) {
  return {size_fact(reasons, around), limit_fact(reasons, around), purpose_fact(reasons, around)};
}

}  // namespace reeve::api

// Reads the guard's settings and compares with its limits.
#include "domain/guard.h"

#include "base/json.h"
#include "domain/section_reader.h"

#include <boost/json/object.hpp>

namespace reeve::domain {
namespace {

namespace json = base::json;

constexpr std::int64_t kWhole = 100;

GuardLimit limit_from(SectionReader reader, const GuardLimit& otherwise) {
  GuardLimit limit;
  limit.share = reader.integer("share", otherwise.share, 0, kWhole);
  limit.number = reader.integer("number", otherwise.number, 0, kMaxGuardNumber);
  reader.finish();
  return limit;
}

json::object limit_json(const GuardLimit& limit) {
  return {{"share", limit.share}, {"number", limit.number}};
}

}  // namespace

std::string_view to_string(Act act) {
  switch (act) {
    case Act::create:
      return "create";
    case Act::change:
      return "change";
    case Act::leave:
      return "leave";
  }
  return {};
}

const GuardLimit& Guard::limit(Act act) const {
  if (act == Act::create) return create;
  return act == Act::change ? change : leave;
}

Guard guard_from(std::string_view text) {
  const auto value = base::parse_json(text, "The settings \"Safety limits\"");
  SectionReader reader("Safety limits", value);
  Guard guard;
  guard.enabled = reader.boolean("enabled", true);
  guard.off_reason = reader.text("reason", "");
  guard.create = limit_from(reader.object("create"), kCreateLimit);
  guard.change = limit_from(reader.object("change"), kChangeLimit);
  guard.leave = limit_from(reader.object("leave"), kLeaveLimit);
  reader.finish();
  if (guard.enabled)
    guard.off_reason.clear();
  else if (guard.off_reason.empty())
    reader.refuse("reason",
                  "say why the limits are switched off; it is kept with who did it and when.");
  return guard;
}

std::string to_json(const Guard& guard) {
  return base::to_json(json::object{{"enabled", guard.enabled},
                                    {"reason", guard.off_reason},
                                    {"create", limit_json(guard.create)},
                                    {"change", limit_json(guard.change)},
                                    {"leave", limit_json(guard.leave)}});
}

bool exceeds(const GuardLimit& limit, std::int64_t count, std::int64_t of) {
  return count > limit.number && count * kWhole > limit.share * of;
}

}  // namespace reeve::domain

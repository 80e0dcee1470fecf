// Ready pieces of user JSON and the cache of them.
#include "user_json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "encoding.h"

namespace cloud {
namespace {

// "name":value with a comma, or nothing at all where the person has no such property.
void write_property(std::string& out, const User& user, const UserProperty& property) {
  const std::size_t before = out.size();
  out += '"';
  out += property.name;
  out += "\":";
  const std::size_t value = out.size();
  property.write(user, out);
  if (out.size() == value)
    out.resize(before);
  else
    out += ',';
}

// What a sync of people selects. Others may be selected as well; they only stand further off.
constexpr std::string_view kUsual[] = {"id",
                                       "displayName",
                                       "givenName",
                                       "surname",
                                       "mail",
                                       "userPrincipalName",
                                       "proxyAddresses",
                                       "accountEnabled",
                                       "userType",
                                       "assignedLicenses",
                                       "jobTitle",
                                       "department",
                                       "companyName",
                                       "officeLocation",
                                       "businessPhones",
                                       "mobilePhone",
                                       "city",
                                       "country",
                                       "usageLocation",
                                       "employeeId",
                                       "otherMails",
                                       "createdDateTime",
                                       "onPremisesSyncEnabled",
                                       "lastPasswordChangeDateTime"};

// The order of a user's pieces: `order` has the properties, `place` where each stands.
struct Layout {
  std::vector<std::size_t> order, place;
};

const Layout& layout() {
  static const Layout made = [] {
    Layout fresh;
    for (const std::string_view name : kUsual)
      if (const auto property = user_property(name)) fresh.order.push_back(*property);
    for (std::size_t at = 0; at < user_properties().size(); ++at)
      if (std::find(fresh.order.begin(), fresh.order.end(), at) == fresh.order.end())
        fresh.order.push_back(at);
    fresh.place.resize(fresh.order.size());
    for (std::size_t at = 0; at < fresh.order.size(); ++at) fresh.place[fresh.order[at]] = at;
    return fresh;
  }();
  return made;
}

// Some fifty plans a license: eight kilobytes a person, which hardly anybody asks for.
bool is_long(const UserProperty& property) { return property.name == "assignedPlans"; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  out.append(buffer.GetString(), buffer.GetSize());
}

std::optional<std::size_t> user_property(std::string_view name) {
  const auto all = user_properties();
  for (std::size_t at = 0; at < all.size(); ++at)
    if (same_text(all[at].name, name)) return at;
  return std::nullopt;
}

std::string user_value(const User& user, std::size_t property) {
  std::string value;
  user_properties()[property].write(user, value);
  return value.empty() ? "null" : value;
}

UserPieces make_pieces(const User& user) {
  UserPieces pieces;
  pieces.ends.reserve(user_properties().size());
  for (const std::size_t at : layout().order) {
    const UserProperty& one = user_properties()[at];
    if (!is_long(one)) write_property(pieces.text, user, one);
    pieces.ends.push_back(static_cast<std::uint32_t>(pieces.text.size()));
  }
  pieces.text.shrink_to_fit();
  return pieces;
}

void append_user(std::string& out, const User& user, const UserPieces& pieces,
                 std::span<const std::size_t> chosen) {
  const auto& place = layout().place;
  out += '{';
  for (const std::size_t at : chosen) {
    const std::size_t stands = place[at];
    const std::uint32_t begin = stands == 0 ? 0 : pieces.ends[stands - 1];
    const std::uint32_t size = pieces.ends[stands] - begin;
    if (size == 0)
      write_property(out, user, user_properties()[at]);
    else
      out.append(pieces.text.data() + begin, size);
  }
  if (out.back() == ',')
    out.back() = '}';
  else
    out += '}';
}

UserJsonCache::Pieces UserJsonCache::of(const Tenant& tenant) {
  const std::lock_guard lock(mutex_);
  Entry& entry = tenants_[tenant.id];
  if (entry.revision == tenant.revision() && entry.pieces) return entry.pieces;
  auto made = std::make_shared<std::vector<UserPieces>>();
  made->reserve(tenant.users().size());
  for (const User& user : tenant.users()) made->push_back(make_pieces(user));
  entry = {tenant.revision(), made};
  return entry.pieces;
}

}  // namespace cloud

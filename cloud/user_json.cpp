// Ready pieces of user JSON and the cache of them.
#include "user_json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "encoding.h"

namespace cloud {
namespace {

// "name":value, or nothing at all where the person has no such property.
void write_property(std::string& out, const User& user, const UserProperty& property) {
  const std::size_t before = out.size();
  out += '"';
  out += property.name;
  out += "\":";
  const std::size_t value = out.size();
  property.write(user, out);
  if (out.size() == value) out.resize(before);
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

std::string_view UserPieces::piece(std::size_t property) const {
  const std::uint32_t begin = property == 0 ? 0 : ends[property - 1];
  return std::string_view(text).substr(begin, ends[property] - begin);
}

std::string user_value(const User& user, std::size_t property) {
  std::string value;
  user_properties()[property].write(user, value);
  return value.empty() ? "null" : value;
}

UserPieces make_pieces(const User& user) {
  UserPieces pieces;
  pieces.ends.reserve(user_properties().size());
  for (const UserProperty& one : user_properties()) {
    if (!is_long(one)) write_property(pieces.text, user, one);
    pieces.ends.push_back(static_cast<std::uint32_t>(pieces.text.size()));
  }
  pieces.text.shrink_to_fit();
  return pieces;
}

void append_user(std::string& out, const User& user, const UserPieces& pieces,
                 std::span<const std::size_t> chosen) {
  out += '{';
  std::string made;
  for (const std::size_t at : chosen) {
    std::string_view piece = pieces.piece(at);
    if (piece.empty()) {
      made.clear();
      write_property(made, user, user_properties()[at]);
      piece = made;
    }
    if (piece.empty()) continue;
    if (out.back() != '{') out += ',';
    out += piece;
  }
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

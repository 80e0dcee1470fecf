// Merges changes into what is known.
#include "sync/delta_pages.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "store/delta_cursors.h"

namespace reeve::sync {
namespace {

namespace json = base::json;

constexpr std::string_view kRemoved = "@removed";
constexpr std::size_t kMaxBodiesARead = 1000;

std::string change_name(const types::Field& field) { return fmt::format("{}@delta", field.name); }

bool is_removed(const json::value& value) {
  const auto* object = value.if_object();
  return object != nullptr && object->contains(kRemoved);
}

bool is_list(types::Kind kind) {
  return kind == types::Kind::json_set || kind == types::Kind::text_list ||
         kind == types::Kind::text_set;
}

// What a delta query leaves out of an object that it tells for the first time has no value.
json::object blank_of(const types::DataType& type) {
  json::object blank;
  for (const types::Field& field : type.fields)
    if (field.expand.empty())
      blank[field.name] = is_list(field.kind) ? json::value(json::array()) : json::value();
  return blank;
}

// "manager@delta": who it is now, or nobody any more.
void merge_reference(json::object& object, const types::Field& field, const json::value& changes) {
  const auto* list = changes.if_array();
  if (list == nullptr) return;
  for (const auto& one : *list) {
    const std::string id = base::text_member(one, "id");
    const bool same = base::text_member(base::member(object, field.name), "id") == id;
    if (!is_removed(one))
      object[field.name] = json::object{{"id", id}};
    else if (same)
      object.erase(field.name);
  }
}

}  // namespace

std::string with_change(const types::DataType& type, const std::string* body,
                        std::string_view change) {
  const json::value changed = base::parse_json(change, "a changed object");
  json::object object;
  if (body != nullptr)
    object = base::parse_json(*body, "the stored object").as_object();
  else
    object = blank_of(type);
  for (const types::Field& field : type.fields) {
    if (!field.kept) continue;
    if (!field.expand.empty())
      merge_reference(object, field, base::member(changed, change_name(field)));
    else if (const auto* value = changed.as_object().if_contains(field.name))
      object[field.name] = *value;
  }
  return base::to_json(object);
}

DeltaPages::DeltaPages(const Services& services, const RunWriter& writer,
                       const types::DataType& type, TypeLister& lister, Round round)
    : services_(services), writer_(writer), type_(type), lister_(lister), round_(round) {}

void DeltaPages::on_page(const microsoft::Page& page) {
  if (round_ == Round::changes) load_bodies(page);
  for (const std::string_view raw : page.objects) take(raw);
  lister_.end_page(page.about);
}

void DeltaPages::load_bodies(const microsoft::Page& page) {
  std::vector<std::string> wanted;
  const auto load = [&] {
    auto found = services_.database.read([&](db::Connection& c) {
      return store::record_bodies(c, writer_.run().tenant, type_.name, wanted);
    });
    bodies_.merge(found);
    wanted.clear();
  };
  for (const std::string_view raw : page.objects) {
    const auto object = base::try_parse_json(raw);
    std::string id = object ? base::text_member(*object, "id") : std::string();
    if (id.empty() || bodies_.contains(id)) continue;
    wanted.push_back(std::move(id));
    if (wanted.size() == kMaxBodiesARead) load();
  }
  load();
}

// Who was gone and is back is told whole: what is not said then has no value, whoever they reported
// to before.
bool DeltaPages::is_told_anew(const std::string& id, const json::value& object) const {
  return lister_.is_gone(id) && object.as_object().contains(type_.title_field);
}

void DeltaPages::take(std::string_view raw) {
  const auto object = base::try_parse_json(raw);
  const std::string id = object ? base::text_member(*object, "id") : std::string();
  if (id.empty()) return lister_.take(raw);  // told as an object that cannot be read
  if (is_removed(*object)) {
    bodies_.erase(id);
    return lister_.remove(id, base::text_member(base::member(*object, kRemoved), "reason"));
  }
  if (is_told_anew(id, *object)) bodies_.erase(id);
  const auto before = bodies_.find(id);
  std::string whole = with_change(type_, before == bodies_.end() ? nullptr : &before->second, raw);
  lister_.take(whole);
  bodies_[id] = std::move(whole);
  for (const types::Field& field : type_.fields) {
    if (field.kept) continue;
    if (const auto* list = base::member(*object, change_name(field)).if_array())
      for (const auto& one : *list)
        lister_.edges().member(field.edge, id, base::text_member(one, "id"), !is_removed(one));
  }
}

}  // namespace reeve::sync

// Compares an asset before and after a change, and turns it back field by field, entry by entry.
#include "store/asset_image.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "store/card_image.h"

namespace reeve::store {
namespace {

namespace json = base::json;

json::value nullable(const std::optional<std::string>& text) {
  return text ? json::value(json::string(*text)) : json::value();
}

json::object entry_json(const ImageEntry& entry) {
  json::object out = entry.rest;
  out["key"] = json::string(entry.key);
  out["primary"] = entry.primary;
  return out;
}

ImageEntry entry_from(const json::value& value) {
  ImageEntry entry;
  entry.key = base::text_member(value, "key");
  entry.primary = base::bool_member(value, "primary");
  if (const auto* object = value.if_object()) entry.rest = *object;
  entry.rest.erase("key");
  entry.rest.erase("primary");
  return entry;
}

const ImageEntry* find(const ImageList& list, std::string_view key) {
  const auto found = std::ranges::find(list, key, &ImageEntry::key);
  return found == list.end() ? nullptr : &*found;
}
ImageEntry* find(ImageList& list, std::string_view key) {
  const auto found = std::ranges::find(list, key, &ImageEntry::key);
  return found == list.end() ? nullptr : &*found;
}

const ImageEntry* primary_of(const ImageList& list) {
  const auto found = std::ranges::find(list, true, &ImageEntry::primary);
  return found == list.end() ? nullptr : &*found;
}

// How history shows an entry.
std::string shown(const ImageEntry& entry) {
  const std::string extension = entry.text("extension");
  return entry.text("value") + (extension.empty() ? "" : " x" + extension);
}

std::optional<std::string> text_or_none(const ImageEntry& entry, std::string_view name) {
  const auto* value = entry.rest.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->as_string());
}

std::optional<std::string> shown_primary(const ImageList& list) {
  const auto* primary = primary_of(list);
  if (primary == nullptr) return std::nullopt;
  return primary->text("value");
}

void add_list_rows(const std::string& name, const ImageList& before, const ImageList& after,
                   std::vector<ImageRow>& rows) {
  const auto count = rows.size();
  for (const auto& entry : before)
    if (!find(after, entry.key)) rows.push_back({"remove", name, shown(entry), std::nullopt});
  for (const auto& entry : after) {
    const auto* old = find(before, entry.key);
    if (old == nullptr) {
      rows.push_back({"add", name, std::nullopt, shown(entry)});
    } else if (shown(*old) != shown(entry)) {
      rows.push_back({"set", name, shown(*old), shown(entry)});
    } else if (text_or_none(*old, "label") != text_or_none(entry, "label")) {
      rows.push_back({"set", name + "/" + entry.text("value") + "/label",
                      text_or_none(*old, "label"), text_or_none(entry, "label")});
    }
  }
  const auto old_primary = shown_primary(before), new_primary = shown_primary(after);
  if (old_primary != new_primary)
    rows.push_back({"set", primary_path(name), old_primary, new_primary});
  if (rows.size() == count) rows.push_back({"set", name + "/order", std::nullopt, std::nullopt});
}

// Of a field whose value is put back; of a list only where its source is what the change left.
void source_back(AssetImage& now, const ImageChange& change, const std::string& field, bool list) {
  const auto after = change.after.sources.find(field);
  const auto before = change.before.sources.find(field);
  if (after == change.after.sources.end() || before == change.before.sources.end()) return;
  const auto current = now.sources.find(field);
  const bool untouched = current != now.sources.end() && current->second == after->second;
  if (list && !untouched && (current != now.sources.end() || after->second)) return;
  if (before->second)
    now.sources[field] = before->second;
  else
    now.sources.erase(field);
}

// One list on its way back.
class ListBack {
 public:
  ListBack(AssetImage& now, const std::string& name, const ImageList& before,
           const ImageList& after, const std::optional<OnlyRow>& only, TakenBack& out)
      : now_(now.lists[name]),
        name_(name),
        before_(before),
        after_(after),
        only_(only),
        out_(out) {}

  // Whether the list is again what it was before the change.
  bool run() {
    if (!only_ && now_ == after_) {
      refuse_all();
      now_ = before_;
      return true;
    }
    for (const auto& entry : after_)
      if (!find(before_, entry.key) && wanted("add", name_, shown(entry))) take_out(entry);
    for (const auto& entry : before_) {
      const auto* then = find(after_, entry.key);
      if (then == nullptr && wanted("remove", name_, shown(entry))) put_back(entry);
      if (then != nullptr && !then->same_but_primary(entry)) rewrite(entry, *then);
    }
    primary_back();
    order_back();
    return now_ == before_;
  }

 private:
  bool wanted(std::string_view op, std::string_view path, std::string_view entry) const {
    if (!only_) return true;
    return only_->op == op && only_->path == path && (entry.empty() || only_->entry == entry);
  }
  void refuse(std::string_view op, const std::string& value) {
    out_.refused.push_back({name_, std::string(op), value});
  }
  void stays() { out_.stayed.push_back(name_); }

  void refuse_all() {
    for (const auto& entry : after_)
      if (!find(before_, entry.key)) refuse("add", entry.key);
    for (const auto& entry : before_) {
      const auto* then = find(after_, entry.key);
      if (then == nullptr) refuse("remove", entry.key);
      if (then != nullptr && !then->same_but_primary(entry)) refuse("keep", entry.key);
    }
    const auto *was = primary_of(before_), *is = primary_of(after_);
    if (is != nullptr && (was == nullptr || was->key != is->key))
      out_.refused.push_back({primary_path(name_), "set", is->key});
  }

  void take_out(const ImageEntry& entry) {
    const auto* current = find(now_, entry.key);
    if (current == nullptr) return;
    if (!current->same_but_primary(entry)) return stays();
    std::erase_if(now_, [&](const ImageEntry& one) { return one.key == entry.key; });
    refuse("add", entry.key);
  }

  // Where it stood: behind the nearest one before it that is still there.
  void put_back(const ImageEntry& entry) {
    refuse("remove", entry.key);
    if (find(now_, entry.key)) return;
    auto place = now_.begin();
    for (const auto& one : before_) {
      if (one.key == entry.key) break;
      const auto there = std::ranges::find(now_, one.key, &ImageEntry::key);
      if (there != now_.end()) place = std::next(there);
    }
    ImageEntry back = entry;
    back.primary = false;
    now_.insert(place, std::move(back));
  }

  void rewrite(const ImageEntry& before, const ImageEntry& then) {
    const std::string label = name_ + "/" + then.text("value") + "/label";
    if (!wanted("set", name_, shown(then)) && !wanted("set", label, "")) return;
    auto* current = find(now_, then.key);
    if (current == nullptr || current->same_but_primary(before)) return;
    if (!current->same_but_primary(then)) return stays();
    const bool primary = current->primary;
    *current = before;
    current->primary = primary;
    refuse("keep", then.key);
  }

  // The list never has entries and no primary one.
  void primary_back() {
    if (name_ == kCardList) return;  // none of them is
    const auto *was = primary_of(before_), *is = primary_of(after_), *current = primary_of(now_);
    const bool moved = was != nullptr && (is == nullptr || is->key != was->key);
    const std::string path = primary_path(name_);
    if (moved && wanted("set", path, "") && find(now_, was->key)) {
      const bool ours = current == nullptr || (is != nullptr && current->key == is->key);
      if (ours) {
        if (is != nullptr) out_.refused.push_back({path, "set", is->key});
        make_primary(was->key);
        return;
      }
      if (current->key != was->key) out_.stayed.push_back(path);
    }
    if (current == nullptr && !now_.empty()) make_primary(now_.front().key);
  }

  void make_primary(const std::string& key) {
    for (auto& one : now_) one.primary = one.key == key;
  }

  void order_back() {
    const bool all_there =
        now_.size() == before_.size() &&
        std::ranges::all_of(before_, [&](const auto& one) { return find(now_, one.key); });
    if (!all_there || (only_ && only_->path != name_ + "/order")) return;
    ImageList ordered;
    for (const auto& one : before_) ordered.push_back(*find(now_, one.key));
    now_ = std::move(ordered);
  }

  ImageList& now_;
  const std::string& name_;
  const ImageList &before_, &after_;
  const std::optional<OnlyRow>& only_;
  TakenBack& out_;
};

void value_back(AssetImage& now, const ImageChange& change, const std::string& path,
                TakenBack& out) {
  const auto& after = change.after.values.at(path);
  const auto before = change.before.values.find(path);
  if (before == change.before.values.end()) return;
  auto& current = now.values[path];
  if (current == after) {
    current = before->second;
    source_back(now, change, path, false);
    out.refused.push_back({path, "set", after.value_or("")});
  } else if (current != before->second) {
    out.stayed.push_back(path);
  }
}

json::object sources_json(const AssetImage& image) {
  json::object sources;
  for (const auto& [field, source] : image.sources)
    sources[field] =
        source ? json::value(json::array{json::string(source->source), source->at}) : json::value();
  return sources;
}

}  // namespace

std::string ImageEntry::text(std::string_view name) const { return base::text_member(rest, name); }

bool ImageEntry::same_but_primary(const ImageEntry& other) const {
  return key == other.key && rest == other.rest;
}

bool ImageEntry::operator==(const ImageEntry& other) const {
  return primary == other.primary && same_but_primary(other);
}

std::string primary_path(std::string_view list) {
  if (list == "emails") return "primary_email";
  if (list == "phones") return "primary_phone";
  return std::string(list) + "/primary";
}

std::string to_json(const AssetImage& image) {
  json::object values, lists;
  for (const auto& [path, value] : image.values) values[path] = nullable(value);
  for (const auto& [name, list] : image.lists) {
    json::array entries;
    for (const auto& entry : list) entries.emplace_back(entry_json(entry));
    lists[name] = std::move(entries);
  }
  return base::to_json(json::object{{"values", std::move(values)},
                                    {"lists", std::move(lists)},
                                    {"sources", sources_json(image)}});
}

AssetImage image_from_json(std::string_view text) {
  AssetImage image;
  const auto all = base::parse_json(text, "What an asset said before");
  if (const auto* values = base::member(all, "values").if_object())
    for (const auto& one : *values)
      image.values[std::string(one.key())] =
          one.value().is_string() ? std::optional(std::string(one.value().as_string()))
                                  : std::nullopt;
  if (const auto* lists = base::member(all, "lists").if_object())
    for (const auto& one : *lists)
      for (auto& list = image.lists[std::string(one.key())];
           const auto& entry : one.value().as_array())
        list.push_back(entry_from(entry));
  if (const auto* sources = base::member(all, "sources").if_object())
    for (const auto& one : *sources) {
      auto& source = image.sources[std::string(one.key())];
      if (const auto* pair = one.value().if_array())
        source = ImageSource{std::string(pair->at(0).as_string()), pair->at(1).as_int64()};
    }
  return image;
}

ImageChange difference(const AssetImage& before, const AssetImage& after) {
  ImageChange out;
  for (const auto& [path, value] : after.values) {
    const auto old = before.values.find(path);
    const auto was = old == before.values.end() ? std::nullopt : old->second;
    if (was == value) continue;
    out.before.values[path] = was;
    out.after.values[path] = value;
  }
  for (const auto& [path, value] : before.values)
    if (value && !after.values.contains(path)) {
      out.before.values[path] = value;
      out.after.values[path] = std::nullopt;
    }
  for (const auto& [name, list] : after.lists) {
    const auto old = before.lists.find(name);
    const ImageList was = old == before.lists.end() ? ImageList{} : old->second;
    if (was == list) continue;
    out.before.lists[name] = was;
    out.after.lists[name] = list;
  }
  const auto source_in = [](const AssetImage& image, const std::string& field) {
    const auto found = image.sources.find(field);
    return found == image.sources.end() ? std::nullopt : found->second;
  };
  for (const auto* image : {&before, &after})
    for (const auto& [field, source] : image->sources) {
      const auto was = source_in(before, field), is = source_in(after, field);
      if (was == is) continue;
      out.before.sources[field] = was;
      out.after.sources[field] = is;
    }
  return out;
}

std::vector<ImageRow> rows_of(const ImageChange& change) {
  std::vector<ImageRow> rows;
  for (const auto& [path, value] : change.after.values)
    rows.push_back({"set", path, change.before.values.at(path), value});
  for (const auto& [name, list] : change.after.lists)
    add_list_rows(name, change.before.lists.at(name), list, rows);
  return rows;
}

TakenBack take_back(AssetImage& now, const ImageChange& change,
                    const std::optional<OnlyRow>& only) {
  TakenBack out;
  for (const auto& [path, value] : change.after.values)
    if (!only || only->path == path) value_back(now, change, path, out);
  for (const auto& [name, list] : change.after.lists) {
    const auto before = change.before.lists.find(name);
    if (before == change.before.lists.end()) continue;
    const bool whole = ListBack(now, name, before->second, list, only, out).run();
    if (!whole) continue;
    source_back(now, change, name, true);
    source_back(now, change, primary_path(name), true);
  }
  std::ranges::sort(out.stayed);
  out.stayed.erase(std::unique(out.stayed.begin(), out.stayed.end()), out.stayed.end());
  return out;
}

}  // namespace reeve::store

// Decides field by field what a person's or Microsoft's word changes in a contact.
#include "store/contact_rules.h"

#include "base/error.h"
#include "base/text.h"
#include "store/contact_list_rules.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using domain::Source;

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxNotes = 100'000;

class Patching {
 public:
  Patching(ContactState& state, Source author, const MicrosoftRules& rules, PatchResult& result)
      : state_(state), author_(author), rules_(rules), result_(result) {}

  // A plain field; "" is empty.
  void text(std::string_view field, std::string& current,
            const std::optional<std::string>& wanted) {
    if (!wanted) return;
    std::string value(base::trim(base::clean_text(*wanted)));
    check_length(value, kMaxName);
    if (value == current || !allowed(field, current.empty(), value.empty())) return;
    if (author_ == Source::microsoft && value.empty() && leaves_no_name(field)) return;
    if (refused(field, value)) return;
    set(field, none_if_empty(current), none_if_empty(value));
    current = std::move(value);
  }

  void optional_text(std::string_view field, std::optional<std::string>& current,
                     const std::optional<std::optional<std::string>>& wanted, std::size_t limit) {
    if (!wanted) return;
    std::optional<std::string> value;
    if (*wanted) value = none_if_empty(std::string(base::trim(base::clean_text(**wanted))));
    if (value) check_length(*value, limit);
    if (value == current || !allowed(field, !current, !value)) return;
    if (refused(field, value.value_or(""))) return;
    set(field, current, value);
    current = std::move(value);
  }

  // History has names, as of whatever else has an id.
  void location(const std::optional<std::optional<domain::ContactPlace>>& wanted) {
    if (!wanted) return;
    auto& current = state_.contact.location;
    const auto id = [](const std::optional<domain::ContactPlace>& one) {
      return one ? one->id : 0;
    };
    const auto name = [](const std::optional<domain::ContactPlace>& one) {
      return one ? std::optional(one->name) : std::nullopt;
    };
    if (id(*wanted) == id(current) || !allowed("location", !current, !*wanted)) return;
    // As store/contact_image.h has it.
    if (refused("location", *wanted ? std::to_string((*wanted)->id) : "")) return;
    set("location", name(current), name(*wanted));
    current = *wanted;
  }

  void important(const std::optional<bool>& wanted) {
    bool& current = state_.contact.important;
    const bool untouched = !current && !state_.fields.written.contains("important");
    if (!wanted || *wanted == current || !allowed("important", untouched, false)) return;
    if (refused("important", *wanted ? "true" : "false")) return;
    set("important", current ? "true" : "false", *wanted ? "true" : "false");
    current = *wanted;
  }

  void archived(const std::optional<bool>& wanted, base::Time now) {
    auto& current = state_.contact.archived_at;
    if (!wanted || *wanted == current.has_value()) return;
    if (author_ == Source::microsoft && !rules_.wins.contains("archived")) return;
    if (refused("archived", *wanted ? "true" : "false")) return;
    current = *wanted ? std::optional(now) : std::nullopt;
    result_.changes.push_back({*wanted ? "archive" : "restore", "", std::nullopt, std::nullopt});
  }

 private:
  static std::optional<std::string> none_if_empty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
  }
  static void check_length(const std::string& value, std::size_t limit) {
    if (value.size() > limit)
      throw Error(ErrorCode::invalid,
                  "A value is too long. Names and titles take at most 255 characters.");
  }
  bool leaves_no_name(std::string_view field) const {
    const auto& contact = state_.contact;
    return field == "first_name" ? contact.last_name.empty() : contact.first_name.empty();
  }
  // A blank clears only what Microsoft wrote, whoever wins.
  bool allowed(std::string_view field, bool empty, bool blank) const {
    const bool wins = !blank && rules_.wins.contains(field);
    return may_write(author_, state_.fields, field, empty || wins);
  }
  // Somebody took that very value back.
  bool refused(std::string_view field, const std::string& value) const {
    return author_ == Source::microsoft && state_.fields.refuses(field, "set", value);
  }
  void set(std::string_view field, std::optional<std::string> old,
           std::optional<std::string> value) {
    result_.changes.push_back({"set", std::string(field), std::move(old), std::move(value)});
    result_.fields.emplace_back(field);
  }

  ContactState& state_;
  Source author_;
  const MicrosoftRules& rules_;
  PatchResult& result_;
};

}  // namespace

PatchResult apply_contact_patch(ContactState& state, const ContactPatch& patch, Source author,
                                bool creating, base::Time now) {
  PatchResult result;
  auto& contact = state.contact;
  Patching patching(state, author, patch.rules, result);
  patching.text("first_name", contact.first_name, patch.first_name);
  patching.text("last_name", contact.last_name, patch.last_name);
  patching.optional_text("title", contact.title, patch.title, kMaxName);
  patching.optional_text("contact_type", contact.contact_type, patch.contact_type, kMaxName);
  patching.optional_text("notes", contact.notes, patch.notes, kMaxNotes);
  patching.location(patch.location);
  patching.important(patch.important);
  if (patch.emails) result.emails = apply_emails(state, *patch.emails, author, patch.rules, result);
  if (patch.phones) result.phones = apply_phones(state, *patch.phones, author, patch.rules, result);
  patching.archived(patch.archived, now);
  if (domain::full_name(contact).empty())
    throw Error(ErrorCode::invalid, "A contact needs a first or a last name. Type at least one.");
  if (creating) result.changes = {{"create", "", std::nullopt, domain::full_name(contact)}};
  for (const auto& field : result.fields) state.fields.written[field] = {author, now};
  return result;
}

}  // namespace reeve::store

// The state file: lines of JSON appended with fdatasync, rewritten by rename at start and stop.
#include "state.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "encoding.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kSealKeyBytes = 32;
constexpr std::int64_t kKeepUsedCodes = 3600;  // a reused code is told apart for an hour
constexpr std::size_t kMostEdits = 1'000'000;
constexpr std::size_t kMostCodes = 100'000;

std::set<std::string> set_of(const json::object& object, std::string_view name) {
  std::set<std::string> result;
  if (const json::value* found = object.if_contains(name); found && found->is_array())
    for (const json::value& one : found->as_array()) result.emplace(one.as_string());
  return result;
}
json::array array_of(const std::set<std::string>& items) {
  return json::array(items.begin(), items.end());
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw std::runtime_error(
      fmt::format("The state file {} cannot be written: {}. Name a file in a folder that this user "
                  "may write to, with --state FILE.",
                  path, why));
}

void write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(file, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) refuse(path, std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

void sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;  // the file itself is synced; some file systems have no folder sync
  ::fsync(opened);
  ::close(opened);
}

json::object code_event(const std::string& code, const Code& value) {
  return {{"code", code},
          {"client", value.client_id},
          {"tenant", value.tenant},
          {"user", value.user_id},
          {"redirect", value.redirect_uri},
          {"scope", value.scope},
          {"nonce", value.nonce},
          {"challenge", value.challenge},
          {"method", value.challenge_method},
          {"expires", value.expires},
          {"used", value.used},
          {"mfa", value.mfa}};
}

json::object consent_event(const std::string& both, const Consent& value) {
  json::object personal;
  for (const auto& [person, scopes] : value.personal) personal[person] = array_of(scopes);
  json::object since;
  for (const auto& [role, when] : value.since) since[role] = when;
  return {{"consent", both},
          {"present", value.present},
          {"roles", array_of(value.roles)},
          {"scopes", array_of(value.scopes)},
          {"personal", std::move(personal)},
          {"since", std::move(since)}};
}

}  // namespace

State::State(std::string path, std::string world, std::int64_t now)
    : path_(std::move(path)), world_(std::move(world)), born_(now), now_(now) {
  if (!path_.empty()) lock_file();
  std::error_code ignored;
  if (!path_.empty() && std::filesystem::exists(path_, ignored)) {
    std::ifstream file(path_, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file.is_open())
      throw std::runtime_error(fmt::format(
          "The state file {} cannot be read: {}. Make it readable for this user, or name another "
          "with --state FILE.",
          path_, std::strerror(errno)));
    load(text.str());
  }
  if (!key_) key_ = SigningKey::generate();
  if (seal_key_.empty()) seal_key_ = fresh_bytes(kSealKeyBytes);
  write_anew();
}

void Descriptor::reset(int opened) {
  if (file_ >= 0) ::close(file_);
  file_ = opened;
}

// A second cloud on the same file would rename it away under the first one. The lock ends with the
// process, however that ends.
void State::lock_file() {
  const std::string name = path_ + ".lock";
  lock_.reset(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_.is_open()) refuse(path_, std::strerror(errno));
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return;
  throw std::runtime_error(fmt::format(
      "The state file {} is used by another reeve-cloud that still runs. Stop that one, or name "
      "another file with --state FILE.",
      path_));
}

void State::load(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  bool first = true;
  while (std::getline(lines, line)) {
    // A last line without its end was never told to anybody: the program was killed in it.
    if (lines.eof() && text.back() != '\n') break;
    boost::system::error_code bad;
    const json::value event = json::parse(line, bad);
    if (bad || !event.is_object())
      throw std::runtime_error(fmt::format(
          "The state file {} is damaged (not a line of JSON). Remove it to begin anew.", path_));
    if (first && text_of(event.as_object(), "world") != world_)
      throw std::runtime_error(fmt::format(
          "The state file {} belongs to another world ({}). Start with the same --seed, --tenants, "
          "--users and --world, or name another file with --state FILE.",
          path_, text_of(event.as_object(), "world")));
    first = false;
    apply(event.as_object());
  }
}

void State::apply_code(const json::object& event) {
  Code& code = codes_[text_of(event, "code")];
  code.client_id = text_of(event, "client");
  code.tenant = text_of(event, "tenant");
  code.user_id = text_of(event, "user");
  code.redirect_uri = text_of(event, "redirect");
  code.scope = text_of(event, "scope");
  code.nonce = text_of(event, "nonce");
  code.challenge = text_of(event, "challenge");
  code.challenge_method = text_of(event, "method");
  code.expires = number_of(event, "expires");
  const json::value* used = event.if_contains("used");
  code.used = used && used->is_bool() && used->as_bool();
  const json::value* mfa = event.if_contains("mfa");
  code.mfa = mfa && mfa->is_bool() && mfa->as_bool();
}

void State::apply_consent(const json::object& event) {
  Consent& consent = consents_[text_of(event, "consent")];
  consent.present = event.at("present").as_bool();
  consent.roles = set_of(event, "roles");
  consent.scopes = set_of(event, "scopes");
  consent.personal.clear();
  consent.since.clear();
  // Files of an earlier version have neither.
  if (const json::value* personal = event.if_contains("personal"))
    for (const auto& one : personal->as_object())
      consent.personal[one.key()] = set_of(personal->as_object(), one.key());
  if (const json::value* since = event.if_contains("since"))
    for (const auto& one : since->as_object()) consent.since[one.key()] = one.value().as_int64();
}

void State::apply(const Event& event) {
  if (event.contains("world")) {
    born_ = number_of(event, "born");
  } else if (event.contains("key")) {
    key_ = SigningKey::from_pem(text_of(event, "key"), text_of(event, "certificate"));
  } else if (event.contains("seal")) {
    seal_key_ = base64url_decode(text_of(event, "seal")).value_or("");
  } else if (event.contains("code")) {
    apply_code(event);
  } else if (event.contains("consent")) {
    apply_consent(event);
  } else if (event.contains("revoke")) {
    valid_from_[text_of(event, "revoke")] = number_of(event, "at");
  } else if (event.contains("use")) {
    last_use_[text_of(event, "use")] = number_of(event, "at");
  } else if (event.contains("setting")) {
    settings_[text_of(event, "setting")].push_back(text_of(event, "value"));
  } else if (event.contains("clock")) {
    clock_offset_ = number_of(event, "clock");
  } else if (event.contains("record")) {
    auto& kind = records_[text_of(event, "record")];
    const json::object& value = event.at("value").as_object();
    if (value.empty())
      kind.erase(text_of(event, "name"));
    else
      kind[text_of(event, "name")] = value;
  } else if (event.contains("edit")) {
    edits_.push_back(event.at("edit").as_object());
  }
}

void State::record(const Event& event) {
  apply(event);
  if (!file_.is_open()) return;
  write_all(file_.get(), json::serialize(event) + "\n", path_);
  if (::fdatasync(file_.get()) != 0) refuse(path_, std::strerror(errno));
}

std::string State::key_lines() const {
  return json::serialize(
             json::object{{"key", key_->key_pem()}, {"certificate", key_->certificate_pem()}}) +
         "\n" + json::serialize(json::object{{"seal", base64url_encode(seal_key_)}}) + "\n";
}

std::string State::snapshot() const {
  std::string text = json::serialize(json::object{{"world", world_}, {"born", born_}}) + "\n";
  text += key_lines();
  const auto add = [&text](const json::object& event) { text += json::serialize(event) + "\n"; };
  add({{"clock", clock_offset_}});
  for (const auto& [code, value] : codes_)
    if (value.expires + kKeepUsedCodes > now_) add(code_event(code, value));
  for (const auto& [both, value] : consents_) add(consent_event(both, value));
  for (const auto& [user, at] : valid_from_) add({{"revoke", user}, {"at", at}});
  for (const auto& [token, at] : last_use_) add({{"use", token}, {"at", at}});
  for (const auto& [kind, values] : settings_)
    for (const std::string& value : values) add({{"setting", kind}, {"value", value}});
  for (const auto& [kind, all] : records_)
    for (const auto& [name, value] : all) add({{"record", kind}, {"name", name}, {"value", value}});
  for (const json::object& edit : edits_) add({{"edit", edit}});
  return text;
}

void State::write_anew() {
  if (path_.empty()) return;
  const std::string fresh = path_ + ".new";
  Descriptor file;
  file.reset(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.is_open()) refuse(path_, std::strerror(errno));
  write_all(file.get(), snapshot(), path_);
  if (::fsync(file.get()) != 0 || ::rename(fresh.c_str(), path_.c_str()) != 0)
    refuse(path_, std::strerror(errno));
  sync_folder(path_);
  open_for_append();
}

void State::open_for_append() {
  file_.reset(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file_.is_open()) refuse(path_, std::strerror(errno));
}

void State::put_code(const std::string& code, const Code& value) {
  const std::lock_guard lock(mutex_);
  if (codes_.size() >= kMostCodes) codes_.clear();
  record(code_event(code, value));
}

std::optional<Code> State::code(const std::string& code) const {
  const std::lock_guard lock(mutex_);
  const auto found = codes_.find(code);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

bool State::use_code(const std::string& code) {
  const std::lock_guard lock(mutex_);
  const auto found = codes_.find(code);
  if (found == codes_.end() || found->second.used) return false;
  Code used = found->second;
  used.used = true;
  record(code_event(code, used));
  return true;
}

std::optional<Consent> State::consent(const std::string& tenant, const std::string& client) const {
  const std::lock_guard lock(mutex_);
  const auto found = consents_.find(tenant + " " + client);
  return found == consents_.end() ? std::nullopt : std::optional(found->second);
}

void State::put_consent(const std::string& tenant, const std::string& client,
                        const Consent& value) {
  const std::lock_guard lock(mutex_);
  record(consent_event(tenant + " " + client, value));
}

void State::revoke_before(const std::string& user_id, std::int64_t when) {
  const std::lock_guard lock(mutex_);
  record({{"revoke", user_id}, {"at", when}});
}

std::int64_t State::valid_from(const std::string& user_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = valid_from_.find(user_id);
  return found == valid_from_.end() ? 0 : found->second;
}

std::int64_t State::last_use(const std::string& token_id, std::int64_t issued) const {
  const std::lock_guard lock(mutex_);
  const auto found = last_use_.find(token_id);
  return found == last_use_.end() ? issued : std::max(issued, found->second);
}

void State::note_use(const std::string& token_id, std::int64_t issued, std::int64_t now) {
  constexpr std::int64_t day = 24 * 3600;
  if (now - last_use(token_id, issued) < day) return;  // idle time is counted in days
  const std::lock_guard lock(mutex_);
  record({{"use", token_id}, {"at", now}});
}

void State::add_setting(const std::string& kind, const std::string& value) {
  const std::lock_guard lock(mutex_);
  record({{"setting", kind}, {"value", value}});
}

std::vector<std::string> State::settings(const std::string& kind) const {
  const std::lock_guard lock(mutex_);
  const auto found = settings_.find(kind);
  return found == settings_.end() ? std::vector<std::string>() : found->second;
}

void State::put_record(const std::string& kind, const std::string& name,
                       const json::object& value) {
  const std::lock_guard lock(mutex_);
  record({{"record", kind}, {"name", name}, {"value", value}});
}

std::map<std::string, json::object> State::records(const std::string& kind) const {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(kind);
  return found == records_.end() ? std::map<std::string, json::object>() : found->second;
}

std::int64_t State::clock_offset() const {
  const std::lock_guard lock(mutex_);
  return clock_offset_;
}

void State::set_clock_offset(std::int64_t seconds) {
  const std::lock_guard lock(mutex_);
  record({{"clock", seconds}});
}

void State::add_edit(const json::object& edit) {
  const std::lock_guard lock(mutex_);
  if (edits_.size() >= kMostEdits)
    throw std::runtime_error("The world was changed a million times; start it anew.");
  record({{"edit", edit}});
}

std::vector<json::object> State::edits() const {
  const std::lock_guard lock(mutex_);
  return edits_;
}

void State::compact() {
  const std::lock_guard lock(mutex_);
  write_anew();
}

}  // namespace cloud

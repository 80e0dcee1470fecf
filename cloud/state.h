// What the cloud must remember over a restart: keys, codes, consents, revocations, edits, its
// clock.
//
// Every change is one line of JSON, appended to the file and flushed to the disk before the client
// is told, so that kill -9 loses nothing; start and clean stop rewrite the file without what is
// outdated (new file, then rename). Refresh tokens and sign-in tickets are not kept: they are
// sealed texts that only the key of this state opens.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "keys.h"

namespace cloud {

// An authorization code that was handed out.
struct Code {
  std::string client_id, tenant, user_id, redirect_uri, scope, nonce, challenge, challenge_method;
  std::int64_t expires = 0;
  bool used = false;
  bool mfa = false;  // the person passed multi-factor authentication
};

// What an application was granted in one tenant.
struct Consent {
  bool present = false;               // the service principal exists
  std::set<std::string> roles = {};   // application permissions
  std::set<std::string> scopes = {};  // delegated permissions, for everybody
  // Delegated permissions for one person alone, by the person's id.
  std::map<std::string, std::set<std::string>> personal = {};
  // When a role was granted; what is not in here came with the tenant.
  std::map<std::string, std::int64_t> since = {};
};

// An open file that closes itself, also when a constructor fails halfway.
class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { reset(-1); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int opened);
  int get() const { return file_; }
  bool is_open() const { return file_ >= 0; }

 private:
  int file_ = -1;
};

// Safe on any thread. Throws std::runtime_error with a sentence when the file cannot be written.
class State {
 public:
  // `path` may be empty: nothing is kept then. `world` names the options the world was made from;
  // a file of another world, or one that another running cloud uses, is refused.
  State(std::string path, std::string world, std::int64_t now);
  ~State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::int64_t born() const { return born_; }
  std::int64_t clock_offset() const;
  const SigningKey& key() const { return *key_; }
  const std::string& seal_key() const { return seal_key_; }

  void put_code(const std::string& code, const Code& value);
  std::optional<Code> code(const std::string& code) const;
  // False when it was used already; only one of several callers gets true.
  bool use_code(const std::string& code);

  std::optional<Consent> consent(const std::string& tenant, const std::string& client) const;
  void put_consent(const std::string& tenant, const std::string& client, const Consent& value);

  // Refresh tokens of that user from before that time are void.
  void revoke_before(const std::string& user_id, std::int64_t when);
  std::int64_t valid_from(const std::string& user_id) const;
  // When that refresh token was used last, by the day; `issued` when it never was.
  std::int64_t last_use(const std::string& token_id, std::int64_t issued) const;
  void note_use(const std::string& token_id, std::int64_t issued, std::int64_t now);

  // Settings of the one application: kinds are "redirect", "secret" and "certificate".
  void add_setting(const std::string& kind, const std::string& value);
  std::vector<std::string> settings(const std::string& kind) const;

  // Records of other parts of the cloud, by kind and name; an empty value removes one.
  void put_record(const std::string& kind, const std::string& name,
                  const boost::json::object& value);
  std::map<std::string, boost::json::object> records(const std::string& kind) const;

  void set_clock_offset(std::int64_t seconds);
  // Changes of the world by /_control, in order, to be applied again at start.
  void add_edit(const boost::json::object& edit);
  std::vector<boost::json::object> edits() const;

  // Writes the file anew; for a clean stop.
  void compact();

 private:
  using Event = boost::json::object;
  void load(const std::string& text);
  void apply(const Event& event);
  void apply_code(const boost::json::object& event);
  void apply_consent(const boost::json::object& event);
  void record(const Event& event);
  void write_anew();
  void open_for_append();
  void lock_file();
  std::string snapshot() const;
  std::string key_lines() const;

  mutable std::mutex mutex_;
  const std::string path_;
  const std::string world_;
  Descriptor file_;
  Descriptor lock_;  // held on FILE.lock as long as this lives: one cloud, one state
  std::int64_t born_ = 0;
  std::int64_t now_ = 0;  // the latest time that was told
  std::int64_t clock_offset_ = 0;
  std::optional<SigningKey> key_;
  std::string seal_key_;
  std::map<std::string, Code> codes_;
  std::map<std::string, Consent> consents_;  // "tenant client"
  std::map<std::string, std::int64_t> valid_from_;
  std::map<std::string, std::int64_t> last_use_;
  std::map<std::string, std::vector<std::string>> settings_;
  std::map<std::string, std::map<std::string, boost::json::object>> records_;
  std::vector<boost::json::object> edits_;
};

}  // namespace cloud

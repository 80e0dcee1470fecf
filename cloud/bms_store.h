// BMS's records behind their lock, each change kept for the next start.
#pragma once

#include <boost/json.hpp>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

#include "bms_records.h"
#include "state.h"

namespace cloud {

// Changes records while the lock is held; what was put is in the state before put() returns.
class BmsWriter {
 public:
  BmsWriter(BmsRecords& records, State& state) : records_(records), state_(state) {}

  const BmsRecords& records() const { return records_; }
  // Gives new ids to whatever in the record has id 0.
  const BmsAccount& put(BmsAccount account);
  const BmsContact& put(BmsContact contact);
  void remove_contact(int id);
  void remove_account(int id);  // with its contacts
  void spend(const std::string& refresh_token_id);
  void void_tokens();
  void set_single_in_envelope(bool yes);

 private:
  void keep(boost::json::object change);

  BmsRecords& records_;
  State& state_;
};

// Safe on any thread.
class BmsStore {
 public:
  explicit BmsStore(BmsRecords made) : records_(std::move(made)) {}

  // Applies a change that the state remembers; false when it is not BMS's.
  bool apply(const boost::json::object& edit);

  // The records hold still while `look` runs; what it gives must not point into them.
  template <class Look>
  auto read(Look look) const {
    const std::shared_lock lock(mutex_);
    return look(records_);
  }
  template <class Change>
  auto write(State& state, Change change) {
    const std::unique_lock lock(mutex_);
    BmsWriter writer(records_, state);
    return change(writer);
  }

 private:
  mutable std::shared_mutex mutex_;
  BmsRecords records_;
};

}  // namespace cloud

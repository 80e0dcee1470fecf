// A few database connections shared by many threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.h"

namespace reeve::db {

inline constexpr std::chrono::seconds kPoolWait{30};

// Thread-safe. Opens connections when needed, at most `limit`; take() waits up to kPoolWait for
// one, then throws Error{unavailable}. Must outlive its leases.
template <class C>
class Pool {
 public:
  using Open = std::function<std::unique_ptr<C>()>;
  Pool(std::size_t limit, Open open) : limit_(limit), open_(std::move(open)) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Gives the connection back when it ends; discard() closes it instead.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<C> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.give_back(std::move(connection_)); }
    explicit operator bool() const { return connection_ != nullptr; }
    C& operator*() { return *connection_; }
    C* operator->() { return connection_.get(); }
    // Closes this connection and opens another; throws what opening throws (the lease is then
    // empty).
    void replace() {
      connection_.reset();
      connection_ = pool_.open_();
    }
    void discard() { connection_.reset(); }

   private:
    Pool& pool_;
    std::unique_ptr<C> connection_;
  };

  Lease take() {
    std::unique_lock hold(mutex_);
    if (!freed_.wait_for(hold, kPoolWait, [this] { return !idle_.empty() || out_ < limit_; }))
      throw base::Error(base::ErrorCode::unavailable,
                        "The database is too busy at the moment. Try again in a minute.",
                        "no free connection in the pool");
    ++out_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(connection));
    }
    hold.unlock();
    try {
      return Lease(*this, open_());
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }

  // For a first connection made while opening.
  void add(std::unique_ptr<C> connection) {
    std::lock_guard hold(mutex_);
    idle_.push_back(std::move(connection));
  }

 private:
  void give_back(std::unique_ptr<C> connection) {
    {
      std::lock_guard hold(mutex_);
      --out_;
      if (connection) idle_.push_back(std::move(connection));
    }
    freed_.notify_one();
  }

  std::size_t limit_;
  Open open_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<C>> idle_;  // guarded by mutex_
  std::size_t out_ = 0;                   // guarded by mutex_
};

}  // namespace reeve::db

// Compressed bodies, kept by their content: the same page asked for again costs no compression.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace cloud {

// Safe on any thread. A body is known again by 128 bits of its hash and its length, never by who
// asked for it, so that no change of the world can make an entry wrong. Holds at most `bound` bytes
// of compressed bodies; those that were not asked for longest go first.
class GzipCache {
 public:
  using Packed = std::shared_ptr<const std::string>;
  static constexpr std::size_t kUsualBound = 64UL * 1024 * 1024;

  explicit GzipCache(std::size_t bound = kUsualBound) : bound_(bound) {}

  // The body in gzip's form; null when it cannot be compressed.
  Packed packed(std::string_view body);

  std::size_t bytes() const;
  std::size_t compressions() const;  // how often it could not help

 private:
  struct Key {
    std::uint64_t high = 0, low = 0;
    std::size_t size = 0;
    auto operator<=>(const Key&) const = default;
  };
  struct Entry {
    Key key;
    Packed packed;
  };
  static Key key_of(std::string_view body);
  Packed find(const Key& key);
  void keep(const Key& key, const Packed& packed);

  mutable std::mutex mutex_;
  const std::size_t bound_;
  std::size_t bytes_ = 0;
  std::size_t compressions_ = 0;
  std::list<Entry> entries_;  // the latest asked for stands first
  std::map<Key, std::list<Entry>::iterator> by_key_;
};

}  // namespace cloud

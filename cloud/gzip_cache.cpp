// libdeflate for what is new, XXH3 to know what is not.
#include "gzip_cache.h"

#include <libdeflate.h>
#include <xxhash.h>

namespace cloud {
namespace {

constexpr int kFast = 1;

GzipCache::Packed compress(std::string_view body) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(kFast), libdeflate_free_compressor);
  if (!compressor) return nullptr;
  std::string packed(libdeflate_gzip_compress_bound(compressor.get(), body.size()), '\0');
  const std::size_t size = libdeflate_gzip_compress(compressor.get(), body.data(), body.size(),
                                                    packed.data(), packed.size());
  if (size == 0) return nullptr;
  packed.resize(size);
  packed.shrink_to_fit();
  return std::make_shared<const std::string>(std::move(packed));
}

}  // namespace

GzipCache::Key GzipCache::key_of(std::string_view body) {
  const XXH128_hash_t hash = XXH3_128bits(body.data(), body.size());
  return {hash.high64, hash.low64, body.size()};
}

GzipCache::Packed GzipCache::find(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) {
    ++compressions_;
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, known->second);
  return known->second->packed;
}

void GzipCache::keep(const Key& key, const Packed& packed) {
  const std::lock_guard lock(mutex_);
  if (packed->size() > bound_ || by_key_.contains(key)) return;
  entries_.push_front({key, packed});
  by_key_[key] = entries_.begin();
  bytes_ += packed->size();
  while (bytes_ > bound_) {
    bytes_ -= entries_.back().packed->size();
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

GzipCache::Packed GzipCache::packed(std::string_view body) {
  const Key key = key_of(body);
  if (Packed known = find(key)) return known;
  Packed made = compress(body);
  if (made) keep(key, made);
  return made;
}

std::size_t GzipCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t GzipCache::compressions() const {
  const std::lock_guard lock(mutex_);
  return compressions_;
}

}  // namespace cloud

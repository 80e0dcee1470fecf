// Random bytes from libsodium, and a seeded stream for tests.
#include "base/random.h"

#include <sodium.h>

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace reeve::base {
namespace {

void start_sodium() {
  if (sodium_init() < 0)
    throw Error(ErrorCode::internal, "The crypto library could not be started.");
}

}  // namespace

Random system_random() {
  start_sodium();
  return [](std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); };
}

Random seeded_random(std::uint64_t seed) {
  start_sodium();
  struct Stream {
    std::mutex mutex;
    std::uint64_t seed = 0;
    std::uint64_t block = 0;
  };
  auto stream = std::make_shared<Stream>();
  stream->seed = seed;
  return [stream](std::span<std::byte> out) {
    std::lock_guard hold(stream->mutex);
    std::array<unsigned char, randombytes_SEEDBYTES> key{};
    for (std::size_t i = 0; i < 8; ++i) {
      key[i] = static_cast<unsigned char>(stream->seed >> (8 * i));
      key[8 + i] = static_cast<unsigned char>(stream->block >> (8 * i));
    }
    ++stream->block;
    randombytes_buf_deterministic(out.data(), out.size(), key.data());
  };
}

std::string random_token(const Random& random, std::size_t bytes) {
  std::vector<std::byte> raw(bytes);
  random(raw);
  return base64url(raw);
}

std::string random_uuid(const Random& random) {
  std::array<std::byte, 16> raw{};
  random(raw);
  raw[6] = (raw[6] & std::byte{0x0f}) | std::byte{0x40};
  raw[8] = (raw[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string text = hex(raw);
  for (std::size_t at : {20UL, 16UL, 12UL, 8UL}) text.insert(at, 1, '-');
  return text;
}

}  // namespace reeve::base

// Packed answers come out whole, and bombs do not come out at all.
#include "http/gzip.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <memory>

#include "base/error.h"

namespace reeve::http {
namespace {

std::string gzip(std::string_view text) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> packer(
      libdeflate_alloc_compressor(6), libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(packer.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(packer.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

base::ErrorCode code_of(std::string_view packed, std::size_t most) {
  try {
    inflate_gzip(packed, most);
  } catch (const base::Error& error) {
    return error.code();
  }
  return base::ErrorCode::internal;
}

TEST(Gzip, GivesBackWhatWasPacked) {
  for (const std::size_t size : {0U, 1U, 100U, 65'536U, 1'000'000U}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (i * i) % 23);
    EXPECT_EQ(inflate_gzip(gzip(text), 2'000'000), text) << size;
    EXPECT_EQ(inflate_gzip(gzip(text), std::max<std::size_t>(size, 1)), text) << size;
  }
}

TEST(Gzip, JoinsMembers) {
  EXPECT_EQ(inflate_gzip(gzip("{\"value\":") + gzip("[]}"), 1'000), "{\"value\":[]}");
}

TEST(Gzip, StopsABomb) {
  const auto bomb = gzip(std::string(50'000'000, 'x'));
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_EQ(code_of(bomb, 1'000'000), base::ErrorCode::too_large);
}

TEST(Gzip, StopsABombThatLiesAboutItsSize) {
  auto bomb = gzip(std::string(5'000'000, 'x'));
  for (std::size_t i = 1; i <= 4; ++i) bomb[bomb.size() - i] = '\0';
  EXPECT_EQ(code_of(bomb, 1'000'000), base::ErrorCode::too_large);
}

TEST(Gzip, RefusesCutAndForeignBytes) {
  const auto whole = gzip("some text that is long enough to be cut in the middle of it");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(code_of(whole.substr(0, size), 1'000), base::ErrorCode::protocol) << size;
  EXPECT_EQ(code_of("<html>this is no gzip at all</html>", 1'000), base::ErrorCode::protocol);
  EXPECT_EQ(code_of(whole + "tail", 1'000), base::ErrorCode::protocol);
}

}  // namespace
}  // namespace reeve::http

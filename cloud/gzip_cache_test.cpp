// Compressed bodies: whole when unpacked, compressed once, within the bound.
#include "gzip_cache.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <thread>
#include <vector>

namespace cloud {
namespace {

std::string unpacked(const std::string& packed, std::size_t size) {
  std::string text(size, '\0');
  libdeflate_decompressor* reader = libdeflate_alloc_decompressor();
  std::size_t got = 0;
  const auto result = libdeflate_gzip_decompress(reader, packed.data(), packed.size(), text.data(),
                                                 text.size(), &got);
  libdeflate_free_decompressor(reader);
  return result == LIBDEFLATE_SUCCESS && got == size ? text : "broken";
}

// Text that does not compress to nothing.
std::string body(int number) {
  std::string text;
  for (int at = 0; at < 500; ++at) text += std::to_string(at * 7919 + number) + ",";
  return text;
}

TEST(GzipCache, CompressesTheSameContentOnce) {
  GzipCache cache;
  const std::string one = body(1);
  const auto first = cache.packed(one);
  ASSERT_TRUE(first);
  EXPECT_EQ(unpacked(*first, one.size()), one);
  EXPECT_EQ(cache.packed(std::string(one)), first) << "another text of the same content";
  EXPECT_EQ(cache.compressions(), 1U);
}

TEST(GzipCache, OtherContentIsAnotherBody) {
  GzipCache cache;
  std::string text = body(1);
  const auto before = cache.packed(text);
  text[text.size() / 2] = '!';
  const auto after = cache.packed(text);
  EXPECT_EQ(unpacked(*after, text.size()), text);
  EXPECT_NE(before, after);
}

TEST(GzipCache, KeepsToItsBoundAndForgetsTheOldest) {
  const std::size_t size = GzipCache().packed(body(1))->size();
  GzipCache cache(3 * size + size / 2);
  for (int number = 1; number <= 3; ++number) cache.packed(body(number));
  cache.packed(body(1));  // asked for again: the second is the oldest now
  cache.packed(body(4));
  EXPECT_LE(cache.bytes(), 3 * size + size / 2);
  EXPECT_EQ(cache.compressions(), 4U);
  cache.packed(body(1));
  EXPECT_EQ(cache.compressions(), 4U) << "still known";
  cache.packed(body(2));
  EXPECT_EQ(cache.compressions(), 5U) << "forgotten";
}

TEST(GzipCache, WhatIsLargerThanTheBoundIsNotKept) {
  GzipCache cache(100);
  const std::string text = body(1);
  EXPECT_EQ(unpacked(*cache.packed(text), text.size()), text);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(GzipCache, IsSafeOnSeveralThreads) {
  GzipCache cache(20'000);
  std::vector<std::jthread> threads;
  std::vector<int> good(4, 0);
  for (std::size_t at = 0; at < good.size(); ++at)
    threads.emplace_back([&cache, &count = good[at]] {
      for (int number = 0; number < 200; ++number) {
        const std::string text = body(number % 20);
        if (unpacked(*cache.packed(text), text.size()) == text) ++count;
      }
    });
  threads.clear();
  EXPECT_EQ(good, std::vector<int>(4, 200));
  EXPECT_LE(cache.bytes(), 20'000U);
}

}  // namespace
}  // namespace cloud

// A page of two files, in place of the one that the build embeds.
#include <string_view>

#include "api/page.h"

namespace reeve::api {
namespace {

constexpr std::string_view kIndex = "<!doctype html><title>Reeve</title>";
constexpr std::string_view kScript = "console.log('plain')";
constexpr std::string_view kGzip = "pretend gzip";

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

std::span<const PageFile> page_files() {
  static const PageFile files[] = {
      {"/index.html", "text/html; charset=utf-8", "\"index-1\"", bytes(kIndex), {}, {}, false},
      {"/assets/app-1a2b.js",
       "text/javascript; charset=utf-8",
       "\"app-1\"",
       bytes(kScript),
       bytes(kGzip),
       {},
       true},
  };
  return files;
}

}  // namespace reeve::api

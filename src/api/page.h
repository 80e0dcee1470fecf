// The built page as bytes inside the program, and how a file of it is served.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "api/http_message.h"

namespace reeve::api {

struct PageFile {
  std::string_view path;                              // "/assets/index-3f2a.js", "/index.html"
  std::string_view content_type;                      // "text/javascript; charset=utf-8"
  std::string_view etag;                              // quoted
  std::span<const std::byte> identity, gzip, brotli;  // the last two may be empty
  bool immutable = false;                             // its name changes with its content
};

// Defined by the library reeve_page, which cmake/page.cmake generates from web/dist. Lives as long
// as the program.
std::span<const PageFile> page_files();

// A file of the page, else index.html for any path that looks like a place in the page (no dot in
// its last part), else 404. Only GET and HEAD reach this.
Response serve_page(const Request& request);

}  // namespace reeve::api

// Serving the embedded page.
#include "api/page.h"

#include "api/json_api.h"
#include "base/error.h"
#include "base/text.h"

namespace reeve::api {
namespace {

const PageFile* find_file(std::string_view path) {
  for (const PageFile& file : page_files())
    if (file.path == path) return &file;
  return nullptr;
}

// "gzip;q=0" refuses it.
bool accepts(const Request& request, std::string_view coding) {
  for (const std::string& part :
       base::split(base::ascii_lower(request.header("accept-encoding")), ',')) {
    const auto pieces = base::split(part, ';');
    if (base::trim(pieces.front()) != coding) continue;
    if (pieces.size() < 2) return true;
    const std::string_view quality = base::trim(pieces[1]);
    return quality != "q=0" && quality != "q=0.0" && quality != "q=0.00" && quality != "q=0.000";
  }
  return false;
}

bool looks_like_place(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.substr(slash == std::string_view::npos ? 0 : slash).find('.') ==
         std::string_view::npos;
}

Response serve(const Request& request, const PageFile& file) {
  Response response;
  response.set("Content-Type", file.content_type);
  response.set("ETag", file.etag);
  response.set("Vary", "Accept-Encoding");
  response.set("Cache-Control",
               file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!file.etag.empty() &&
      request.header("if-none-match").find(file.etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  response.embedded = file.identity;
  if (!file.brotli.empty() && accepts(request, "br")) {
    response.embedded = file.brotli;
    response.set("Content-Encoding", "br");
  } else if (!file.gzip.empty() && accepts(request, "gzip")) {
    response.embedded = file.gzip;
    response.set("Content-Encoding", "gzip");
  }
  return response;
}

}  // namespace

Response serve_page(const Request& request) {
  if (const PageFile* file = find_file(request.path)) return serve(request, *file);
  const PageFile* index = find_file("/index.html");
  if (index && looks_like_place(request.path)) return serve(request, *index);
  throw base::Error(
      base::ErrorCode::not_found,
      "There is no such file in Reeve's page. Reload the page; it may be from an older version.");
}

}  // namespace reeve::api

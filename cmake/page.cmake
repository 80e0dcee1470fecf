# The built page as a library of bytes, so that reeve is one file to copy (see src/api/page.h).
# REEVE_WEB=ON builds web/ with npm; OFF embeds one page that says so.
find_program(REEVE_NODE node HINTS ${PROJECT_SOURCE_DIR}/.tools/bin)
find_program(REEVE_NPM npm HINTS ${PROJECT_SOURCE_DIR}/.tools/bin)
set(REEVE_PAGE_SOURCE ${CMAKE_BINARY_DIR}/page/page_files.cpp)

if(REEVE_WEB)
  if(NOT REEVE_NODE OR NOT REEVE_NPM)
    message(FATAL_ERROR "The page needs Node 20.19 or newer with npm. Run script/setup, or configure with -DREEVE_WEB=OFF.")
  endif()
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/web/src/* ${PROJECT_SOURCE_DIR}/web/public/*)
  file(GLOB web_settings CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/*.json ${PROJECT_SOURCE_DIR}/web/*.ts
    ${PROJECT_SOURCE_DIR}/web/*.html)
  set(web_dist ${CMAKE_BINARY_DIR}/web-dist)
  add_custom_command(OUTPUT ${REEVE_PAGE_SOURCE}
    COMMAND ${CMAKE_COMMAND} -E env ${REEVE_NODE} ${PROJECT_SOURCE_DIR}/tools/embed_page.mjs
      --web ${PROJECT_SOURCE_DIR}/web --npm ${REEVE_NPM} --dist ${web_dist} --out ${CMAKE_BINARY_DIR}/page
    DEPENDS ${web_sources} ${web_settings} ${PROJECT_SOURCE_DIR}/tools/embed_page.mjs
    COMMENT "Building the page" VERBATIM)
else()
  file(WRITE ${REEVE_PAGE_SOURCE}.new [[
// Generated: this program was built without its page.
#include "api/page.h"

#include <string_view>

namespace reeve::api {
std::span<const PageFile> page_files() {
  static constexpr std::string_view kText =
      "<!doctype html><html lang=\"en\"><title>Reeve</title><h1>Reeve</h1>"
      "<p>This program was built without its page (REEVE_WEB=OFF). The API answers under /api; build with REEVE_WEB=ON for the page.</p></html>";
  static const PageFile kFiles[] = {{"/index.html", "text/html; charset=utf-8", "\"not-built\"",
                                     std::as_bytes(std::span(kText.data(), kText.size())), {}, {}, false}};
  return kFiles;
}
}  // namespace reeve::api
]])
  file(COPY_FILE ${REEVE_PAGE_SOURCE}.new ${REEVE_PAGE_SOURCE} ONLY_IF_DIFFERENT)
endif()

add_library(reeve_page STATIC ${REEVE_PAGE_SOURCE})
target_include_directories(reeve_page PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(reeve_page PRIVATE reeve_flags)

# The headers that most of our files read anyway, compiled once a build: half of the compile time
# of a plain file was spent in them. No file may count on them; it includes what it uses
# (-DREEVE_PRECOMPILED=OFF shows).
option(REEVE_PRECOMPILED "Precompile the standard library, fmt, Boost.JSON and GoogleTest" ON)
set(precompiled <algorithm> <array> <chrono> <functional> <map> <memory> <mutex> <optional> <set> <span>
  <string> <string_view> <unordered_map> <utility> <vector> <fmt/format.h> <boost/json.hpp>)

add_library(reeve_precompiled OBJECT ${PROJECT_SOURCE_DIR}/cmake/empty.cpp)
target_link_libraries(reeve_precompiled PRIVATE reeve_flags fmt::fmt Boost::json)
target_precompile_headers(reeve_precompiled PRIVATE ${precompiled})
if(REEVE_TESTS)
  add_library(reeve_precompiled_tests OBJECT ${PROJECT_SOURCE_DIR}/cmake/empty.cpp)
  target_link_libraries(reeve_precompiled_tests PRIVATE reeve_flags fmt::fmt Boost::json GTest::gmock)
  target_precompile_headers(reeve_precompiled_tests PRIVATE ${precompiled} <gtest/gtest.h>)
endif()

# precompiled(TARGET...): these read them compiled; precompiled_tests the same with GoogleTest.
function(precompiled)
  if(REEVE_PRECOMPILED)
    foreach(target IN LISTS ARGN)
      target_precompile_headers(${target} REUSE_FROM reeve_precompiled)
    endforeach()
  endif()
endfunction()
function(precompiled_tests)
  if(REEVE_PRECOMPILED)
    foreach(target IN LISTS ARGN)
      target_precompile_headers(${target} REUSE_FROM reeve_precompiled_tests)
    endforeach()
  endif()
endfunction()

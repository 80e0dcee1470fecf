# Every library comes from Debian 12's packages; script/setup names them.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_package(PostgreSQL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(simdjson REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(DEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(TOMLPP REQUIRED IMPORTED_TARGET tomlplusplus)

# Warnings and sanitizers for our own code alone; everything of ours links this.
add_library(reeve_flags INTERFACE)
target_compile_options(reeve_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Wconversion
  -Wsign-conversion -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wformat=2
  -Wimplicit-fallthrough -Werror
  # g++ 12 sees null dereferences and overlaps inside its own library once optimized (GCC bugs 105329, 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-null-dereference;-Wno-restrict;-Wno-maybe-uninitialized;-Wno-dangling-pointer;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds>)
target_compile_definitions(reeve_flags INTERFACE
  BOOST_ASIO_NO_DEPRECATED SPDLOG_FMT_EXTERNAL)
target_compile_options(reeve_flags INTERFACE $<$<CONFIG:Debug>:-O0;-g1>)
if(REEVE_SANITIZE)
  target_compile_options(reeve_flags INTERFACE -fsanitize=${REEVE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(reeve_flags INTERFACE -fsanitize=${REEVE_SANITIZE})
endif()

find_program(LLD NAMES ld.lld)
if(LLD)
  target_link_options(reeve_flags INTERFACE -fuse-ld=lld)
endif()

if(REEVE_TESTS)
  find_package(GTest REQUIRED)
  # Tests alone know where the checkout is, so that ccache serves every checkout with the same objects.
  add_library(reeve_test_flags INTERFACE)
  target_compile_definitions(reeve_test_flags INTERFACE
    REEVE_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared" REEVE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(reeve_test_flags INTERFACE GTest::gmock GTest::gtest_main rapidcheck)
  include(GoogleTest)
  enable_testing()
endif()

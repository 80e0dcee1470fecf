# Embeds src/types/product_names.tsv in the program: part numbers of Microsoft's products and their names.
set(names ${CMAKE_CURRENT_SOURCE_DIR}/types/product_names.tsv)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${names})
file(READ ${names} table)
file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/product_names_table.cpp CONTENT
  "// Made by cmake/product_names.cmake from src/types/product_names.tsv; never edited by hand.\n#include \"types/product_names.h\"\n\nnamespace reeve::types {\n\nstd::string_view product_name_table() {\n  return R\"REEVE_TSV(${table})REEVE_TSV\";\n}\n\n}  // namespace reeve::types\n")
target_sources(reeve_types PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/product_names_table.cpp)

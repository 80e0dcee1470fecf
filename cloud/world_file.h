// --world FILE: tenants that are written out by hand, beside or instead of the generated ones.
#pragma once

#include <string>

#include "world.h"

namespace cloud {

struct WorldFile {
  std::string path;
  std::string text;
  // Part of the name that a state file must agree with: another text is another world.
  std::string mark() const;
};

// Throws std::runtime_error when it cannot be read.
WorldFile read_world_file(const std::string& path);

// Adds what the file says; the same file gives the same objects. docs/cloud.md and
// cloud/worlds/special.toml tell the keys.
// Throws std::runtime_error with file, line and remedy.
void add_world_file(World& world, const WorldFile& file);

}  // namespace cloud

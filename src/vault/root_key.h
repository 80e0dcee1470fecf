// The root key: one small file outside the data folder without which a stolen database yields no
// secret.
#pragma once

#include <filesystem>

#include "base/random.h"
#include "base/secret_bytes.h"

namespace reeve::vault {

inline constexpr std::size_t kRootKeyBytes = 32;

// "reeve.key" beside the data folder, never inside it.
std::filesystem::path default_key_file(const std::filesystem::path& data_folder);

// Reads the key, or makes it (mode 0600, on disk before this returns) when the file is missing and
// `sealed_exists` is false. Throws Error{unavailable} with a sentence and the remedy: missing while
// sealed values exist, open to others, not a key, folder not writable. Two processes that start at
// once get the same key.
base::SecretBytes load_root_key(const std::filesystem::path& file, bool sealed_exists,
                                const base::Random& random);

}  // namespace reeve::vault

// Reads, checks and makes the root key file.
#include "vault/root_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace reeve::vault {

namespace {

using base::Error;
using base::ErrorCode;
using base::SecretBytes;
namespace fs = std::filesystem;

// One line of text, so that it can be printed, kept in a safe and typed in again.
constexpr std::string_view kMark = "reeve-root-key-1 ";
constexpr std::size_t kMaxFileBytes = 256;

class File {
 public:
  explicit File(int number) : number_(number) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

[[noreturn]] void fail(const fs::path& file, std::string_view what, std::string_view remedy) {
  throw Error(ErrorCode::unavailable, fmt::format("{} {}", what, remedy),
              fmt::format("root key file {}: {}", file.string(), std::strerror(errno)));
}

void check_mode(const fs::path& file, const struct stat& info) {
  if (!S_ISREG(info.st_mode)) {
    fail(file, fmt::format("The root key {} is not a plain file.", file.string()),
         "Name the right file with --key-file.");
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    fail(
        file,
        fmt::format("The root key {} can be read by others than its owner (mode {:04o}).",
                    file.string(), info.st_mode & 07777U),
        fmt::format("Run: chmod 600 '{}'. If somebody else may have read it, rotate the vault key.",
                    file.string()));
  }
}

SecretBytes decode(const fs::path& file, std::string_view text) {
  text = base::trim(text);
  auto raw = text.starts_with(kMark) ? base::from_base64(text.substr(kMark.size())) : std::nullopt;
  if (!raw || raw->size() != kRootKeyBytes) {
    fail(file, fmt::format("{} is not a root key of Reeve.", file.string()),
         "Put the copy you kept in its place, or name the right file with --key-file.");
  }
  SecretBytes key{std::string_view(*raw)};
  sodium_memzero(raw->data(), raw->size());
  return key;
}

// Nothing when there is no such file.
std::optional<SecretBytes> read_key(const fs::path& file) {
  const File in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.open()) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    fail(file, fmt::format("The root key {} cannot be read.", file.string()),
         "Give the user that runs Reeve the right to read it (owner, mode 0600).");
  }
  struct stat info {};
  if (::fstat(in.number(), &info) != 0)
    fail(file, fmt::format("The root key {} cannot be read.", file.string()), "Check the disk.");
  check_mode(file, info);
  std::array<char, kMaxFileBytes> text{};
  const auto got = ::read(in.number(), text.data(), text.size());
  if (got < 0)
    fail(file, fmt::format("The root key {} cannot be read.", file.string()), "Check the disk.");
  auto key = decode(file, {text.data(), static_cast<std::size_t>(got)});
  sodium_memzero(text.data(), text.size());
  return key;
}

void write_whole(const fs::path& file, int number, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(number, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      fail(file, fmt::format("The root key {} cannot be written.", file.string()),
           "Check that the disk is not full.");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(number) != 0)
    fail(file, fmt::format("The root key {} cannot be written.", file.string()), "Check the disk.");
}

void write_new(const fs::path& file, const fs::path& draft, const SecretBytes& key) {
  const File out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out.open()) {
    fail(file,
         fmt::format("The root key {} cannot be made: its folder is missing or read-only.",
                     file.string()),
         "Make the folder writable for the user that runs Reeve, or name another file with "
         "--key-file.");
  }
  auto text = fmt::format("{}{}\n", kMark, base::base64(key.bytes()));
  write_whole(file, out.number(), text);
  sodium_memzero(text.data(), text.size());
}

void sync_folder(const fs::path& folder) {
  const File open_folder(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open_folder.open()) ::fsync(open_folder.number());
}

// The finished file appears under its name at once, and never over another one.
void make_key(const fs::path& file, const base::Random& random) {
  SecretBytes key(kRootKeyBytes);
  random(key.bytes());
  const auto folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const auto draft =
      folder / fmt::format(".{}.{}", file.filename().string(), base::random_token(random, 8));
  write_new(file, draft, key);
  const int linked = ::link(draft.c_str(), file.c_str());
  const int error = errno;
  ::unlink(draft.c_str());
  errno = error;
  if (linked != 0 && error != EEXIST) {
    fail(file, fmt::format("The root key {} cannot be made.", file.string()),
         "Name a file on another disk with --key-file.");
  }
  sync_folder(folder);
}

}  // namespace

fs::path default_key_file(const fs::path& data_folder) {
  auto folder = fs::absolute(data_folder).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // it ended in a slash
  return folder.parent_path() / "reeve.key";
}

SecretBytes load_root_key(const fs::path& file, bool sealed_exists, const base::Random& random) {
  if (auto key = read_key(file)) return *std::move(key);
  if (sealed_exists) {
    throw Error(ErrorCode::unavailable,
                fmt::format("The root key {} is missing, and without it the secrets in this "
                            "database cannot be opened. Put the copy you "
                            "kept back in its place (mode 0600), or name it with --key-file.",
                            file.string()));
  }
  make_key(file, random);
  auto key = read_key(file);
  if (!key)
    fail(file, fmt::format("The root key {} vanished while it was made.", file.string()),
         "Start Reeve again.");
  return *std::move(key);
}

}  // namespace reeve::vault

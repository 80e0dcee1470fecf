// Loads a certificate and its key, and loads them again when they were renewed.
#include "api/tls_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/log.h"

namespace reeve::api {
namespace {

namespace ssl = boost::asio::ssl;

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view why,
                         const std::string& detail) {
  throw base::Error(base::ErrorCode::unavailable,
                    fmt::format("The file {} {}. Give --tls a certificate chain and its private "
                                "key, both in PEM form and readable "
                                "by the user that runs Reeve.",
                                file.string(), why),
                    detail);
}

std::shared_ptr<ssl::context> load(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                       ssl::context::single_dh_use);
  boost::system::error_code error;
  context->use_certificate_chain_file(files.certificate.string(), error);
  if (error) refuse(files.certificate, "cannot be read as a certificate", error.message());
  context->use_private_key_file(files.key.string(), ssl::context::pem, error);
  if (error) refuse(files.key, "cannot be read as the certificate's private key", error.message());
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    refuse(files.key, "is not the key of the certificate", files.certificate.string());
  return context;
}

}  // namespace

TlsContexts::TlsContexts(TlsFiles files, base::Millis look_every)
    : files_(std::move(files)),
      look_every_(look_every),
      stamp_(newest()),
      looked_at_(std::chrono::steady_clock::now()),
      context_(load(files_)) {}

TlsContexts::Stamp TlsContexts::newest() const {
  std::error_code ignored;
  return std::max(std::filesystem::last_write_time(files_.certificate, ignored),
                  std::filesystem::last_write_time(files_.key, ignored));
}

std::shared_ptr<ssl::context> TlsContexts::current() {
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_ < look_every_) return context_;
  looked_at_ = now;
  const Stamp stamp = newest();
  if (stamp == stamp_) return context_;
  try {
    context_ = load(files_);
    stamp_ = stamp;
    base::log_info("http", "the renewed certificate {} is in use", files_.certificate.string());
  } catch (const base::Error& error) {
    base::log_warning("http", "the renewed certificate is not used: {} ({})", error.message(),
                      error.detail());
  }
  return context_;
}

}  // namespace reeve::api

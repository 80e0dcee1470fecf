// Makes and reads X.509 certificates with OpenSSL.
#include "microsoft/certificate.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>

#include "base/error.h"
#include "base/text.h"
#include "microsoft/openssl_owned.h"

namespace reeve::microsoft {

namespace {

using base::Error;
using base::ErrorCode;

constexpr base::Millis kValidBefore{3'600'000};
constexpr std::size_t kMostNameBytes = 64;  // X.520 ub-common-name
constexpr std::size_t kSerialBytes = 16;    // RFC 5280: positive, at most 20 bytes
constexpr std::size_t kMaxPemBytes = 64 * 1024;

[[noreturn]] void throw_unmade(std::string_view step) {
  throw Error(ErrorCode::internal, "The certificate could not be made. Try again.",
              fmt::format("openssl: {}", step));
}

void check(bool good, std::string_view step) {
  if (!good) throw_unmade(step);
}

std::time_t seconds(base::Time time) { return static_cast<std::time_t>(base::to_ms(time) / 1000); }

void set_serial(X509* certificate) {
  std::array<unsigned char, kSerialBytes> serial{};
  check(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1, "random");
  serial[0] &= 0x7f;
  const Number number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  check(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
        "serial");
}

void set_name(X509* certificate, std::string_view name) {
  const auto cut = std::string(name.substr(0, kMostNameBytes));
  X509_NAME* subject = X509_get_subject_name(certificate);
  check(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(cut.data()),
                                   static_cast<int>(cut.size()), -1, 0) == 1 &&
            X509_set_issuer_name(certificate, subject) == 1,
        "name");
}

template <class Write>
MemoryFile written(Write&& write, std::string_view step) {
  MemoryFile file(BIO_new(BIO_s_secmem()));
  check(file && write(file.get()) == 1, step);
  return file;
}

std::string_view text_of(BIO* file) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(file, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string digest(X509* certificate, const EVP_MD* kind) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  check(X509_digest(certificate, kind, bytes.data(), &size) == 1, "digest");
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

base::Time time_of(const ASN1_TIME* time) {
  std::tm parts{};
  check(ASN1_TIME_to_tm(time, &parts) == 1, "time");
  return base::from_ms(static_cast<std::int64_t>(timegm(&parts)) * 1000);
}

}  // namespace

MadeCertificate make_certificate(std::string_view name, base::Time now, base::Time until) {
  const Key key(EVP_RSA_gen(kCertificateKeyBits));
  const X509Certificate certificate(X509_new());
  check(key && certificate, "key");
  X509* x509 = certificate.get();
  constexpr long kVersion3 = 2;
  check(X509_set_version(x509, kVersion3) == 1, "version");
  set_serial(x509);
  check(ASN1_TIME_set(X509_getm_notBefore(x509), seconds(now - kValidBefore)) != nullptr &&
            ASN1_TIME_set(X509_getm_notAfter(x509), seconds(until)) != nullptr,
        "validity");
  set_name(x509, name);
  check(X509_set_pubkey(x509, key.get()) == 1 && X509_sign(x509, key.get(), EVP_sha256()) > 0,
        "signature");
  const auto shown = written([&](BIO* file) { return PEM_write_bio_X509(file, x509); }, "PEM");
  const auto kept = written(
      [&](BIO* file) {
        return PEM_write_bio_PKCS8PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr,
                                             nullptr);
      },
      "PEM of the key");
  return {std::string(text_of(shown.get())), base::SecretBytes(text_of(kept.get()))};
}

CertificateFacts certificate_facts(std::string_view pem) {
  const MemoryFile file(
      BIO_new_mem_buf(pem.data(), static_cast<int>(std::min(pem.size(), kMaxPemBytes))));
  const X509Certificate certificate(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)
                                         : nullptr);
  if (!certificate)
    throw Error(ErrorCode::invalid, "This is no certificate. Make a new one in the connection.");
  const auto sha1 = digest(certificate.get(), EVP_sha1());
  CertificateFacts facts;
  for (const char c : sha1)
    facts.thumbprint += fmt::format("{:02X}", static_cast<unsigned char>(c));
  facts.thumbprint_base64 = base::base64(base::as_bytes(sha1));
  facts.thumbprint_sha256 =
      base::base64url(base::as_bytes(digest(certificate.get(), EVP_sha256())));
  facts.expires_at = time_of(X509_get0_notAfter(certificate.get()));
  return facts;
}

}  // namespace reeve::microsoft

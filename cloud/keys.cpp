// RSA, certificates, JWTs and sealing with OpenSSL 3.
#include "keys.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "encoding.h"
#include "random.h"

namespace cloud {
namespace {

constexpr int kKeyBits = 2048;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr long kCertificateSeconds = 10L * 365 * 24 * 3600;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("OpenSSL could not ") + what);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Bio memory() { return {BIO_new(BIO_s_mem()), BIO_free_all}; }
Bio memory(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all};
}
std::string content(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Certificate read_certificate(std::string_view pem) {
  const Bio bio = memory(pem);
  return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

std::string der_of(X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  require(size > 0, "write a certificate");
  std::string der(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
  OPENSSL_free(data);
  return der;
}

std::string hash(const EVP_MD* kind, std::string_view data) {
  std::string digest(static_cast<std::size_t>(EVP_MD_get_size(kind)), '\0');
  unsigned int size = 0;
  require(EVP_Digest(data.data(), data.size(), bytes_of(digest), &size, kind, nullptr) == 1,
          "hash");
  return digest;
}

std::string number(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &value) == 1, "read a key");
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, bytes_of(bytes));
  BN_free(value);
  return base64url_encode(bytes);
}

std::string self_signed(EVP_PKEY* key) {
  const Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), fresh_between(1, 1'000'000'000));
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), kCertificateSeconds);
  X509_NAME* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes_of("Simulated Microsoft signing key"),
                             -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  X509_set_pubkey(made.get(), key);
  require(X509_sign(made.get(), key, EVP_sha256()) > 0, "sign a certificate");
  const Bio bio = memory();
  require(PEM_write_bio_X509(bio.get(), made.get()) == 1, "write a certificate");
  return content(bio.get());
}

}  // namespace

SigningKey SigningKey::generate() {
  SigningKey made;
  EVP_PKEY* raw = EVP_RSA_gen(kKeyBits);
  require(raw != nullptr, "make an RSA key");
  made.key_ = std::shared_ptr<EVP_PKEY>(raw, EVP_PKEY_free);
  const Bio bio = memory();
  require(PEM_write_bio_PrivateKey(bio.get(), raw, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "write a key");
  made.key_pem_ = content(bio.get());
  made.certificate_pem_ = self_signed(raw);
  made.describe();
  return made;
}

SigningKey SigningKey::from_pem(const std::string& key_pem, const std::string& certificate_pem) {
  SigningKey read;
  const Bio bio = memory(key_pem);
  EVP_PKEY* raw = PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr);
  require(raw != nullptr, "read the signing key of the state file");
  read.key_ = std::shared_ptr<EVP_PKEY>(raw, EVP_PKEY_free);
  read.key_pem_ = key_pem;
  read.certificate_pem_ = certificate_pem;
  read.describe();
  return read;
}

void SigningKey::describe() {
  const std::string der = certificate_der(certificate_pem_);
  require(!der.empty(), "read the signing certificate of the state file");
  thumbprint_ = base64url_encode(sha1(der));
  certificate_ = base64_encode(der);
  modulus_ = number(key_.get(), OSSL_PKEY_PARAM_RSA_N);
  exponent_ = number(key_.get(), OSSL_PKEY_PARAM_RSA_E);
}

std::string SigningKey::sign(std::string_view data) const {
  const Digest context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1,
          "begin a signature");
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, bytes_of(data), data.size()) == 1, "sign");
  std::string signature(size, '\0');
  require(
      EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(data), data.size()) == 1,
      "sign");
  signature.resize(size);
  return signature;
}

bool SigningKey::verify(std::string_view data, std::string_view signature) const {
  const Digest context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  require(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1,
          "begin a check");
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(data),
                          data.size()) == 1;
}

std::string sign_jwt(const SigningKey& key, std::string_view payload_json) {
  const std::string header = R"({"typ":"JWT","alg":"RS256","x5t":")" + key.thumbprint() +
                             R"(","kid":")" + key.thumbprint() + R"("})";
  std::string token = base64url_encode(header) + "." + base64url_encode(payload_json);
  const std::string signature = key.sign(token);
  return token + "." + base64url_encode(signature);
}

std::optional<std::string> open_jwt(const SigningKey& key, std::string_view token) {
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto header = base64url_decode(token.substr(0, first));
  const auto payload = base64url_decode(token.substr(first + 1, last - first - 1));
  const auto signature = base64url_decode(token.substr(last + 1));
  if (!header || !payload || !signature) return std::nullopt;
  if (header->find(R"("alg":"RS256")") == std::string::npos) return std::nullopt;
  if (!key.verify(token.substr(0, last), *signature)) return std::nullopt;
  return payload;
}

std::string seal(std::string_view key, std::string_view text) {
  const std::string nonce = fresh_bytes(kNonceBytes);
  std::string sealed(text.size(), '\0');
  std::string tag(kTagBytes, '\0');
  const Cipher context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                             bytes_of(std::string_view(nonce))) == 1,
          "begin to seal");
  require(EVP_EncryptUpdate(context.get(), bytes_of(sealed), &size, bytes_of(text),
                            static_cast<int>(text.size())) == 1,
          "seal");
  require(EVP_EncryptFinal_ex(context.get(), bytes_of(tag), &size) == 1, "seal");
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1,
          "seal");
  return nonce + sealed + tag;
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string text(body.size(), '\0');
  const Cipher context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                             bytes_of(nonce)) == 1,
          "begin to unseal");
  require(EVP_DecryptUpdate(context.get(), bytes_of(text), &size, bytes_of(body),
                            static_cast<int>(body.size())) == 1,
          "unseal");
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1,
          "unseal");
  std::string rest(kTagBytes, '\0');
  if (EVP_DecryptFinal_ex(context.get(), bytes_of(rest), &size) != 1) return std::nullopt;
  return text;
}

std::string sha256(std::string_view data) { return hash(EVP_sha256(), data); }
std::string sha1(std::string_view data) { return hash(EVP_sha1(), data); }

bool verify_with_certificate(const std::string& certificate_pem, bool pss, std::string_view data,
                             std::string_view signature) {
  const Certificate certificate = read_certificate(certificate_pem);
  if (!certificate) return false;
  const Digest context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* settings = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &settings, EVP_sha256(), nullptr,
                           X509_get0_pubkey(certificate.get())) != 1)
    return false;
  if (pss && (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) != 1 ||
              EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(data),
                          data.size()) == 1;
}

std::string certificate_der(const std::string& certificate_pem) {
  const Certificate certificate = read_certificate(certificate_pem);
  return certificate ? der_of(certificate.get()) : "";
}

std::string certificate_pem(std::string_view der) {
  const unsigned char* data = bytes_of(der);
  const Certificate certificate(d2i_X509(nullptr, &data, static_cast<long>(der.size())), X509_free);
  if (!certificate) return "";
  const Bio bio = memory();
  require(PEM_write_bio_X509(bio.get(), certificate.get()) == 1, "write a certificate");
  return content(bio.get());
}

std::optional<std::pair<std::int64_t, std::int64_t>> certificate_lifetime(
    const std::string& certificate_pem_text) {
  const Certificate certificate = read_certificate(certificate_pem_text);
  if (!certificate) return std::nullopt;
  const auto seconds = [](const ASN1_TIME* time) {
    std::tm parts{};
    require(ASN1_TIME_to_tm(time, &parts) == 1, "read the time of a certificate");
    return static_cast<std::int64_t>(timegm(&parts));
  };
  return std::pair(seconds(X509_get0_notBefore(certificate.get())),
                   seconds(X509_get0_notAfter(certificate.get())));
}

}  // namespace cloud

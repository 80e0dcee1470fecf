// Makes a certificate for the named hosts on the spot, for tests of TLS: it is its own authority.
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace reeve::http {

// Writes cert.pem and key.pem into `folder`. `names` as X509v3 has them:
// "DNS:graph.microsoft.com,IP:127.0.0.1".
inline void write_test_certificate(const std::filesystem::path& folder, const std::string& names) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("Reeve test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const auto extend = [&](int kind, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free);
    EXPECT_NE(extension, nullptr) << value;
    X509_add_ext(certificate.get(), extension.get(), -1);
  };
  extend(NID_subject_alt_name, names);
  extend(NID_basic_constraints, "critical,CA:TRUE");
  EXPECT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const File cert_file(std::fopen((folder / "cert.pem").c_str(), "we"), std::fclose);
  EXPECT_EQ(PEM_write_X509(cert_file.get(), certificate.get()), 1);
  const File key_file(std::fopen((folder / "key.pem").c_str(), "we"), std::fclose);
  EXPECT_EQ(PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
            1);
}

}  // namespace reeve::http

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>

#include "server_fixture.hpp"

namespace yak::net::testing {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using ClientContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;
using File = std::unique_ptr<FILE, Freed<fclose>>;

/// A key and a self-signed certificate, as PEM files.
struct TestCertificate {
  explicit TestCertificate(const std::string& name = "server", long seconds = 3600,
                           Key key = Key(EVP_EC_gen("P-256")))
      : certificate_file(folder.file(name + ".pem")), key_file(folder.file(name + ".key")) {
    const Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    PEM_write_X509(File(fopen(certificate_file.c_str(), "w")).get(), certificate.get());
    PEM_write_PrivateKey(File(fopen(key_file.c_str(), "w")).get(), key.get(), nullptr, nullptr, 0,
                         nullptr, nullptr);
  }
  [[nodiscard]] ServerOptions options() const {
    ServerOptions options = TestServer::options();
    options.certificate_file = certificate_file;
    options.private_key_file = key_file;
    return options;
  }

  TemporaryFolder folder;
  std::string certificate_file;
  std::string key_file;
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int max_version = TLS1_3_VERSION,
                     const char* ciphers = "ALL")
      : raw_(RawClient::tcp(port)), context_(SSL_CTX_new(TLS_client_method())) {
    // At Debian's default level the client would refuse an old version before the server can.
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_max_proto_version(context_.get(), max_version);
    SSL_CTX_set_cipher_list(context_.get(), ciphers);
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), raw_.descriptor());
    connected_ = SSL_connect(session_.get()) == 1;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    return SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  Answer answer() {
    for (;;) {
      Answer answer = take_answer(pending_);
      if (answer.status != 0) return answer;
      std::array<char, 16384> bytes;
      const int size = SSL_read(session_.get(), bytes.data(), bytes.size());
      if (size <= 0) return answer;
      pending_.append(bytes.data(), static_cast<std::size_t>(size));
    }
  }
  /// True if the server ended the connection with close_notify.
  bool is_told_the_end() {
    char byte = 0;
    const int size = SSL_read(session_.get(), &byte, 1);
    return size == 0 && SSL_get_error(session_.get(), size) == SSL_ERROR_ZERO_RETURN;
  }
  /// Asks for a new handshake on this connection; true if the server performed it.
  bool renegotiates() {
    return SSL_renegotiate(session_.get()) == 1 && SSL_do_handshake(session_.get()) == 1;
  }
  RawClient& raw() { return raw_; }

 private:
  RawClient raw_;
  ClientContext context_;
  Session session_;
  std::string pending_;
  bool connected_ = false;
};

TEST(ServerTls, ServesRequests) {
  const TestCertificate certificate;
  TestServer server(certificate.options());
  server.add_usual_routes();
  server.start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.server.port(), version);
    ASSERT_TRUE(client.connected());
    const std::string body(60'000, 'x');
    for (int i = 0; i < 3; ++i) {
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + body);
      EXPECT_EQ(client.answer().body, body);
    }
    client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_TRUE(client.is_told_the_end());
  }
}

TEST(ServerTls, RefusesOldVersionsAndPlainRequests) {
  const TestCertificate certificate;
  TestServer server(certificate.options());
  server.add_usual_routes();
  server.start();
  EXPECT_FALSE(TlsClient(server.server.port(), TLS1_1_VERSION).connected());
  RawClient plain = server.connect();
  plain.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(plain.answer().status, 0);
  EXPECT_TRUE(eventually([&] { return server.rejected("tls") == 2; }));
  EXPECT_TRUE(TlsClient(server.server.port()).connected());
}

TEST(ServerTls, AcceptsOnlyForwardSecretAeadCiphersOfTls12) {
  const TestCertificate certificate("rsa", 3600, Key(EVP_RSA_gen(2048)));
  TestServer server(certificate.options());
  server.start();
  for (const char* good : {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384",
                           "ECDHE-RSA-CHACHA20-POLY1305"}) {
    EXPECT_TRUE(TlsClient(server.server.port(), TLS1_2_VERSION, good).connected()) << good;
  }
  for (const char* bad : {"AES128-GCM-SHA256", "AES128-SHA", "AES256-SHA256",
                          "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA384"}) {
    EXPECT_FALSE(TlsClient(server.server.port(), TLS1_2_VERSION, bad).connected()) << bad;
  }
  EXPECT_TRUE(TlsClient(server.server.port()).connected());
}

TEST(ServerTls, RefusesRenegotiation) {
  const TestCertificate certificate;
  TestServer server(certificate.options());
  server.add_usual_routes();
  server.start();
  TlsClient client(server.server.port(), TLS1_2_VERSION);
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_EQ(client.answer().status, 200);
  EXPECT_FALSE(client.renegotiates());
}

TEST(ServerTls, EndsHandshakesThatTakeTooLong) {
  const TestCertificate certificate;
  ServerOptions options = certificate.options();
  options.header_timeout = std::chrono::milliseconds(30);
  TestServer server(options);
  server.start();
  RawClient silent = server.connect();
  EXPECT_TRUE(silent.closes());
  EXPECT_TRUE(eventually([&] { return server.rejected("tls") == 1; }));
}

TEST(ServerTls, AnswersSlowRequestsAndSlowHandlers) {
  const TestCertificate certificate;
  ServerOptions options = certificate.options();
  options.body_timeout = std::chrono::milliseconds(30);
  Gate gate;
  TestServer server(options);
  Route route("GET", "/stuck", [&](const ServerRequest&) -> task<ServerResponse> {
    co_await gate.pass();
    co_return ServerResponse(200, "application/json", "{}");
  });
  route.timeout = std::chrono::milliseconds(30);
  ASSERT_TRUE(server.routes.add(std::move(route)));
  server.add_usual_routes();
  server.start();
  TlsClient slow(server.server.port());
  slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(slow.answer().status, 408);
  TlsClient stuck(server.server.port());
  stuck.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(stuck.answer().status, 503);
  gate.open();
}

TEST(ServerTls, DrainsIdleConnections) {
  const TestCertificate certificate;
  TestServer server(certificate.options());
  server.add_usual_routes();
  server.start();
  TlsClient client(server.server.port());
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_EQ(client.answer().status, 200);
  server.drain(std::chrono::hours(1));
  EXPECT_EQ(server.server.connections(), 0U);
}

TEST(ServerTls, KnowsTheExpiryOfTheCertificateInUse) {
  const TestCertificate certificate;
  const TestCertificate renewed("renewed", 7200);
  TestServer server(certificate.options());
  EXPECT_FALSE(server.server.certificate_end());
  server.start();
  const auto end = server.server.certificate_end();
  ASSERT_TRUE(end);
  EXPECT_NEAR(std::chrono::duration<double>(*end - std::chrono::system_clock::now()).count(), 3600,
              60);
  const auto next = HttpServer::prepare(renewed.options());
  ASSERT_TRUE(next);
  EXPECT_EQ(server.server.certificate_end(), end);
  server.server.apply(*next);
  const auto later = server.server.certificate_end();
  ASSERT_TRUE(later);
  EXPECT_NEAR(std::chrono::duration<double>(*later - *end).count(), 3600, 60);
  server.server.apply(*HttpServer::prepare(TestServer::options()));
  EXPECT_FALSE(server.server.certificate_end());
}

TEST(ServerTls, NamesAnUnusableFile) {
  const TestCertificate certificate;
  const TestCertificate other("other");
  struct {
    std::string certificate, key, named;
  } const cases[] = {
      {"/no/such.pem", certificate.key_file, "/no/such.pem"},
      {certificate.certificate_file, "/no/such.key", "/no/such.key"},
      {certificate.key_file, certificate.key_file, certificate.key_file},
      {certificate.certificate_file, other.key_file, other.key_file},
      {certificate.certificate_file, "", "private key"},
  };
  for (const auto& item : cases) {
    ServerOptions options = TestServer::options();
    options.certificate_file = item.certificate;
    options.private_key_file = item.key;
    TestServer server(options);
    const result<void> listening = server.server.listen();
    ASSERT_FALSE(listening) << item.named;
    EXPECT_EQ(listening.error().kind, ErrorKind::invalid);
    EXPECT_NE(listening.error().message.find(item.named), std::string::npos)
        << listening.error().message;
  }
}

}  // namespace
}  // namespace yak::net::testing

// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include "client_certificates.hpp"
#include "client_fixture.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;

class HttpClientTls : public ClientFixture {
 protected:
  static void echo_requests(Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      peer.write(answer(request.substr(request.find("\r\n\r\n") + 4)));
    }
  }
  static std::string by_name(const ScriptedServer& server) {
    return "https://localhost:" + std::to_string(server.port()) + "/";
  }
  void expect_untrusted(const std::string& url, std::string_view reason) {
    const auto outcome = send(post(url, "secret"));
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(outcome.error().not_sent);
    EXPECT_NE(outcome.error().message.find("certificate of "), std::string::npos)
        << outcome.error().message;
    EXPECT_NE(outcome.error().message.find(reason), std::string::npos) << outcome.error().message;
  }

  TestAuthority authority;
};

TEST_F(HttpClientTls, TrustsTheConfiguredAuthority) {
  const auto context = authority.issue("DNS:localhost,IP:127.0.0.1");
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  for (const std::string& url : {by_name(server), server.url()}) {
    const auto response = send(post(url, "hello"));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "hello");
  }
}

TEST_F(HttpClientTls, CarriesBodiesLargerThanARecord) {
  const auto context = authority.issue("IP:127.0.0.1");
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  for (const std::size_t size : {16'000U, 16'384U, 100'000U, 5'000'000U}) {
    auto request = post(server.url(), std::string(size, 'x'));
    request.max_response_bytes = size;
    const auto response = send(std::move(request));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, std::string(size, 'x'));
  }
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientTls, DoesNotTrustAnUnknownAuthority) {
  const auto context = authority.issue("IP:127.0.0.1");
  ScriptedServer server(echo_requests, context.get());
  expect_untrusted(server.url(), "unable to get local issuer certificate");
}

TEST_F(HttpClientTls, DoesNotTrustASelfSignedCertificate) {
  const auto context = TestAuthority::self_signed("IP:127.0.0.1");
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  expect_untrusted(server.url(), "self-signed certificate");
}

TEST_F(HttpClientTls, DoesNotTrustACertificateOfAnotherHost) {
  const auto context = authority.issue("DNS:other.example,IP:127.0.0.2");
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  expect_untrusted(by_name(server), "hostname mismatch");
  expect_untrusted(server.url(), "IP address mismatch");
}

TEST_F(HttpClientTls, IgnoresTheCommonName) {
  const auto context = authority.issue("", 3600, "localhost");
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  expect_untrusted(by_name(server), "hostname mismatch");
}

TEST_F(HttpClientTls, DoesNotMatchANameAgainstAnAddress) {
  const auto context = authority.issue("DNS:127.0.0.1");
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  expect_untrusted(server.url(), "IP address mismatch");
}

TEST_F(HttpClientTls, DoesNotTrustAnExpiredCertificate) {
  const auto context = authority.issue("IP:127.0.0.1", -3600);
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  expect_untrusted(server.url(), "certificate has expired");
}

TEST_F(HttpClientTls, RefusesVersionsBefore12) {
  const auto context = authority.issue("IP:127.0.0.1");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
  SSL_CTX_set_security_level(context.get(), 0);
  ScriptedServer server(echo_requests, context.get());
  options.ca_file = authority.file();
  const auto outcome = send(get(server.url()));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_TRUE(outcome.error().not_sent);
  EXPECT_NE(outcome.error().message.find("TLS handshake"), std::string::npos);
}

TEST_F(HttpClientTls, AHandshakeThatFailsSendsNothing) {
  ScriptedServer plain([](Peer& peer) { peer.write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  ScriptedServer closing([](Peer& peer) { peer.close(); });
  ScriptedServer resetting([](Peer& peer) {
    char byte = 0;
    ::recv(peer.socket(), &byte, 1, 0);
    peer.reset();
  });
  for (const ScriptedServer* server : {&plain, &closing, &resetting}) {
    const auto outcome = send(post("https://127.0.0.1:" + std::to_string(server->port()), "x"));
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(outcome.error().not_sent);
    EXPECT_NE(outcome.error().message.find("TLS handshake with 127.0.0.1"), std::string::npos)
        << outcome.error().message;
  }
}

TEST_F(HttpClientTls, ResumesSessions) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto context = authority.issue("IP:127.0.0.1");
    SSL_CTX_set_max_proto_version(context.get(), version);
    ScriptedServer server(
        [](Peer& peer) {
          peer.read_request();
          peer.write(answer(peer.has_resumed() ? "resumed" : "new", "Connection: close\r\n"));
        },
        context.get());
    options.ca_file = authority.file();
    EXPECT_EQ(send(get(server.url()))->body, "new");
    EXPECT_EQ(send(get(server.url()))->body, "resumed");
  }
}

TEST_F(HttpClientTls, DoesNotReuseAConnectionThatClosedWhileIdle) {
  const auto context = authority.issue("IP:127.0.0.1");
  std::promise<void> closed;
  ScriptedServer server(
      [&closed](Peer& peer) {
        peer.read_request();
        peer.write(answer("x"));
        if (peer.number() > 0) return;
        peer.close();
        closed.set_value();
      },
      context.get());
  options.ca_file = authority.file();
  ASSERT_TRUE(send(get(server.url())).has_value());
  closed.get_future().wait();
  const auto response = send(post(server.url(), "x"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(HttpClientTls, ABodyUntilCloseNeedsACloseNotify) {
  const auto context = authority.issue("IP:127.0.0.1");
  ScriptedServer server(
      [](Peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\n\r\nsome of it");
        if (peer.number() == 0) ::shutdown(peer.socket(), SHUT_RDWR);
      },
      context.get());
  options.ca_file = authority.file();
  const auto cut = send(get(server.url()));
  ASSERT_FALSE(cut.has_value());
  EXPECT_EQ(cut.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(send(get(server.url()))->body, "some of it");
}

TEST_F(HttpClientTls, SaysWhatIsWrongWithTheAuthoritiesFile) {
  options.ca_file = "/nonexistent/ca.pem";
  start();
  ASSERT_FALSE(client->check().has_value());
  EXPECT_EQ(client->check().error().kind, ErrorKind::invalid);
  EXPECT_NE(client->check().error().message.find("/nonexistent/ca.pem"), std::string::npos);
  const auto outcome = send(get("https://127.0.0.1/"));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::invalid);
}

class HttpClientProxy : public HttpClientTls {
 protected:
  void use_proxy(const ScriptedServer& proxy) {
    options.proxy = Secret("http://user:s3cret@127.0.0.1:" + std::to_string(proxy.port()));
    options.ca_file = authority.file();
  }
};

TEST_F(HttpClientProxy, SendsHttpInAbsoluteForm) {
  ScriptedServer proxy([](Peer& peer) {
    for (auto head = peer.read_request(); !head.empty(); head = peer.read_request()) {
      peer.write(answer(head));
    }
  });
  use_proxy(proxy);
  for (const char* const host : {"one.invalid", "two.invalid"}) {
    const auto response = send(get("http://" + std::string(host) + "/a?b=c"));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_TRUE(response->body.starts_with("GET http://" + std::string(host) + "/a?b=c HTTP/1.1"));
    EXPECT_NE(response->body.find("Proxy-Authorization: Basic dXNlcjpzM2NyZXQ="),
              std::string::npos);
  }
  EXPECT_EQ(proxy.accepted(), 1U);
}

TEST_F(HttpClientProxy, TunnelsHttps) {
  const auto context = authority.issue("DNS:behind.invalid");
  ScriptedServer server(
      [](Peer& peer) {
        for (auto head = peer.read_request(); !head.empty(); head = peer.read_request()) {
          peer.write(answer(head));
        }
      },
      context.get());
  std::promise<std::string> asked;
  ScriptedServer proxy([&](Peer& peer) {
    asked.set_value(peer.read_head());
    peer.write("HTTP/1.1 200 Connection established\r\n\r\n");
    peer.relay_to(server.port());
  });
  use_proxy(proxy);
  for (int i = 0; i < 2; ++i) {
    const auto response = send(get("https://behind.invalid/a"));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_TRUE(response->body.starts_with("GET /a HTTP/1.1\r\nHost: behind.invalid\r\n"));
    EXPECT_EQ(response->body.find("Proxy-"), std::string::npos);
  }
  const std::string head = asked.get_future().get();
  EXPECT_TRUE(head.starts_with("CONNECT behind.invalid:443 HTTP/1.1\r\nHost: behind.invalid:443"));
  EXPECT_NE(head.find("Proxy-Authorization: Basic dXNlcjpzM2NyZXQ="), std::string::npos);
  EXPECT_EQ(proxy.accepted(), 1U);
}

TEST_F(HttpClientProxy, SaysWhyThereIsNoTunnel) {
  const std::pair<const char*, const char*> cases[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407"},
      {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\nno route!", "502"},
      {"HTTP/1.1 200 OK\r\n\r\nsurplus that no server may send first", "TLS handshake"},
      {"nonsense\r\n\r\n", "not HTTP"},
      {"", "without a response"},
  };
  for (const auto& wanted : cases) {
    ScriptedServer proxy([bytes = std::string(wanted.first)](Peer& peer) {
      peer.read_head();
      peer.write(bytes);
    });
    use_proxy(proxy);
    HttpClientOptions chosen = options;
    EventLoops own_loops(1);
    HttpClientPool own(own_loops, chosen, log, metrics);
    own_loops.start();
    const auto outcome =
        boost::asio::co_spawn(own_loops.loop(0), own.send(get("https://behind.invalid/?token=1")),
                              boost::asio::use_future)
            .get();
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(outcome.error().not_sent);
    EXPECT_NE(outcome.error().message.find(wanted.second), std::string::npos)
        << outcome.error().message;
    EXPECT_EQ(outcome.error().message.find("s3cret"), std::string::npos);
    EXPECT_EQ(outcome.error().message.find("token"), std::string::npos);
    own_loops.stop();
  }
}

TEST_F(HttpClientProxy, BypassesHostsInNoProxy) {
  ScriptedServer server(echo_requests);
  ScriptedServer proxy(echo_requests);
  use_proxy(proxy);
  options.no_proxy = {"127.0.0.1:" + std::to_string(server.port())};
  ASSERT_TRUE(send(get(server.url())).has_value());
  EXPECT_EQ(proxy.accepted(), 0U);
}

TEST_F(HttpClientProxy, AnInvalidProxyIsReportedWithoutItsPassword) {
  options.proxy = Secret("socks5://user:s3cret@127.0.0.1:1080");
  const auto outcome = send(get("http://127.0.0.1/"));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::invalid);
  EXPECT_EQ(outcome.error().message.find("s3cret"), std::string::npos);
  EXPECT_FALSE(log.contains("s3cret"));
}

}  // namespace
}  // namespace yak::net

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <vector>

#include "client_fixture.hpp"
#include "net/descriptor_limit.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

/// Deadlines, cancellation, and requests that wait for a connection.
class HttpClientLimits : public ClientFixture {
 protected:
  static HttpRequest with(HttpRequest request, std::chrono::milliseconds HttpDeadlines::* which) {
    request.deadlines.*which = 80ms;
    return request;
  }
  static void expect_timeout(const Outcome& outcome, std::string_view words, bool not_sent) {
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::timeout);
    EXPECT_NE(outcome.error().message.find(words), std::string::npos) << outcome.error().message;
    EXPECT_EQ(outcome.error().message.find("token"), std::string::npos);
    EXPECT_EQ(outcome.error().not_sent, not_sent);
  }
};

TEST_F(HttpClientLimits, ConnectDeadlineCoversTheTlsHandshake) {
  ScriptedServer silent([](Peer& peer) { peer.wait_for_close(); });
  const std::string url = "https://127.0.0.1:" + std::to_string(silent.port()) + "/?token=1";
  expect_timeout(send(with(get(url), &HttpDeadlines::connect)), "connect deadline", true);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientLimits, FirstByteDeadline) {
  ScriptedServer server([](Peer& peer) { peer.wait_for_close(); });
  expect_timeout(send(with(get(server.url("/?token=1")), &HttpDeadlines::first_byte)),
                 "127.0.0.1:" + std::to_string(server.port()) + " sent no first byte", false);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientLimits, StallDeadlineWhileReading) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.wait_for_close();
  });
  expect_timeout(send(with(get(server.url()), &HttpDeadlines::stall)), "stalled", false);
}

/// Waits for the body as long as it says itself.
struct PatientSink final : BodySink {
  explicit PatientSink(std::chrono::milliseconds span) : span(span) {}
  bool on_head(const HttpResponse& /*head*/) override { return true; }
  bool on_data(std::string_view piece) override {
    data += piece;
    return true;
  }
  [[nodiscard]] std::chrono::milliseconds patience(
      std::chrono::milliseconds /*stall*/) const override {
    return span;
  }

  std::chrono::milliseconds span;
  std::string data;
};

TEST_F(HttpClientLimits, AnImpatientSinkEndsTheWaitForItsBody) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.wait_for_close();
  });
  PatientSink sink(80ms);
  expect_timeout(stream(get(server.url()), sink), "stalled for 80 ms", false);
  EXPECT_EQ(sink.data, "half");
}

TEST_F(HttpClientLimits, APatientSinkOutlastsTheStallDeadline) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
    // Several times the stall deadline and its tick.
    std::this_thread::sleep_for(400ms);
    peer.write("half");
    peer.wait_for_close();
  });
  PatientSink sink(10s);
  const auto outcome = stream(with(get(server.url()), &HttpDeadlines::stall), sink);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(sink.data, "halfhalf");
}

TEST_F(HttpClientLimits, StallDeadlineWhileWriting) {
  std::promise<void> done;
  ScriptedServer server([&done](Peer&) { done.get_future().wait(); });
  auto request = with(post(server.url(), std::string(30'000'000, 'x')), &HttpDeadlines::stall);
  expect_timeout(send(std::move(request)), "stalled", false);
  done.set_value();
}

TEST_F(HttpClientLimits, TotalDeadlineEndsWhatKeepsMoving) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    // Each byte starts the stall deadline anew.
    char byte = 0;
    while (::recv(peer.socket(), &byte, 1, MSG_DONTWAIT) != 0) {
      peer.write("1\r\nx\r\n");
      std::this_thread::sleep_for(5ms);
    }
  });
  expect_timeout(send(with(get(server.url()), &HttpDeadlines::total)), "total deadline", false);
}

class HttpClientCancellation : public HttpClientLimits {
 protected:
  /// Sends, cancels once `arrived`, and gives the outcome.
  Outcome send_and_cancel(HttpRequest request, std::future<void> arrived) {
    if (!client) start();
    asio::cancellation_signal signal;
    std::promise<Outcome> ended;
    asio::co_spawn(loops.loop(0), client->send(std::move(request)),
                   asio::bind_cancellation_slot(
                       signal.slot(), [&ended](const std::exception_ptr& thrown, Outcome outcome) {
                         thrown ? ended.set_exception(thrown) : ended.set_value(std::move(outcome));
                       }));
    arrived.wait();
    asio::post(loops.loop(0), [&signal] { signal.emit(asio::cancellation_type::terminal); });
    return ended.get_future().get();
  }
};

TEST_F(HttpClientCancellation, EndsARequestThatWaitsForItsAnswer) {
  std::promise<void> arrived;
  std::promise<void> closed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
    closed.set_value();
  });
  const auto outcome = send_and_cancel(get(server.url()), arrived.get_future());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
  EXPECT_FALSE(outcome.error().not_sent);
  EXPECT_EQ(closed.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
  EXPECT_EQ(ended("canceled"), 1);
}

TEST_F(HttpClientCancellation, EndsARequestThatWaitsForTls) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    arrived.set_value();
    peer.wait_for_close();
  });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  const auto outcome = send_and_cancel(get(url), arrived.get_future());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
  EXPECT_TRUE(outcome.error().not_sent);
}

TEST_F(HttpClientCancellation, EndsARequestThatWaitsForAConnection) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto first = begin(with(get(server.url()), &HttpDeadlines::first_byte));
  const auto outcome = send_and_cancel(get(server.url()), arrived.get_future());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
  EXPECT_TRUE(outcome.error().not_sent);
  EXPECT_FALSE(first.get().has_value());
}

TEST_F(HttpClientCancellation, LeavesTheCallerAsItWas) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(answer("x"));
    peer.wait_for_close();
  });
  start();
  const auto check = [](HttpClient& http, std::string url) -> task<std::pair<bool, bool>> {
    const bool before = co_await asio::this_coro::throw_if_cancelled();
    HttpRequest request("GET", std::move(url));
    co_await http.send(std::move(request));
    const bool after = co_await asio::this_coro::throw_if_cancelled();
    co_return std::pair(before, after);
  };
  const auto [before, after] =
      asio::co_spawn(loops.loop(0), check(*client, server.url()), asio::use_future).get();
  EXPECT_TRUE(before);
  EXPECT_TRUE(after);
}

class HttpClientQueue : public HttpClientLimits {};

TEST_F(HttpClientQueue, RequestsAboveTheLimitWaitInOrder) {
  std::mutex mutex;
  std::vector<std::string> order;
  std::promise<void> arrived;
  std::promise<void> go;
  ScriptedServer server([&](Peer& peer) {
    for (int i = 0; i < 3; ++i) {
      const std::string head = peer.read_request();
      if (i == 0) {
        arrived.set_value();
        go.get_future().wait();
      }
      const std::scoped_lock lock(mutex);
      order.push_back(head.substr(4, 2));
      peer.write(answer("x"));
    }
  });
  options.max_connections_per_host = 1;
  std::vector<std::future<Outcome>> pending;
  pending.push_back(begin(get(server.url("/1"))));
  arrived.get_future().wait();
  pending.push_back(begin(get(server.url("/2"))));
  pending.push_back(begin(get(server.url("/3"))));
  go.set_value();
  for (auto& outcome : pending) EXPECT_TRUE(outcome.get().has_value());
  EXPECT_EQ(order, (std::vector<std::string>{"/1", "/2", "/3"}));
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientQueue, AWaitingRequestGetsThePlaceOfAConnectionThatBreaks) {
  std::promise<void> arrived;
  std::promise<void> go;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    if (peer.number() == 0) {
      arrived.set_value();
      go.get_future().wait();
      return;
    }
    peer.write(answer("second"));
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto first = begin(get(server.url()));
  arrived.get_future().wait();
  auto second = begin(get(server.url()));
  go.set_value();
  EXPECT_FALSE(first.get().has_value());
  const auto response = second.get();
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "second");
}

TEST_F(HttpClientQueue, AWaitEndsWithTheConnectDeadline) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto first = begin(get(server.url()));
  arrived.get_future().wait();
  const auto outcome = send(with(get(server.url()), &HttpDeadlines::connect));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(outcome.error().not_sent);
}

TEST_F(HttpClientQueue, RefusesWhatTheQueueCannotHold) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  options.max_waiting_per_host = 1;
  auto first = begin(get(server.url()));
  arrived.get_future().wait();
  auto second = begin(get(server.url()));
  const auto outcome = send(get(server.url()));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(outcome.error().not_sent);
  EXPECT_EQ(metrics.value("yak_http_client_queue_full_total"), 1);
}

TEST_F(HttpClientQueue, KeepsNoMoreIdleConnectionsThanAllowed) {
  std::atomic<int> waiting = 0;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    ++waiting;
    while (waiting < 4) std::this_thread::yield();
    peer.write(answer("x"));
    peer.wait_for_close();
  });
  options.max_idle_per_host = 2;
  std::vector<std::future<Outcome>> pending;
  for (int i = 0; i < 4; ++i) pending.push_back(begin(get(server.url())));
  for (auto& outcome : pending) EXPECT_TRUE(outcome.get().has_value());
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 2);
}

TEST_F(HttpClientQueue, TwoHundredRequestsOnTwoLoops) {
  ScriptedServer server([](Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      peer.write(answer(request.substr(request.find("\r\n\r\n") + 4)));
    }
  });
  std::vector<std::future<Outcome>> pending;
  for (std::size_t i = 0; i < 200; ++i) {
    pending.push_back(begin(post(server.url(), "body " + std::to_string(i)), i % 2));
  }
  for (std::size_t i = 0; i < pending.size(); ++i) {
    const auto response = pending[i].get();
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "body " + std::to_string(i));
  }
  EXPECT_EQ(ended("ok"), 200);
}

/// No descriptor can be opened while this lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lowered = before_;
    // The numbers below the first free one are all taken.
    const int first_free = dup(STDERR_FILENO);
    close(first_free);
    lowered.rlim_cur = static_cast<rlim_t>(first_free);
    setrlimit(RLIMIT_NOFILE, &lowered);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(HttpClientLimits, WaitsForADescriptorAndSaysOnceThatItDoes) {
  ScriptedServer server(echo_requests);
  start();
  std::vector<std::future<Outcome>> waiting;
  {
    const NoDescriptors none;
    for (int i = 0; i < 3; ++i) waiting.push_back(begin(get(server.url())));
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (metrics.value("yak_http_client_descriptors_exhausted_total") < 6 &&
           std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
  }
  for (auto& request : waiting) EXPECT_TRUE(request.get().has_value());
  EXPECT_GE(metrics.value("yak_http_client_descriptors_exhausted_total"), 6);
  EXPECT_EQ(log.count(LogLevel::warn), 1U);
}

TEST_F(HttpClientLimits, ALackOfDescriptorsIsAFailureThatMayBeTriedAgain) {
  ScriptedServer server(echo_requests);
  start();
  const NoDescriptors none;
  for (const std::string& url :
       {server.url(), "http://localhost:" + std::to_string(server.port())}) {
    const auto outcome = send(with(get(url), &HttpDeadlines::connect));
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(outcome.error().retryable);
    EXPECT_TRUE(outcome.error().not_sent);
    EXPECT_NE(outcome.error().message.find("no file descriptor left"), std::string::npos)
        << outcome.error().message;
  }
}

TEST(DescriptorLimit, LeavesConnectionsHalfOfFewAndAllButAThousandOfMany) {
  struct {
    std::size_t limit, wanted, expected;
  } const cases[] = {{1024, 10'000, 512},
                     {4096, 10'000, 3072},
                     {65'536, 10'000, 10'000},
                     {11'024, 10'000, 10'000},
                     {11'023, 10'000, 9'999},
                     {1024, 100, 100},
                     {0, 10, 1},
                     {3, 10, 1},
                     {~std::size_t{0}, 50, 50}};
  for (const auto& item : cases) {
    EXPECT_EQ(connections_within(item.limit, item.wanted), item.expected) << item.limit;
  }
}

}  // namespace
}  // namespace yak::net

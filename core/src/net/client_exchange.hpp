#pragma once

#include "net/client_loop.hpp"
#include "net/client_response.hpp"

namespace yak::net {

/// One request and its answer over one connection. Everything passed must outlive it.
class Exchange {
 public:
  Exchange(ClientLoop& loop, PooledConnection& connection, RequestPlan& plan, HttpRequest& request,
           BodySink* sink, RequestDeadline& deadline);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Once. A request that must not be repeated is freed as soon as it has been written.
  task<result<HttpResponse>> run();

  /// The connection ended before a byte of an answer.
  [[nodiscard]] bool was_cut_off() const { return cut_off_; }
  /// Whether bytes of the request may have left.
  [[nodiscard]] bool has_sent() const { return connection_.transport.sent() != sent_before_; }
  /// The connection may carry another request.
  [[nodiscard]] bool is_reusable() const { return reusable_; }
  /// How long the server says that it keeps the connection.
  [[nodiscard]] std::chrono::milliseconds idle_timeout() const;

 private:
  /// Reads without a wait before others get their turn.
  static constexpr int kBurst = 16;

  task<result<void>> write();
  task<result<void>> read();
  ResponseReader::Progress feed(std::size_t bytes);
  result<void> conclude(ResponseReader::Progress progress);
  error cut_off(const std::string& why);
  void free_request();

  ClientLoop& loop_;
  PooledConnection& connection_;
  RequestPlan& plan_;
  HttpRequest& request_;
  RequestDeadline& deadline_;
  ResponseReader reader_;
  std::uint64_t sent_before_;
  std::string write_failure_;
  bool cut_off_ = false;
  bool reusable_ = false;
};

}  // namespace yak::net

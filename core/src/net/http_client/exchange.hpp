// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "net/http_client/client_loop.hpp"
#include "net/http_client/request_plan.hpp"
#include "net/http_client/response_reader.hpp"

namespace yak::net {

/// One request and its response over one connection, as a state machine that never blocks. The
/// caller performs the wait that `step` returns, then calls `step` again. All constructor arguments
/// must outlive it.
///
/// Thousands of exchanges wait for a model at once, so the parser is allocated only when the first
/// byte of the response arrives.
class Exchange {
 public:
  /// What the caller must wait for before the next step.
  enum class WaitFor : std::uint8_t {
    readable,  ///< until the connection is readable
    writable,  ///< until the connection is writable
    turn,      ///< until other tasks on the loop have run
    over,      ///< nothing: the exchange has ended, call `take`
  };

  Exchange(ClientLoop& loop, PooledConnection& connection, RequestPlan& plan, BodySink* sink,
           RequestDeadline& deadline);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Writes and reads as much as possible without blocking. Frees a request that must not be
  /// repeated as soon as it is written. Throws only what the sink throws.
  WaitFor step();
  /// The response or the error. Call it once, after `over`.
  result<HttpResponse> take();

  /// Whether the connection ended before the first byte of a response.
  [[nodiscard]] bool was_cut_off() const { return cut_off_; }
  /// Whether bytes of the request may have been sent. Valid while the connection exists.
  [[nodiscard]] bool has_sent() const { return connection_.transport.sent() != sent_before_; }
  /// Whether the connection may carry another request.
  [[nodiscard]] bool is_reusable() const { return reusable_; }
  /// After a response: how long the connection may stay idle, derived from the server's Keep-Alive
  /// header.
  [[nodiscard]] std::chrono::milliseconds idle_timeout() const;

 private:
  /// Reads in a row before the exchange yields to other tasks on the loop.
  static constexpr std::uint8_t kBurst = 16;

  bool write(WaitFor& next);
  bool read(WaitFor& next);
  ResponseReader::Progress feed(std::size_t bytes);
  void end_writing();
  WaitFor conclude(ResponseReader::Progress progress);
  WaitFor cut_off(const std::string& why);
  WaitFor fail(error why);

  ClientLoop& loop_;
  PooledConnection& connection_;
  RequestPlan& plan_;
  BodySink* sink_;
  RequestDeadline& deadline_;
  std::unique_ptr<ResponseReader> reader_;
  std::unique_ptr<error> failure_;
  std::string write_failure_;
  std::uint64_t sent_before_;
  std::size_t offset_ = 0;
  std::uint8_t burst_ = 0;
  bool is_written_ = false;
  bool cut_off_ = false;
  bool reusable_ = false;
};

}  // namespace yak::net

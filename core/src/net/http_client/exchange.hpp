#pragma once

#include <memory>

#include "net/http_client/client_loop.hpp"
#include "net/http_client/request_plan.hpp"
#include "net/http_client/response_reader.hpp"

namespace yak::net {

/// One request and its answer over one connection, in steps that never wait: who runs it does what
/// `step` says and then calls it again. Everything passed must outlive it.
///
/// Thousands of these wait for a model at once, so there is no parser until the first byte is here.
class Exchange {
 public:
  /// What has to happen before the next step.
  enum class Next : std::uint8_t {
    readable,  ///< the connection can be read
    writable,  ///< the connection can be written to
    turn,      ///< others on the loop had their turn
    over,      ///< nothing: see `take`
  };

  Exchange(ClientLoop& loop, PooledConnection& connection, RequestPlan& plan, BodySink* sink,
           RequestDeadline& deadline);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Writes and reads what it can. A request that must not be repeated is freed as soon as it has
  /// been written. Throws only what the sink throws.
  Next step();
  /// After `over`, once: what came of it.
  result<HttpResponse> take();

  /// The connection ended before a byte of an answer.
  [[nodiscard]] bool was_cut_off() const { return cut_off_; }
  /// Whether bytes of the request may have left. Only as long as the connection is there.
  [[nodiscard]] bool has_sent() const { return connection_.transport.sent() != sent_before_; }
  /// The connection may carry another request.
  [[nodiscard]] bool is_reusable() const { return reusable_; }
  /// After an answer: how long the server says that it keeps the connection.
  [[nodiscard]] std::chrono::milliseconds idle_timeout() const;

 private:
  /// Reads without a wait before others get their turn.
  static constexpr std::uint8_t kBurst = 16;

  bool write(Next& next);
  bool read(Next& next);
  ResponseReader::Progress feed(std::size_t bytes);
  void end_writing();
  Next conclude(ResponseReader::Progress progress);
  Next cut_off(const std::string& why);
  Next fail(error why);

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

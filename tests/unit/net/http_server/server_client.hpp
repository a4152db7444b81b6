#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "net/http_server/listeners.hpp"

namespace yak::net::testing {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  std::string raw;

  [[nodiscard]] std::string header(const std::string& name) const;
};

/// Reads one answer from the front of `bytes` and removes it; status 0 when it is not whole.
/// `bodiless`: an answer to HEAD.
Answer take_answer(std::string& bytes, bool bodiless = false);

/// A blocking connection that sends and shows raw bytes. Reading gives up after five seconds.
class RawClient {
 public:
  static RawClient tcp(std::uint16_t port);
  static RawClient local(const std::string& path);

  /// False when the peer has closed.
  bool send(std::string_view bytes);
  /// The next answer; status 0 when the connection ended or nothing came.
  Answer answer(bool bodiless = false);
  /// All bytes until the peer closes.
  std::string rest();
  /// True when the peer closes without another byte.
  bool closes() { return rest().empty() && ended_; }
  void finish_sending();
  /// Closes so that the peer gets a reset.
  void reset();
  void close() { socket_ = Descriptor(); }
  [[nodiscard]] bool connected() const { return socket_.valid(); }
  [[nodiscard]] int descriptor() const { return socket_.get(); }

 private:
  explicit RawClient(Descriptor socket) : socket_(std::move(socket)) {}
  bool read_more();

  Descriptor socket_;
  std::string pending_;
  bool ended_ = false;
};

}  // namespace yak::net::testing

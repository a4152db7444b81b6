// SPDX-License-Identifier: Apache-2.0
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

/// Removes one answer from the front of `bytes` and returns it; status 0 if it is incomplete.
/// `bodiless`: it answers a HEAD request.
Answer take_answer(std::string& bytes, bool bodiless = false);

/// A blocking connection for raw bytes. Reads give up after five seconds.
class RawClient {
 public:
  static RawClient tcp(std::uint16_t port);
  static RawClient local(const std::string& path);

  /// False if the peer has closed.
  bool send(std::string_view bytes);
  /// The next answer; status 0 if the connection ended or nothing arrived in time.
  Answer answer(bool bodiless = false);
  /// All bytes until the peer closes.
  std::string rest();
  /// True if the peer closes without sending another byte.
  bool closes() { return rest().empty() && ended_; }
  void finish_sending();
  /// Closes the connection with a reset.
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

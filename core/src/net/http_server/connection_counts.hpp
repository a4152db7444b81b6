// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "yak/event.hpp"

namespace yak::net {

/// Counts a server's connections, in total and per address, and the memory of request bodies.
/// Thread-safe. Holds one entry per connected address.
class ConnectionCounts {
 public:
  /// One counted connection; decrements the counts when destroyed.
  class CountedConnection {
   public:
    CountedConnection() = default;
    CountedConnection(CountedConnection&& other) noexcept
        : counts_(std::move(other.counts_)), key_(std::move(other.key_)) {}
    CountedConnection& operator=(CountedConnection&& other) noexcept {
      std::swap(counts_, other.counts_);
      std::swap(key_, other.key_);
      return *this;
    }
    ~CountedConnection() { reset(); }

    void reset() noexcept;

   private:
    friend class ConnectionCounts;
    std::shared_ptr<ConnectionCounts> counts_;
    std::string key_;
  };

  /// `acceptors`: the number of loops that accept connections.
  explicit ConnectionCounts(std::size_t acceptors) : accepting_(acceptors) {}

  /// Counts a new connection.
  static CountedConnection enter(std::shared_ptr<ConnectionCounts> counts);
  /// Also counts the connection under the address's `key`. Returns false, without effect, if that
  /// address already has `most` connections.
  bool enter_as(CountedConnection& place, std::string key, std::size_t most);
  /// Records that one loop has stopped accepting.
  void stop_accepting() noexcept;

  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
  /// Set when no loop accepts and no connection is open.
  [[nodiscard]] Event& empty() noexcept { return empty_; }

  /// Reserves `size` bytes for a body. Returns false, without effect, if the total would exceed
  /// `most`.
  bool take_body(std::size_t size, std::size_t most) noexcept;
  [[nodiscard]] std::size_t body_memory() const noexcept { return bodies_; }
  void give_body(std::size_t size) noexcept { bodies_ -= size; }

 private:
  void leave(const std::string& key) noexcept;

  std::atomic<std::size_t> connections_{0};
  std::atomic<std::size_t> accepting_;
  std::atomic<std::size_t> bodies_{0};
  Event empty_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace yak::net

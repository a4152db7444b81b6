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

/// How many connections a server has, of each address too, and the memory of their request bodies.
/// Thread-safe. It has an entry for each address that is connected.
class ConnectionCounts {
 public:
  /// One connection, counted in; counts it out when destroyed.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept
        : counts_(std::move(other.counts_)), key_(std::move(other.key_)) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(counts_, other.counts_);
      std::swap(key_, other.key_);
      return *this;
    }
    ~Place() { reset(); }

    void reset() noexcept;

   private:
    friend class ConnectionCounts;
    std::shared_ptr<ConnectionCounts> counts_;
    std::string key_;
  };

  /// `acceptors`: loops that accept.
  explicit ConnectionCounts(std::size_t acceptors) : accepting_(acceptors) {}

  /// Counts a connection in.
  static Place enter(std::shared_ptr<ConnectionCounts> counts);
  /// Counts it under the address's `key`, too; false, without effect, where that has `most`
  /// already.
  bool enter_as(Place& place, std::string key, std::size_t most);
  /// A loop accepts no more.
  void stop_accepting() noexcept;

  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
  /// Set when nothing accepts and nothing is open.
  [[nodiscard]] Event& empty() noexcept { return empty_; }

  /// Takes `size` bytes for a body; false, without effect, where all would be more than `most`.
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

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/http_client/transport/interruptible_wait.hpp"
#include "net/http_client/transport/transport.hpp"
#include "yak/metrics.hpp"

namespace yak::net {

class ConnectionPool;

/// The right to have one connection to a host. Passed to the first waiter, or returned to the pool,
/// when destroyed.
class ConnectionSlot {
 public:
  struct Host;

  ConnectionSlot() = default;
  /// Takes ownership of a slot that the pool has already counted.
  ConnectionSlot(ConnectionPool& pool, Host& host) : pool_(&pool), host_(&host) {}
  ConnectionSlot(ConnectionSlot&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), host_(std::exchange(other.host_, nullptr)) {}
  ConnectionSlot& operator=(ConnectionSlot&& other) noexcept;
  ~ConnectionSlot() { reset(); }

  explicit operator bool() const { return host_ != nullptr; }
  [[nodiscard]] Host* host() const { return host_; }
  void reset();

 private:
  ConnectionPool* pool_ = nullptr;
  Host* host_ = nullptr;
};

/// An open connection, in use or idle. Destroying it closes it.
class PooledConnection final : public DeadlineList::Entry {
 public:
  PooledConnection(boost::asio::io_context& loop, ConnectionPool& pool, ConnectionSlot slot)
      : transport(loop), slot_(std::move(slot)), pool_(pool) {}

  /// Closes the connection: its idle timeout has passed.
  void on_deadline() override;
  [[nodiscard]] ConnectionSlot::Host* host() const { return slot_.host(); }

  Transport transport;
  bool is_reused = false;

 private:
  ConnectionSlot slot_;
  ConnectionPool& pool_;
};
using ConnectionPtr = std::unique_ptr<PooledConnection>;

/// The connections of one loop, grouped by host. Each host has a maximum number of connections;
/// further requests wait in FIFO order. Use only on its own loop. Must outlive its connections,
/// slots and waiters.
class ConnectionPool {
 public:
  struct Limits {
    std::size_t idle_per_host = 0;
    std::size_t open_per_host = 0;
    std::size_t waiting_per_host = 0;
    std::chrono::milliseconds idle_timeout{0};
  };
  /// Maximum idle connections of all hosts together; above it, connections are closed after use.
  static constexpr std::size_t kMaxIdle = 1024;

  /// Either an idle connection to use, or a slot for a new one.
  struct AcquiredConnection {
    ConnectionPtr connection;
    ConnectionSlot slot;
    [[nodiscard]] bool is_free() const { return connection != nullptr || static_cast<bool>(slot); }
  };

  ConnectionPool(boost::asio::io_context& loop, DeadlineList& deadlines, Limits limits,
                 Gauge& open_connections, Counter& queue_full);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// Returns a usable idle connection (unless `fresh`), else a slot for a new one, else nothing.
  AcquiredConnection try_acquire(const std::string& key, bool fresh);
  /// Waits in the host's queue until the deadline. Call it after try_acquire returned nothing.
  task<result<AcquiredConnection>> wait(std::string key, RequestDeadline& deadline);
  /// Keeps the connection for the next request, for the shorter of `idle_timeout` and the pool's
  /// own timeout.
  void give_back(ConnectionPtr connection, std::chrono::milliseconds idle_timeout);
  /// Closes all idle connections; connections returned later are closed too.
  void close();
  /// As `close`, and stops using the metrics, which may be destroyed before the last request.
  void detach();

 private:
  friend class ConnectionSlot;
  friend class PooledConnection;
  struct Waiter;

  ConnectionSlot::Host& host_of(const std::string& key);
  ConnectionPtr take_idle(ConnectionSlot::Host& host, std::vector<ConnectionPtr>& closed);
  void drop_idle(PooledConnection& connection);
  bool hand_over(ConnectionSlot::Host& host, AcquiredConnection& place);
  void release(ConnectionSlot::Host& host);

  boost::asio::io_context& loop_;
  DeadlineList& deadlines_;
  Limits limits_;
  Gauge* open_connections_;
  Counter& queue_full_;
  std::unordered_map<std::string, std::unique_ptr<ConnectionSlot::Host>> hosts_;
  std::size_t idle_ = 0;
  bool closed_ = false;
};

}  // namespace yak::net

// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/connection_pool.hpp"

#include <algorithm>

namespace yak::net {

namespace intrusive = boost::intrusive;

struct ConnectionPool::Waiter final
    : Signal,
      intrusive::list_base_hook<intrusive::link_mode<intrusive::auto_unlink>> {
  using Signal::Signal;
  AcquiredConnection place;
};

struct ConnectionSlot::Host {
  explicit Host(std::string name) : key(std::move(name)) {}

  std::string key;
  std::size_t open = 0;             // slots taken: connections in use, idle and being opened
  std::size_t waiting = 0;          // waiters in `queue`, plus those just woken
  std::vector<ConnectionPtr> idle;  // most recently used at the back
  intrusive::list<ConnectionPool::Waiter, intrusive::constant_time_size<false>> queue;
};

ConnectionSlot& ConnectionSlot::operator=(ConnectionSlot&& other) noexcept {
  if (this != &other) {
    reset();
    pool_ = std::exchange(other.pool_, nullptr);
    host_ = std::exchange(other.host_, nullptr);
  }
  return *this;
}

void ConnectionSlot::reset() {
  Host* const host = std::exchange(host_, nullptr);
  if (host != nullptr) pool_->release(*host);
}

void PooledConnection::on_deadline() { pool_.drop_idle(*this); }

ConnectionPool::ConnectionPool(boost::asio::io_context& loop, DeadlineList& deadlines,
                               Limits limits, Gauge& open_connections, Counter& queue_full)
    : loop_(loop),
      deadlines_(deadlines),
      limits_(limits),
      open_connections_(&open_connections),
      queue_full_(queue_full) {}

ConnectionPool::~ConnectionPool() { close(); }

ConnectionSlot::Host& ConnectionPool::host_of(const std::string& key) {
  auto& host = hosts_[key];
  if (!host) host = std::make_unique<ConnectionSlot::Host>(key);
  return *host;
}

ConnectionPool::AcquiredConnection ConnectionPool::try_acquire(const std::string& key, bool fresh) {
  ConnectionSlot::Host& host = host_of(key);
  AcquiredConnection place;
  // Destroyed on return, because closing the last connection of a host deletes the Host.
  std::vector<ConnectionPtr> closing;
  if (!fresh) {
    place.connection = take_idle(host, closing);
  } else if (host.open >= limits_.open_per_host && !host.idle.empty()) {
    closing.push_back(std::move(host.idle.front()));
    host.idle.erase(host.idle.begin());
    --idle_;
  }
  const bool has_room = host.open - closing.size() < limits_.open_per_host && host.queue.empty();
  if (place.connection == nullptr && has_room) {
    ++host.open;
    open_connections_->add(1);
    place.slot = ConnectionSlot(*this, host);
  }
  return place;
}

ConnectionPtr ConnectionPool::take_idle(ConnectionSlot::Host& host,
                                        std::vector<ConnectionPtr>& closed) {
  while (!host.idle.empty()) {
    ConnectionPtr connection = std::move(host.idle.back());
    host.idle.pop_back();
    --idle_;
    DeadlineList::clear(*connection);
    if (connection->transport.is_quiet()) return connection;
    closed.push_back(std::move(connection));
  }
  return nullptr;
}

task<result<ConnectionPool::AcquiredConnection>> ConnectionPool::wait(std::string key,
                                                                      RequestDeadline& deadline) {
  ConnectionSlot::Host& host = host_of(key);
  if (host.waiting >= limits_.waiting_per_host) {
    queue_full_.add();
    co_return error(ErrorKind::unavailable,
                    "too many requests wait for a connection to " + deadline.peer());
  }
  Waiter waiter(loop_);
  host.queue.push_back(waiter);
  ++host.waiting;
  auto waited = co_await waiter.wait(deadline);
  --host.waiting;
  // If the request ended at the same time, the slot's destructor passes the slot to the next
  // waiter.
  if (waited) co_return std::move(waiter.place);
  if (waited.error().kind != ErrorKind::timeout) co_return waited.error();
  co_return error(ErrorKind::unavailable, waited.error().message + ": all connections are in use");
}

void ConnectionPool::give_back(ConnectionPtr connection, std::chrono::milliseconds idle_timeout) {
  ConnectionSlot::Host& host = *connection->host();
  const auto keep = std::min(idle_timeout, limits_.idle_timeout);
  if (closed_ || keep.count() <= 0) return;
  connection->is_reused = true;
  AcquiredConnection place;
  place.connection = std::move(connection);
  if (hand_over(host, place)) return;
  if (host.idle.size() >= limits_.idle_per_host || idle_ >= kMaxIdle) return;
  deadlines_.set(*place.connection, keep);
  host.idle.push_back(std::move(place.connection));
  ++idle_;
}

bool ConnectionPool::hand_over(ConnectionSlot::Host& host, AcquiredConnection& place) {
  if (host.queue.empty()) return false;
  Waiter& first = host.queue.front();
  host.queue.pop_front();
  first.place = std::move(place);
  first.notify();
  return true;
}

void ConnectionPool::release(ConnectionSlot::Host& host) {
  if (open_connections_ == nullptr) return;  // detached: no waiter will run again
  if (!host.queue.empty() && host.open <= limits_.open_per_host) {
    AcquiredConnection place;
    place.slot = ConnectionSlot(*this, host);
    hand_over(host, place);
    return;
  }
  --host.open;
  open_connections_->add(-1);
  if (host.open == 0 && host.queue.empty()) hosts_.erase(std::string(host.key));
}

void ConnectionPool::drop_idle(PooledConnection& connection) {
  auto& idle = connection.host()->idle;
  const auto found = std::ranges::find(idle, &connection, &ConnectionPtr::get);
  if (found == idle.end()) return;
  // Remove it from the list first: closing it may delete the Host.
  const ConnectionPtr closing = std::move(*found);
  idle.erase(found);
  --idle_;
}

void ConnectionPool::close() {
  closed_ = true;
  std::vector<ConnectionPtr> closing;
  for (const auto& [key, host] : hosts_) {
    std::ranges::move(host->idle, std::back_inserter(closing));
    host->idle.clear();
  }
  idle_ = 0;
}

void ConnectionPool::detach() {
  close();
  open_connections_ = nullptr;
}

}  // namespace yak::net

// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/dns_cache.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <unordered_map>

#include "net/http_client/transport/interruptible_wait.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

using Clock = std::chrono::steady_clock;
using Resolver = asio::ip::tcp::resolver;

Addresses addresses_of(const Resolver::results_type& entries) {
  Addresses addresses;
  for (const auto& entry : entries) {
    const auto address = entry.endpoint().address();
    if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
  }
  return addresses;
}

}  // namespace

NameLookup system_lookup(asio::io_context& loop) {
  auto resolver = std::make_shared<Resolver>(loop);
  return [resolver](const std::string& host, std::function<void(result<Addresses>)> done) {
    // No AI_ADDRCONFIG: glibc ignores loopback addresses for it, so `localhost` would not resolve
    // on a machine without a network.
    resolver->async_resolve(
        host, "", Resolver::flags(),
        [done = std::move(done), host](const boost::system::error_code& failure,
                                       const Resolver::results_type& entries) {
          if (failure || entries.empty()) {
            const std::string why = failure ? failure.message() : "no addresses";
            done(error(ErrorKind::unavailable, "cannot resolve " + host + ": " + why));
          } else {
            done(addresses_of(entries));
          }
        });
  };
}

struct DnsCache::Waiter final
    : Signal,
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  using Signal::Signal;
  std::optional<result<Addresses>> answer;
};

struct DnsCache::State {
  struct Host {
    Addresses addresses;
    Clock::time_point expires;
    bool pending = false;
    boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> waiting;
  };

  [[nodiscard]] bool make_room();
  void answer(const std::string& name, const result<Addresses>& found);

  std::unordered_map<std::string, Host> hosts;
  std::chrono::milliseconds lifetime{0};
  std::size_t max_hosts = 0;
};

bool DnsCache::State::make_room() {
  if (hosts.size() < max_hosts) return true;
  auto oldest = hosts.end();
  for (auto host = hosts.begin(); host != hosts.end(); ++host) {
    if (host->second.pending) continue;
    if (oldest == hosts.end() || host->second.expires < oldest->second.expires) oldest = host;
  }
  if (oldest == hosts.end()) return false;
  hosts.erase(oldest);
  return true;
}

void DnsCache::State::answer(const std::string& name, const result<Addresses>& found) {
  const auto host = hosts.find(name);
  if (host == hosts.end()) return;
  for (Waiter& waiter : host->second.waiting) {
    waiter.answer = found;
    waiter.notify();
  }
  host->second.waiting.clear();
  if (!found) {
    hosts.erase(host);
    return;
  }
  host->second.pending = false;
  host->second.addresses = *found;
  host->second.expires = Clock::now() + lifetime;
}

DnsCache::DnsCache(asio::io_context& loop, NameLookup lookup, std::chrono::milliseconds lifetime,
                   std::size_t max_hosts)
    : loop_(loop), lookup_(std::move(lookup)), state_(std::make_shared<State>()) {
  state_->lifetime = lifetime;
  state_->max_hosts = max_hosts;
}

DnsCache::~DnsCache() = default;

task<result<Addresses>> DnsCache::resolve(std::string host, RequestDeadline& deadline) {
  auto found = state_->hosts.find(host);
  if (found != state_->hosts.end() && !found->second.pending) {
    if (Clock::now() < found->second.expires) co_return found->second.addresses;
    state_->hosts.erase(found);
    found = state_->hosts.end();
  }
  Waiter waiter(loop_);
  if (found != state_->hosts.end()) {
    found->second.waiting.push_back(waiter);
  } else {
    if (!state_->make_room()) {
      co_return error(ErrorKind::unavailable, "too many names are being looked up");
    }
    State::Host& added = state_->hosts[host];
    added.pending = true;
    added.waiting.push_back(waiter);
    // The lookup may outlive this cache.
    lookup_(host, [state = std::weak_ptr<State>(state_), host](result<Addresses> answer) {
      if (const auto alive = state.lock()) alive->answer(host, answer);
    });
  }
  auto waited = co_await waiter.wait(deadline);
  if (waiter.answer) co_return *std::move(waiter.answer);
  co_return waited.error();
}

}  // namespace yak::net

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"

namespace yak::net {

/// The key under which connections of an address are counted: the IPv4 address (also for ::ffff:…),
/// or the /64 of an IPv6 address, which belongs to one customer. Empty if `remote` is not an
/// address. Pure.
std::string peer_key(std::string_view remote);

/// A set of addresses and networks. Immutable once parsed.
class PeerNetworks {
 public:
  PeerNetworks() = default;
  /// Parses entries like `10.0.0.1`, `10.0.0.0/8` and `fd00::/8`. Fails with `invalid`; the error
  /// text names the invalid entry.
  static result<PeerNetworks> parse(const std::vector<std::string>& entries);

  /// Whether `remote` is in the set. False if `remote` is not an address.
  [[nodiscard]] bool contains(std::string_view remote) const;

 private:
  struct Network {
    boost::asio::ip::address address;
    unsigned bits = 0;
  };
  std::vector<Network> networks_;
};

/// Whether `remote` is a loopback address, or empty (a Unix socket). Pure.
bool is_local_peer(std::string_view remote);

}  // namespace yak::net

#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"

namespace yak::net {

/// What a client's address is counted by: IPv4 whole (also as ::ffff:…), IPv6 by its /64, which one
/// customer has alone. Empty for what is no address. Pure.
std::string peer_key(std::string_view remote);

/// Addresses and networks. Immutable once parsed.
class PeerNetworks {
 public:
  PeerNetworks() = default;
  /// From `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. `invalid` names the entry that is none.
  static result<PeerNetworks> parse(const std::vector<std::string>& entries);

  /// Whether `remote` is in one of them. False for what is no address.
  [[nodiscard]] bool contains(std::string_view remote) const;

 private:
  struct Network {
    boost::asio::ip::address address;
    unsigned bits = 0;
  };
  std::vector<Network> networks_;
};

/// Whether `remote` is this machine itself, or came through a Unix socket (empty). Pure.
bool is_local_peer(std::string_view remote);

}  // namespace yak::net

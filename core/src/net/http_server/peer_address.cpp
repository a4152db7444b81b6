// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/peer_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace yak::net {
namespace ip = boost::asio::ip;
namespace {

/// Parses an IP address; converts an IPv4-mapped IPv6 address to IPv4.
std::optional<ip::address> parse_peer(std::string_view text) {
  boost::system::error_code failure;
  ip::address address = ip::make_address(text, failure);
  if (failure) return std::nullopt;
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

/// Whether the first `bits` bits of both addresses are equal.
template <class Bytes>
bool has_prefix(const Bytes& address, const Bytes& network, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(network.begin(), network.begin() + whole, address.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  return ((address[whole] ^ network[whole]) & mask) == 0;
}

}  // namespace

std::string peer_key(std::string_view remote) {
  const auto address = parse_peer(remote);
  if (!address) return {};
  if (address->is_v4()) return address->to_string();
  ip::address_v6::bytes_type bytes = address->to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return ip::address_v6(bytes).to_string();
}

bool is_local_peer(std::string_view remote) {
  const auto address = parse_peer(remote);
  return address ? address->is_loopback() : remote.empty();
}

result<PeerNetworks> PeerNetworks::parse(const std::vector<std::string>& entries) {
  PeerNetworks all;
  for (const std::string& entry : entries) {
    const std::size_t slash = std::min(entry.find('/'), entry.size());
    const auto address = parse_peer(entry.substr(0, slash));
    const unsigned most = address && address->is_v6() ? 128 : 32;
    unsigned bits = most;
    bool is_good = address.has_value();
    if (slash < entry.size()) {
      const char* const end = entry.data() + entry.size();
      const auto [stop, failure] = std::from_chars(entry.data() + slash + 1, end, bits);
      is_good = is_good && failure == std::errc() && stop == end && bits <= most;
    }
    if (!is_good) {
      return error(ErrorKind::invalid, "not an address or network like 10.0.0.0/8: " + entry);
    }
    all.networks_.push_back({*address, bits});
  }
  return all;
}

bool PeerNetworks::contains(std::string_view remote) const {
  const auto address = parse_peer(remote);
  if (!address) return false;
  return std::ranges::any_of(networks_, [&](const Network& network) {
    if (network.address.is_v4() != address->is_v4()) return false;
    if (address->is_v4()) {
      return has_prefix(address->to_v4().to_bytes(), network.address.to_v4().to_bytes(),
                        network.bits);
    }
    return has_prefix(address->to_v6().to_bytes(), network.address.to_v6().to_bytes(),
                      network.bits);
  });
}

}  // namespace yak::net

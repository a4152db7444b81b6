#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "yak/error.hpp"

namespace yak::net {

/// The TLS side of a server: TLS 1.2 at least, the certificate with its chain and the key from PEM
/// files. `invalid` names the file that cannot be used. Thread-safe once made.
result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(
    const std::string& certificate_file, const std::string& private_key_file);

/// When the certificate that this side shows ends; those above it in the chain do not count. The
/// epoch for one that makes no sense. Thread-safe.
std::chrono::sys_seconds certificate_end(const boost::asio::ssl::context& tls);

}  // namespace yak::net

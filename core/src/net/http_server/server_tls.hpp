// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "yak/error.hpp"

namespace yak::net {

/// Creates a server's TLS context: TLS 1.2 or later, with the certificate chain and the private key
/// from PEM files. Fails with `invalid`; the error text names the file. Thread-safe once created.
result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(
    const std::string& certificate_file, const std::string& private_key_file);

/// Expiry of the server's own certificate, not of the others in its chain. The epoch if it is
/// missing or malformed. Thread-safe.
std::chrono::sys_seconds certificate_end(const boost::asio::ssl::context& tls);

}  // namespace yak::net

// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_listeners.hpp"

#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>

#include "config/schema/endpoint.hpp"
#include "config/schema/system_group.hpp"
#include "generation/server_options.hpp"

namespace yak::doctor {
namespace {

namespace asio = boost::asio;
using Level = Diagnosis::Level;
using boost::asio::ip::tcp;

Diagnosis cannot_bind(const std::string& what, const std::string& listen,
                      const boost::system::error_code& failure) {
  const bool taken = failure == asio::error::address_in_use;
  return {
      Level::fail, what, listen + ": " + failure.message(),
      taken ? "find the process with 'ss -ltnp' and stop it, or listen on another port (if systemd "
              "holds it for yak.socket, that is expected)"
            : "choose an address of this machine and a port that this user may bind"};
}

/// Whether members of the folder's group, or all users, can enter the folder of the socket.
bool folder_lets_group_in(const std::string& path) {
  struct stat status{};
  const std::string folder = std::filesystem::path(path).parent_path();
  return ::stat(folder.empty() ? "." : folder.c_str(), &status) == 0 &&
         (status.st_mode & (S_IXGRP | S_IXOTH)) != 0;
}

/// Anyone who can open the socket can administer Yak.
Diagnosis diagnose_admin_socket(const std::string& path, const std::string& group, bool running) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    return {running ? Level::warn : Level::ok, "admin socket",
            path + (running ? " does not exist" : " (created by yak run)")};
  }
  return diagnose_socket(path, status.st_mode, status.st_gid, group, folder_lets_group_in(path));
}

bool is_open(const std::string& listen) {
  const auto endpoint = config::parse_endpoint(listen);
  return endpoint && !config::is_loopback(endpoint->host);
}

Diagnosis diagnose_exposure(const std::string& listen, bool guarded) {
  if (!is_open(listen)) {
    return {Level::ok, "admin exposure",
            listen + " is reachable from this machine only" +
                (guarded ? "; /api/v1 requires the token" : "; /api/v1 is on the socket only")};
  }
  return {Level::warn, "admin exposure",
          listen +
              " is reachable from the network: metrics by everybody, /api/v1 with the token, "
              "and both in clear text",
          "listen on 127.0.0.1 behind a TLS proxy, or restrict access with a firewall"};
}

}  // namespace

Diagnosis diagnose_socket(const std::string& path, std::uint32_t mode, std::uint32_t owning_group,
                          const std::string& group, bool folder_is_open) {
  const std::string what = "admin socket";
  if ((mode & (S_IRWXG | S_IRWXO)) == 0) {
    return {Level::ok, what, path + ", open to its owner only"};
  }
  const auto number = config::find_group(group);
  const bool as_configured =
      !group.empty() && number && *number == owning_group && (mode & S_IRWXO) == 0;
  if (!as_configured) {
    return {Level::warn, what, path + " can be opened by others than its owner",
            "anyone who can open it can administer Yak: chmod 600 " + path};
  }
  if (folder_is_open) return {Level::ok, what, path + ", open to its owner and group " + group};
  return {Level::warn, what, path + " is open to group " + group + ", but its folder is not",
          "set admin.socket to a path in a folder that the group can enter"};
}

Diagnosis diagnose_port(const std::string& what, const std::string& listen) {
  const auto endpoint = config::parse_endpoint(listen);
  if (!endpoint) return {Level::fail, what, listen + " is not HOST:PORT", "write 127.0.0.1:8080"};
  if (endpoint->port == 0) return {Level::ok, what, listen + ": any free port"};
  boost::system::error_code failure;
  asio::io_context loop;
  tcp::resolver resolver(loop);
  const auto addresses = resolver.resolve(endpoint->host, std::to_string(endpoint->port), failure);
  if (failure) return cannot_bind(what, listen, failure);
  tcp::acceptor acceptor(loop);
  const tcp::endpoint address = addresses.begin()->endpoint();
  // Bound but not listening, so that no client's connection is accepted here.
  acceptor.open(address.protocol(), failure);
  if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor.bind(address, failure);
  if (failure) return cannot_bind(what, listen, failure);
  return {Level::ok, what, listen + " is free"};
}

std::vector<Diagnosis> diagnose_listeners(const config::Config& config, bool running) {
  std::vector<Diagnosis> diagnoses;
  const config::AdminConfig& admin = config.core().admin;
  const auto port = [&](const std::string& what, const std::string& where) {
    diagnoses.push_back(running
                            ? Diagnosis(Level::ok, what, where + " is held by the running daemon")
                            : diagnose_port(what, where));
  };
  port("public listener", config.core().server.listen);
  if (admin.listen) {
    port("admin listener", *admin.listen);
    diagnoses.push_back(diagnose_exposure(*admin.listen, admin.token && !admin.token->empty()));
  }
  diagnoses.push_back(diagnose_admin_socket(generation::admin_socket_path(config),
                                            admin.group.value_or(""), running));
  return diagnoses;
}

}  // namespace yak::doctor

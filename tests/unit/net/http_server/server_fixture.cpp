// SPDX-License-Identifier: Apache-2.0
#include "server_fixture.hpp"
#include "yak/testing/time_limit.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <thread>

namespace yak::net::testing {
namespace {

task<ServerResponse> hello(const ServerRequest& /*request*/) {
  co_return ServerResponse(200, "application/json", "{\"hello\":1}");
}

task<ServerResponse> echo(const ServerRequest& request) {
  co_return ServerResponse(200, "application/octet-stream", std::string(request.body));
}

}  // namespace

std::optional<bool> WriteOutcome::wait() {
  auto future = promise_.get_future();
  if (future.wait_for(scaled(std::chrono::seconds(5))) != std::future_status::ready)
    return std::nullopt;
  return future.get();
}

TestServer::TestServer(ServerOptions options, std::size_t loop_count)
    : loops(loop_count), server(loops, routes, std::move(options), log, metrics) {}

TestServer::~TestServer() {
  if (started_) drain(std::chrono::milliseconds(100));
  loops.stop();
}

void TestServer::add(std::string method, std::string path, HttpHandler handler) {
  const result<void> added =
      routes.add(Route(std::move(method), std::move(path), std::move(handler)));
  EXPECT_TRUE(added) << added.error().message;
}

void TestServer::add_usual_routes() {
  add("GET", "/hello", hello);
  add("POST", "/echo", echo);
}

void TestServer::start(std::optional<Listeners> given) {
  const result<void> listening = server.listen(std::move(given));
  ASSERT_TRUE(listening) << listening.error().message;
  routes.freeze();
  server.start();
  loops.start();
  started_ = true;
}

std::future<void> TestServer::begin_drain(std::chrono::milliseconds limit) {
  started_ = false;
  return boost::asio::co_spawn(loops.loop(0), server.drain(limit), boost::asio::use_future);
}

void TestServer::drain(std::chrono::milliseconds limit) { begin_drain(limit).get(); }

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "yak_server_XXXXXX").string();
  path_ = mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace yak::net::testing

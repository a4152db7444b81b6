// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <cstring>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "server_fixture.hpp"

namespace yak::net::testing {
namespace {

constexpr const char* kListenHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(ServerListen, SpreadsConnectionsOverTheLoops) {
  TestServer server(TestServer::options(), 2);
  std::mutex mutex;
  std::set<std::size_t> seen;
  server.add("GET", "/hello", [&](const ServerRequest&) -> task<ServerResponse> {
    const std::lock_guard lock(mutex);
    seen.insert(EventLoops::current());
    co_return ServerResponse(204, "", "");
  });
  server.start();
  for (int i = 0; i < 64; ++i) {
    RawClient client = server.connect();
    client.send(kListenHello);
    ASSERT_EQ(client.answer().status, 204);
  }
  const std::lock_guard lock(mutex);
  EXPECT_EQ(seen.size(), 2U);
}

TEST(ServerListen, NamesAPortInUse) {
  TestServer first;
  first.start();
  const std::string address = "127.0.0.1:" + std::to_string(first.server.port());
  // The first server listens with SO_REUSEPORT, as any other Yak of this user does.
  TestServer second{ServerOptions(address)};
  const result<void> listening = second.server.listen();
  ASSERT_FALSE(listening);
  EXPECT_EQ(listening.error().kind, ErrorKind::conflict);
  EXPECT_NE(listening.error().message.find(address), std::string::npos);
}

TEST(ServerListen, CanListenAgainAsSoonAsThePortIsFree) {
  std::string address;
  {
    TestServer first;
    first.add_usual_routes();
    first.start();
    address = "127.0.0.1:" + std::to_string(first.server.port());
    RawClient client = first.connect();
    client.send(kListenHello);
    ASSERT_EQ(client.answer().status, 200);
  }
  TestServer second{ServerOptions(address)};
  EXPECT_TRUE(second.server.listen());
}

TEST(ServerListen, RefusesInvalidAddresses) {
  for (const char* address : {"", "8080", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999999",
                              "no.such.host.invalid:80", "192.0.2.1:80"}) {
    TestServer server{ServerOptions(address)};
    const result<void> listening = server.server.listen();
    ASSERT_FALSE(listening) << address;
    EXPECT_EQ(listening.error().kind, ErrorKind::invalid) << address;
  }
}

TEST(ServerListen, ServesAUnixSocketForItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder.file("yak.sock");
  const mode_t before = umask(0);
  TestServer server{ServerOptions(path)};
  server.add("GET", "/remote", [](const ServerRequest& request) -> task<ServerResponse> {
    co_return ServerResponse(200, "application/json", "[" + std::string(request.remote) + "]");
  });
  server.start();
  umask(before);
  struct stat status{};
  ASSERT_EQ(lstat(path.c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(server.server.port(), 0);
  for (int i = 0; i < 4; ++i) {
    RawClient client = RawClient::local(path);
    client.send("GET /remote HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.answer().body, "[]");
  }
  server.drain(std::chrono::seconds(1));
  EXPECT_NE(lstat(path.c_str(), &status), 0);
}

TEST(ServerListen, ReplacesAUnixSocketWithoutAListener) {
  const TemporaryFolder folder;
  const std::string path = folder.file("yak.sock");
  {
    // The state that a killed process leaves.
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.data(), path.size());
    const Descriptor dead(socket(AF_UNIX, SOCK_STREAM, 0));
    ASSERT_EQ(bind(dead.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
  }
  TestServer server{ServerOptions(path)};
  server.add_usual_routes();
  server.start();
  RawClient client = RawClient::local(path);
  client.send(kListenHello);
  EXPECT_EQ(client.answer().status, 200);
}

TEST(ServerListen, DoesNotReplaceALiveUnixSocketOrAnotherFile) {
  const TemporaryFolder folder;
  const std::string path = folder.file("yak.sock");
  TestServer first{ServerOptions(path)};
  first.add_usual_routes();
  first.start();
  TestServer second{ServerOptions(path)};
  EXPECT_EQ(second.server.listen().error().kind, ErrorKind::conflict);
  RawClient client = RawClient::local(path);
  client.send(kListenHello);
  EXPECT_EQ(client.answer().status, 200);

  const std::string file = folder.file("notes");
  std::ofstream(file) << "keep me";
  TestServer third{ServerOptions(file)};
  EXPECT_EQ(third.server.listen().error().kind, ErrorKind::conflict);
  EXPECT_EQ(access(file.c_str(), F_OK), 0);
  TestServer fourth{ServerOptions(folder.file(std::string(200, 'x')))};
  EXPECT_EQ(fourth.server.listen().error().kind, ErrorKind::invalid);
}

TEST(ServerListen, DoesNotRemoveTheSocketOfItsSuccessor) {
  const TemporaryFolder folder;
  const std::string path = folder.file("yak.sock");
  TestServer first{ServerOptions(path)};
  first.start();
  ASSERT_EQ(unlink(path.c_str()), 0);
  TestServer second{ServerOptions(path)};
  second.add_usual_routes();
  second.start();
  first.drain(std::chrono::seconds(1));
  RawClient client = RawClient::local(path);
  client.send(kListenHello);
  EXPECT_EQ(client.answer().status, 200);
}

TEST(ServerListen, PausesAcceptingWithoutDescriptors) {
  TestServer server(TestServer::options(), 1);
  server.add_usual_routes();
  server.start();
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  std::vector<RawClient> waiting;
  {
    // The descriptor limit is the lowest free number: the client's sockets already exist, and
    // accepting fails.
    std::vector<Descriptor> sockets;
    RawClient client = server.connect();
    client.send(kListenHello);
    ASSERT_EQ(client.answer().status, 200);
    const int free_number = dup(0);
    close(free_number);
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    getpeername(client.descriptor(), reinterpret_cast<sockaddr*>(&name), &size);
    Descriptor next(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(next.get()) + 1;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
    ASSERT_EQ(connect(next.get(), reinterpret_cast<const sockaddr*>(&name), size), 0);
    EXPECT_TRUE(eventually([&] { return server.rejected("descriptors") >= 1; }));
    setrlimit(RLIMIT_NOFILE, &before);
    // Once descriptors are available again, the server serves the waiting connection.
    EXPECT_TRUE(eventually([&] { return server.server.connections() == 2; }));
    EXPECT_LT(server.rejected("descriptors"), 10);
  }
}

TEST(ServerListen, ServesNoNewConnectionAfterStopAccepting) {
  for (int round = 0; round < 20; ++round) {
    TestServer server(TestServer::options(), 2);
    server.add_usual_routes();
    server.start();
    RawClient before = server.connect();
    // While the loops are busy, they run the stop late.
    for (std::size_t loop = 0; loop < 2; ++loop) {
      boost::asio::post(server.loops.loop(loop),
                        [] { std::this_thread::sleep_for(std::chrono::milliseconds(5)); });
    }
    server.server.stop_accepting();
    RawClient after = server.connect();
    EXPECT_FALSE(after.send(kListenHello) && after.answer().status == 200);
    before.send(kListenHello);
    EXPECT_EQ(before.answer().status, 200);
  }
}

}  // namespace
}  // namespace yak::net::testing

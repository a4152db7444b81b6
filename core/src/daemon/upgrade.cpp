// SPDX-License-Identifier: Apache-2.0
#include "daemon/upgrade.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "plugins/plugin_file.hpp"

namespace yak::daemon {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kCheckLimit{60};
/// Limit of the check's output; the rest is discarded.
constexpr std::size_t kMaxSaid = std::size_t{16} << 10U;
constexpr const char* kPast = "YAK_UPGRADES";
/// SD_LISTEN_FDS_START of sd-daemon.h.
constexpr int kFirst = 3;

std::vector<std::string> own_command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> arguments;
  for (std::string word; std::getline(file, word, '\0');) arguments.push_back(std::move(word));
  return arguments;
}

/// The path under which the program was started, because it may be a link that points elsewhere by
/// now. If it was found on $PATH, the kernel's /proc/self/exe.
std::string own_executable(const std::vector<std::string>& arguments) {
  std::error_code failure;
  if (!arguments.empty() && arguments[0].find('/') != std::string::npos) {
    return std::filesystem::absolute(arguments[0], failure).string();
  }
  return std::filesystem::read_symlink("/proc/self/exe", failure).string();
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

error system_error(const std::string& what, int code) {
  return {ErrorKind::unavailable, what + ": " + std::generic_category().message(code)};
}

/// Starts `words` with its output on the pipe and no blocked signals.
int spawn(std::vector<std::string> words, int pipe, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const std::vector<char*> pointers = pointers_to(words);
  const int code =
      posix_spawn(&child, pointers[0], &actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

/// Reads the child's output until it closes the pipe; false if the time limit passed first.
bool listen_to(int pipe, std::string& said) {
  const auto end = Clock::now() + kCheckLimit;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd ready{pipe, POLLIN, 0};
    if (left <= 0) return false;
    const int count = poll(&ready, 1, static_cast<int>(left));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    const ssize_t size = read(pipe, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return true;
    if (said.size() < kMaxSaid) said.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

/// Moves the sockets, then the connections, to the descriptors where the next program looks for
/// them, and marks all others close-on-exec.
bool place(const net::HandedOver& left) {
  const int count = static_cast<int>(left.sockets.size() + left.connections.size());
  std::vector<int> parked;
  const auto park = [&](const net::Descriptor& descriptor) {
    // Above the numbers that the descriptors will be moved to.
    parked.push_back(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, kFirst + count));
    return parked.back() >= 0;
  };
  for (const auto& socket : left.sockets) {
    if (!park(socket.descriptor)) return false;
  }
  for (const auto& connection : left.connections) {
    if (!park(connection)) return false;
  }
  for (int i = 0; i < count; ++i) {
    if (dup2(parked[static_cast<std::size_t>(i)], kFirst + i) < 0) return false;
  }
  return close_range(static_cast<unsigned>(kFirst + count), ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

}  // namespace

Upgrade::Upgrade(std::string config, std::string env_file)
    : arguments_(own_command_line()), config_(std::move(config)), env_file_(std::move(env_file)) {
  executable_ = own_executable(arguments_);
  if (const char* past = std::getenv(kPast)) {
    past_ = static_cast<unsigned>(std::strtoul(past, nullptr, 10));
  }
}

/// The installed file, if only this user and root can replace it.
result<std::string> Upgrade::next_executable() const {
  std::error_code failure;
  std::string file = std::filesystem::canonical(executable_, failure).string();
  if (failure) return system_error(executable_ + " cannot be found", failure.value());
  // The folder of the name, too, because the name may be a link.
  for (const std::filesystem::path& path :
       {std::filesystem::path(executable_).parent_path(), std::filesystem::path(file)}) {
    if (const auto safe = plugins::check_ownership(path, "the next program"); !safe) {
      return safe.error();
    }
  }
  return file;
}

result<void> Upgrade::check() const {
  const auto file = next_executable();
  if (!file) return file.error();
  std::vector<std::string> words{*file, "check", "-c", config_};
  if (!env_file_.empty()) words.insert(words.end(), {"--env-file", env_file_});
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return system_error("cannot create a pipe for the check", errno);
  const net::Descriptor reading(ends[0]);
  net::Descriptor writing(ends[1]);
  pid_t child = 0;
  const int code = spawn(std::move(words), writing.get(), child);
  if (code != 0) return system_error(executable_ + " cannot be started", code);
  writing = net::Descriptor();
  std::string said;
  const bool ended = listen_to(reading.get(), said);
  if (!ended) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!ended) return error(ErrorKind::timeout, executable_ + " check did not end in a minute");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  while (said.ends_with('\n')) said.pop_back();
  return error(ErrorKind::invalid, executable_ + " rejects this configuration: " + said);
}

error Upgrade::become(net::HandedOver left) const {
  std::string names;
  for (const auto& socket : left.sockets) names += (names.empty() ? "" : ":") + socket.name;
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", std::to_string(left.sockets.size()).c_str(), 1);
  setenv("LISTEN_FDNAMES", names.c_str(), 1);
  setenv(net::InheritedListeners::kConnections, std::to_string(left.connections.size()).c_str(), 1);
  setenv(kPast, std::to_string(past_ + 1).c_str(), 1);
  const auto file = next_executable();
  if (!file) return file.error();
  if (!place(left)) return system_error("the sockets cannot be handed over", errno);
  std::vector<std::string> words = arguments_;
  const std::vector<char*> pointers = pointers_to(words);
  execv(file->c_str(), pointers.data());
  return system_error(executable_ + " cannot be started", errno);
}

}  // namespace yak::daemon

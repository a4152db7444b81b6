// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace yak::cli {

/// Exit codes (sysexits.h).
inline constexpr int kOk = 0;
inline constexpr int kUsage = 64;
inline constexpr int kUnavailable = 69;
inline constexpr int kBug = 70;
inline constexpr int kTemporary = 75;
inline constexpr int kPermission = 77;
inline constexpr int kConfig = 78;

/// A parsed command line.
struct Invocation {
  std::string command;   ///< `run`, `check`, …
  std::string config;    ///< -c; empty: search the default paths
  std::string env_file;  ///< --env-file
  std::string socket;    ///< --socket: the admin socket, instead of the configuration's
  bool json = false;

  // help
  std::vector<std::string> words;  ///< a command and its subcommands
  // status
  bool watch = false;
  // trace
  std::string id;  ///< of a message or a delivery
  // usage, user
  std::string user;
  int days = 30;
  // backup
  std::string file;
  // webhook-test
  std::string instance;
  std::string text;
  std::string from;
  std::string url;
  // dead-letters
  std::string action = "list";   ///< or `show`, `retry`, `purge`; for access: `pending`, `approve`…
  std::vector<std::string> ids;  ///< `d12`, `m7`
  std::string after;             ///< list: start after this letter
  int limit = 100;               ///< list: maximum number of letters
  bool all = false;              ///< retry, purge: all letters instead of `ids`
  std::optional<std::chrono::milliseconds> older_than;  ///< purge --all: minimum age
  bool yes = false;  ///< retry, purge, erase: do it instead of a dry run
  // access
  std::string who;  ///< approve, deny: a code or an address
  // chat
  std::string as = "local";
  bool has_text = false;  ///< `text` is one question, answered once
  // schema
  bool markdown = false;
};

/// Parses the arguments. The result has an invocation, or the exit code after help or an error was
/// printed.
struct Parsed {
  std::optional<Invocation> invocation;
  int exit_code = kOk;
};
Parsed parse_command_line(int argc, char** argv);

}  // namespace yak::cli

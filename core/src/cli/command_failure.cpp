// SPDX-License-Identifier: Apache-2.0
#include "cli/command_failure.hpp"

#include <iostream>
#include <string>

#include "cli/daemon_answer.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {

int fail(const Invocation& invocation, int code, std::string_view message) {
  if (invocation.json) {
    const Json body{{"error", message}, {"exit_code", code}};
    const std::string text = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::cout << observe::escape_unseen(text) << '\n';
  } else {
    std::cerr << "yak: " << observe::neutralize_text(message) << '\n';
  }
  return code;
}

int exit_code_of(const error& failure) noexcept {
  switch (failure.kind) {
    case ErrorKind::forbidden: return kPermission;
    case ErrorKind::invalid: return kConfig;
    default: return kUnavailable;
  }
}

int fail(const Invocation& invocation, const error& failure) {
  return fail(invocation, exit_code_of(failure), failure.message);
}

}  // namespace yak::cli

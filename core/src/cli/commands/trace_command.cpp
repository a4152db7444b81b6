// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/trace_command.hpp"

#include <iostream>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/daemon_answer.hpp"
#include "cli/text/trace_text.hpp"

namespace yak::cli {
int trace(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  const auto answer = object_of(client.get("/api/v1/trace/" + percent_encode(invocation.id)));
  if (!answer) return fail(invocation, answer.error());
  if (invocation.json) {
    std::cout << answer->dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    std::cout << describe_trace(*answer);
  }
  return kOk;
}

}  // namespace yak::cli

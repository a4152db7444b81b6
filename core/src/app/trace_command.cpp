#include "app/trace_command.hpp"

#include <iostream>

#include "app/admin_client.hpp"
#include "app/daemon_answer.hpp"
#include "app/trace_text.hpp"
#include "services/redactor.hpp"

namespace yak::app {
namespace {

int complain(const error& failure, int code) {
  std::cerr << "yak: " << services::neutralize_controls(failure.message) << '\n';
  return code;
}

}  // namespace

int trace(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return complain(socket.error(), kConfig);
  AdminClient client(*socket);
  const auto answer = object_of(client.get("/api/v1/trace/" + percent_encode(invocation.id)));
  if (!answer) return complain(answer.error(), kUnavailable);
  if (invocation.json) {
    std::cout << answer->dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    std::cout << trace_in_words(*answer);
  }
  return kOk;
}

}  // namespace yak::app

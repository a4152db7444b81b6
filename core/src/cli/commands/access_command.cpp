// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/access_command.hpp"

#include <iostream>
#include <utility>
#include <vector>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/json_fields.hpp"
#include "cli/text/table_text.hpp"

namespace yak::cli {
namespace {

constexpr const char* kAccessBase = "/api/v1/access/";
constexpr std::size_t kAccessColumns = 100;

void print_access_json(const Json& body) {
  std::cout << body.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

std::string ruling_text(const Json& answer) {
  const std::string name = text_of(answer, "name");
  return text_of(answer, "from") + (name.empty() ? "" : " (" + name + ")") + " on " +
         text_of(answer, "channel") +
         (text_of(answer, "ruling") == "allow" ? " may write now.\n"
                                               : " may not write any more.\n");
}

}  // namespace

std::string pending_as_table(const Json& pending) {
  if (pending.empty()) return "No sender waits for admission.\n";
  std::vector<std::vector<std::string>> rows{{"CODE", "AGE", "CHANNEL", "FROM", "NAME"}};
  for (const Json& sender : pending) {
    rows.push_back({text_of(sender, "code"), short_span(integer_of(sender, "age_seconds")),
                    text_of(sender, "channel"), text_of(sender, "from"), text_of(sender, "name")});
  }
  return table(std::move(rows), kAccessColumns) + "To admit one: yak access approve CODE\n";
}

int access(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  const std::string path = kAccessBase + invocation.action;
  const bool lists = invocation.action == "pending";
  const Json request{{"who", invocation.who}};
  const auto answer = object_of(
      lists ? client.get(path)
            : client.post(path, request.dump(-1, ' ', false, Json::error_handler_t::replace)));
  if (!answer) return fail(invocation, answer.error());
  if (invocation.json) {
    print_access_json(*answer);
  } else {
    std::cout << (lists ? pending_as_table(list_of(*answer, "pending")) : ruling_text(*answer));
  }
  return kOk;
}

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/user_command.hpp"

#include <array>
#include <iostream>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/daemon_answer.hpp"
#include "cli/text/user_text.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {
namespace {

constexpr std::array kParts{"messages", "deliveries", "history", "keys", "usage"};

void print_records(const Json& records) {
  std::cout << records.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

std::string path_of(const Invocation& invocation) {
  return "/api/v1/people/" + percent_encode(invocation.user);
}

/// Merges all pages. The pages are small, because a message may be large.
result<Json> all_records(AdminClient& client, const Invocation& invocation) {
  Json all;
  std::string after;
  do {
    auto page = object_of(client.get(path_of(invocation) + "?limit=16&after=" + after));
    if (!page) return page.error();
    after = page->at("next").is_string() ? page->at("next").get<std::string>() : "";
    if (all.is_null()) {
      all = *std::move(page);
      continue;
    }
    for (const char* part : kParts) {
      for (Json& row : page->at(part)) all[part].push_back(std::move(row));
    }
  } while (!after.empty());
  all.erase("next");
  return all;
}

int show_user(AdminClient& client, const Invocation& invocation) {
  const auto records = all_records(client, invocation);
  if (!records) return fail(invocation, records.error());
  if (invocation.action == "export") {
    print_records(*records);
  } else if (invocation.json) {
    print_records({{"user", records->at("user")},
                   {"counts", records->at("counts")},
                   {"keys", records->at("keys")},
                   {"usage", records->at("usage")}});
  } else {
    std::cout << person_text(*records);
  }
  return kOk;
}

/// Prints what would be erased, or what was.
int report_erasure(const Invocation& invocation, const Json& counts) {
  if (invocation.json) {
    print_records({{"user", invocation.user}, {"erased", invocation.yes}, {"counts", counts}});
    return kOk;
  }
  const std::string user = observe::neutralize_controls(invocation.user);
  if (has_nothing(counts)) {
    std::cout << "Nothing is stored about " << user << ".\n";
  } else if (invocation.yes) {
    std::cout << "Erased data of " << user << ": " << person_counts(counts) << ".\n";
  } else {
    std::cout << "This data of " << user << " would be erased: " << person_counts(counts)
              << ". Nothing was done: add --yes.\n";
  }
  return kOk;
}

int erase_user(AdminClient& client, const Invocation& invocation) {
  const auto answer = invocation.yes ? client.post(path_of(invocation) + "/erase", "{}")
                                     : client.get(path_of(invocation) + "?limit=1");
  const auto done = object_of(answer);
  if (!done) return fail(invocation, done.error());
  return report_erasure(invocation, done->at(invocation.yes ? "erased" : "counts"));
}

}  // namespace

int user(const Invocation& invocation) {
  const std::size_t colon = invocation.user.find(':');
  if (colon == 0 || colon == std::string::npos || colon + 1 == invocation.user.size()) {
    return fail(invocation, kUsage,
                "'" + invocation.user +
                    "' is not a user: write CHANNEL:ADDRESS, such as "
                    "whatsapp:+15551234567");
  }
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  return invocation.action == "erase" ? erase_user(client, invocation)
                                      : show_user(client, invocation);
}

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/dead_letter_command.hpp"

#include <algorithm>
#include <iostream>
#include <limits>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/daemon_answer.hpp"
#include "cli/text/dead_letter_text.hpp"
#include "yak/store/dead_letters.hpp"
#include "yak/text/text_format.hpp"

namespace yak::cli {
namespace {

constexpr const char* kBase = "/api/v1/dead-letters";
/// Letters per request, so that a page stays far below the client's response limit.
constexpr int kPage = 200;

void print(const Json& body) {
  std::cout << body.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

/// Fetches up to `limit` letters and returns them as one page of the API.
result<Json> fetch(AdminClient& client, std::string after, int limit) {
  Json all{{"dead_letters", Json::array()}, {"next", nullptr}};
  for (int left = limit; left > 0;) {
    const std::string query = "?limit=" + std::to_string(std::min(left, kPage)) +
                              (after.empty() ? "" : "&after=" + after);
    auto page = object_of(client.get(kBase + query));
    if (!page) return page.error();
    for (Json& letter : page->at("dead_letters")) {
      all["dead_letters"].push_back(std::move(letter));
      --left;
    }
    all["next"] = page->at("next");
    if (!all["next"].is_string()) break;
    after = all["next"].get<std::string>();
  }
  return all;
}

int list(AdminClient& client, const Invocation& invocation) {
  const auto page = fetch(client, invocation.after, invocation.limit);
  if (!page) return fail(invocation, page.error());
  if (invocation.json) {
    print(*page);
    return kOk;
  }
  const Json& letters = page->at("dead_letters");
  if (letters.empty()) {
    std::cout << (invocation.after.empty() ? "There are no dead letters.\n"
                                           : "There are no more dead letters.\n");
    return kOk;
  }
  std::cout << letters_as_table(letters);
  if (page->at("next").is_string()) {
    std::cout << "There are more: yak dead-letters list --after "
              << page->at("next").get<std::string>() << '\n';
  }
  return kOk;
}

int show(AdminClient& client, const Invocation& invocation) {
  const auto letter = object_of(client.get(std::string(kBase) + "/" + invocation.ids.front()));
  if (!letter) return fail(invocation, letter.error());
  if (invocation.json) {
    print(*letter);
  } else {
    std::cout << letter_text(*letter);
  }
  return kOk;
}

/// The letters to retry or purge, each with its `id`; an unknown letter has an `error` too. Sorted,
/// so that one person's deliveries are sent in the order in which they were made.
result<Json> chosen(AdminClient& client, const Invocation& invocation) {
  Json letters = Json::array();
  if (invocation.all) {
    auto page = fetch(client, "", std::numeric_limits<int>::max());
    if (!page) return page.error();
    const auto least = invocation.older_than.value_or(std::chrono::milliseconds(0));
    for (Json& letter : page->at("dead_letters")) {
      const std::chrono::seconds age(letter.value("age_seconds", std::int64_t{0}));
      if (!invocation.older_than || age >= least) letters.push_back(std::move(letter));
    }
    return letters;
  }
  std::vector<DeadLetterId> ids;
  ids.reserve(invocation.ids.size());
  for (const std::string& text : invocation.ids) ids.push_back(dead_letter_id(text).value());
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  for (const DeadLetterId id : ids) {
    auto letter = object_of(client.get(std::string(kBase) + "/" + to_string(id)));
    if (!letter && letter.error().kind != ErrorKind::not_found) return letter.error();
    if (letter) letter->erase("text");
    letters.push_back(letter ? std::move(*letter)
                             : Json{{"id", to_string(id)}, {"error", letter.error().message}});
  }
  return letters;
}

/// Marks the letters that the daemon processed together with this one: parts of the same reply.
void note_together(Json& letters, const Json& answer) {
  const Json together = answer.value("together", Json::array());
  for (Json& letter : letters) {
    if (std::ranges::find(together, letter.at("id")) != together.end()) letter["done"] = true;
  }
}

/// Applies `action` to each letter and sets `done` or `error`. An error other than `not_found`
/// would affect all following letters too, so it stops there.
void carry_out(AdminClient& client, const std::string& action, Json& letters) {
  for (Json& letter : letters) {
    if (letter.contains("error") || letter.contains("done")) continue;
    std::string path = std::string(kBase) + "/" + letter.at("id").get<std::string>();
    path += "/" + action;
    const auto answer = object_of(client.post(path, "{}"));
    if (answer) {
      letter["done"] = true;
      note_together(letters, *answer);
      continue;
    }
    letter["error"] = answer.error().message;
    if (answer.error().kind != ErrorKind::not_found) return;
  }
}

/// A sentence with the count of letters and what happens to them.
std::string outcome_text(const Invocation& invocation, std::int64_t count) {
  const bool retries = invocation.action == "retry";
  std::string words = format_count(count, "dead letter");
  if (invocation.yes) {
    words += count == 1 ? " is" : " are";
    return words + (retries ? " retried" : " purged");
  }
  return words + (retries ? " would be retried" : " would be purged");
}

void report(const Invocation& invocation, const Json& letters) {
  Json good = Json::array();
  for (const Json& letter : letters) {
    if (invocation.yes ? letter.contains("done") : !letter.contains("error")) {
      good.push_back(letter);
    }
  }
  if (letters.empty()) {
    std::cout << (invocation.older_than ? "There are no dead letters of that age.\n"
                                        : "There are no dead letters.\n");
    return;
  }
  if (good.empty()) return;
  std::cout << letters_as_table(good)
            << outcome_text(invocation, static_cast<std::int64_t>(good.size()))
            << (invocation.yes ? ".\n" : ". Nothing was done: add --yes to do it.\n");
}

/// Prints the errors (with --json each letter has its own) and returns the exit code.
int complain_of(const Invocation& invocation, const Json& letters) {
  int code = kOk;
  for (const Json& letter : letters) {
    if (!letter.contains("error")) continue;
    code = kUnavailable;
    if (!invocation.json) fail(invocation, code, letter.at("error").get<std::string>());
  }
  return code;
}

int decide(AdminClient& client, const Invocation& invocation) {
  auto letters = chosen(client, invocation);
  if (!letters) return fail(invocation, letters.error());
  if (invocation.yes) carry_out(client, invocation.action, *letters);
  if (invocation.json) {
    print(Json{
        {"action", invocation.action}, {"dry_run", !invocation.yes}, {"dead_letters", *letters}});
  } else {
    report(invocation, *letters);
  }
  return complain_of(invocation, *letters);
}

}  // namespace

int dead_letters(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  if (invocation.action == "show") return show(client, invocation);
  if (invocation.action == "list") return list(client, invocation);
  return decide(client, invocation);
}

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#include <yak/testing/fake_context.hpp>
#include <yak/testing/fake_next.hpp>
#include <yak/testing/settings.hpp>

#include <cstdio>

#include "shout_middleware.hpp"

/// A plugin's test, with the fakes that are installed with the headers.
int main() {
  yak::testing::FakeContext context;
  Shout shout(yak::testing::settings(shout_schema(), "ending: \"?\"\n"));
  yak::testing::FakeNext next;
  yak::Turn turn = yak::testing::turn_of(yak::testing::message_of("console", "local", "hello"));
  const auto outcome = context.run(shout.handle(turn, next));
  if (outcome && turn.reply.parts.size() == 1 && turn.reply.parts[0].text == "THE ANSWER?")
    return 0;
  std::fputs("the answer is not loud\n", stderr);
  return 1;
}

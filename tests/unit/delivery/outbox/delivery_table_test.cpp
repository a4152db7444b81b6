// SPDX-License-Identifier: Apache-2.0
// Compares the transition table of docs/delivery.md with the state machine.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "delivery/outbox/delivery_machine.hpp"

namespace yak::delivery {
namespace {

const WallTime kTableNow{std::chrono::hours(490'000)};

const char* name(DeliveryState state) {
  switch (state) {
    case DeliveryState::pending: return "pending";
    case DeliveryState::sending: return "sending";
    case DeliveryState::sent: return "sent";
    case DeliveryState::dead: return "dead";
    case DeliveryState::in_doubt: return "in doubt";
  }
  return "";
}

class Table {
 public:
  void row(DeliveryState from, const char* event, const DeliveryStep& step, const char* note = "") {
    text_ << "| " << name(from) << " | " << event << " | " << name(step.update.state) << " | "
          << note << (*note == '\0' ? "|\n" : " |\n");
  }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

Delivery in(DeliveryState state) {
  Delivery delivery;
  delivery.id = 1;
  delivery.state = state;
  delivery.attempts = 1;
  delivery.created_at = kTableNow;
  return delivery;
}

Lookup lookup_row(Lookup::Kind kind) {
  Lookup lookup;
  lookup.kind = kind;
  return lookup;
}

std::string machine_table() {
  using State = DeliveryState;
  RetryPolicy holding;
  holding.hold = true;
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryMachine holds(holding);
  const auto after = [&](const SendOutcome& outcome, WallTime now = kTableNow) {
    return machine.after_send(in(State::sending), outcome, now, 0.5);
  };
  const auto found = lookup_row(Lookup::Kind::found);
  const auto absent = lookup_row(Lookup::Kind::absent);
  const auto unknown = lookup_row(Lookup::Kind::unknown);
  const Delivery doubt = in(State::in_doubt);
  const WallTime late = kTableNow + RetryPolicy().lifetime;
  Table table;
  table.row(State::pending, "its send is due", DeliveryMachine::begin(in(State::pending)),
            "counts an attempt; written before the first byte of the request is sent");
  table.row(State::pending, "its lifetime is over", DeliveryMachine::expire(in(State::pending)));
  table.row(State::pending, "an earlier part of its reply is dead",
            DeliveryMachine::fail_after_part(in(State::pending), in(State::dead), "no"),
            "in the same transaction");
  table.row(State::pending, "the person's last message is too old for a reply",
            DeliveryMachine::reply_window_closed(in(State::pending), std::chrono::hours(24)),
            "unless the channel has a template");
  table.row(State::sending, "taken, with a receipt", after(SendOutcome::sent("SM1")));
  table.row(State::sending, "not taken, temporary failure", after(SendOutcome::retry("busy")),
            "tried again after 1 s·2ⁿ with full jitter, or as the service asks");
  table.row(State::sending, "the same, and its lifetime is over",
            after(SendOutcome::retry("busy"), late));
  table.row(State::sending, "refused for good", after(SendOutcome::rejected("no")));
  table.row(State::sending, "the outcome is unknown", after(SendOutcome::unknown("reset")));
  table.row(State::in_doubt, "a lookup finds it", machine.after_lookup(doubt, found, 1, kTableNow));
  table.row(State::in_doubt, "a lookup does not find it",
            machine.after_lookup(doubt, absent, 1, kTableNow), "until the last lookup");
  table.row(State::in_doubt, "the last lookup: the list lacks it",
            machine.after_lookup(doubt, absent, 4, kTableNow), "sent again");
  table.row(State::in_doubt, "the last lookup: the list cannot be read",
            machine.after_lookup(doubt, unknown, 4, kTableNow),
            "sent again, counted as `yak_send_resent_total`");
  table.row(State::in_doubt, "the last lookup, with `in_doubt: hold`",
            holds.after_lookup(doubt, unknown, 4, kTableNow), "an operator decides");
  table.row(State::in_doubt, "its lifetime is over", DeliveryMachine::expire(doubt));
  for (const State state : {State::pending, State::sending, State::in_doubt, State::dead}) {
    table.row(state, "a status callback reports it", DeliveryMachine::confirm(in(state), "SM1"));
  }
  return table.text();
}

TEST(DeliveryTable, MatchesTheManual) {
  std::ifstream file(YAK_SOURCE_DIR "/docs/delivery.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_NE(page.str().find(machine_table()), std::string::npos)
      << "docs/delivery.md must have these rows:\n"
      << machine_table();
}

}  // namespace
}  // namespace yak::delivery

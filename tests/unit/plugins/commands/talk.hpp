// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "commands/commands_middleware.hpp"
#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::commands {

inline constexpr const char* kAdmin = "+15550000001";
inline constexpr const char* kUser = "+15550000002";

/// The commands layer in front of a model that answers `the answer`.
class Talk {
 public:
  Talk() {
    testing::SettingsBuilder settings(schema());
    settings.texts("admins", {"whatsapp:+15550000001"});
    layer_ = make_middleware(context, context.commands(), settings.build()).value();
  }

  Turn say(const std::string& sender, const std::string& text) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", sender, text));
    testing::FakeNext next;
    (void)layer_->passes_queue(turn);
    const result<void> outcome = context.run(layer_->handle(turn, next));
    if (!outcome) throw std::runtime_error(outcome.error().message);
    asked_model = next.calls() == 1;
    return turn;
  }

  /// Says `text` and returns the text of the reply.
  std::string hear(const std::string& sender, const std::string& text) {
    const Turn turn = say(sender, text);
    return turn.reply.parts.empty() ? std::string() : turn.reply.parts.front().text;
  }

  [[nodiscard]] Middleware& layer() { return *layer_; }

  testing::FakeContext context{"commands"};
  bool asked_model = false;

 private:
  std::unique_ptr<Middleware> layer_;
};

}  // namespace yak::commands

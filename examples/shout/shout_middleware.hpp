// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yak/middleware.hpp>
#include <yak/schema.hpp>
#include <yak/settings.hpp>
#include <yak/text/ascii.hpp>

#include <string>

/// Converts every answer to upper case.
class Shout final : public yak::Middleware {
 public:
  explicit Shout(const yak::Settings& settings) : ending_(settings.text("ending")) {}

  yak::task<yak::result<void>> handle(yak::Turn& turn, yak::Next& next) override {
    auto outcome = co_await next(turn);
    if (!outcome) co_return outcome;
    for (yak::ReplyPart& part : turn.reply.parts) part.text = yak::upper_case(part.text) + ending_;
    co_return outcome;
  }

 private:
  std::string ending_;
};

inline yak::Schema shout_schema() {
  return yak::Schema{yak::Field::text("ending", "Text after every part.").defaults_to("\"!\"")};
}

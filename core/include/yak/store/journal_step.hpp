// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/store/lease.hpp"

namespace yak {

enum class StepKind : std::uint8_t {
  model = 0,  ///< a question to a model
  tool = 1,   ///< the call of a tool
};

enum class StepState : std::uint8_t {
  started = 0,   ///< written before the request: after a crash its outcome is unknown
  finished = 1,  ///< written after the answer: it is never made again
};

/// One step of a turn before its commit. After a crash the turn is run again with the steps that
/// the journal has: what is finished is read from there instead of being made again.
struct JournalStep {
  static constexpr int kMax = 128;  ///< of one turn; also the greatest number
  static constexpr std::size_t kMaxRecordBytes = std::size_t{128} << 10U;

  JournalStep() = default;
  JournalStep(MessageId message, int number, StepKind kind, StepState state, std::string record)
      : message(message), number(number), kind(kind), state(state), record(std::move(record)) {}

  /// For stores: `invalid` for a number below 1, `too_large` beyond a bound. Pure.
  [[nodiscard]] YAK_API result<void> check_bounds() const;

  MessageId message = 0;  ///< whose turn it is
  int number = 0;         ///< from 1, chosen by the caller: a turn that runs again counts the same
  StepKind kind = StepKind::model;
  StepState state = StepState::started;
  /// What the caller needs to go on after a crash, as JSON. The store does not read it. That of the
  /// finished step replaces that of the started one.
  std::string record;
  Epoch epoch = 0;  ///< of the writer
};

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/pipeline.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "base/exception_text.hpp"
#include "observe/tracing/turn_steps.hpp"

namespace yak::conversation {
namespace {

task<result<void>> refuse_call(error failure) { co_return failure; }

}  // namespace

/// The `next` that one layer gets: the rest of the chain. Lives in that layer's `run_from` frame.
class Pipeline::Step final : public Next {
 public:
  Step(const Pipeline& pipeline, std::size_t index, Turn& turn)
      : pipeline_(pipeline),
        turn_(turn),
        index_(index),
        place_(
            observe::begin_step(turn, pipeline.name_of(index - 1), pipeline.clock_.monotonic())) {
    turn.after_commit.enter_layer(index - 1);
  }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  ~Step() override {
    observe::end_step(turn_, place_, pipeline_.clock_.monotonic(), failed_);
    // Control returns to the enclosing layer.
    if (index_ >= 2) turn_.after_commit.enter_layer(index_ - 2);
  }

  task<result<void>> operator()(Turn& turn) override {
    if (std::exchange(called_, true)) {
      return refuse_call(pipeline_.bug_as_error(index_ - 1, turn, "called next twice"));
    }
    return pipeline_.run_from(index_, turn, &awaited_);
  }

  /// Records the end of the element. The last element is the model; it has no `next`.
  [[gnu::noinline]] void end(result<void>& outcome, bool is_layer) {
    if (outcome && is_layer) {
      if (const char* const bug = find_bug())
        outcome = pipeline_.bug_as_error(index_ - 1, turn_, bug);
      if (turn_.result == TurnResult::unanswered) turn_.result = TurnResult::answered;
    }
    failed_ = !outcome;
  }

 private:
  /// Returns how the layer broke the contract of `next`; null if it did not.
  [[nodiscard]] const char* find_bug() const {
    if (called_ && !awaited_) return "called next and did not await it";
    if (turn_.result != TurnResult::unanswered || !turn_.reply.empty()) return nullptr;
    return called_ ? "called next and left the turn without a reply"
                   : "neither called next nor replied nor dropped the turn";
  }

  const Pipeline& pipeline_;
  Turn& turn_;
  std::size_t index_;
  std::size_t place_;
  bool called_ = false;
  bool awaited_ = false;
  bool failed_ = false;
};

Pipeline::Pipeline(std::vector<Layer> layers, std::unique_ptr<Next> end, const Clock& clock,
                   Logger& log, AllowList people)
    : layers_(std::move(layers)),
      end_(std::move(end)),
      clock_(clock),
      log_(log),
      people_(std::move(people)) {}

task<result<void>> Pipeline::run(Turn& turn) const {
  // Room for the layers and the end. A model call adds its step only after it has ended, so
  // the vector need not be larger while the turn waits.
  turn.steps.reserve(layers_.size() + 1);
  return run_from(0, turn, nullptr);
}

bool Pipeline::passes_queue(Turn& turn) const {
  bool passes = false;
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    const base::MarkedCall call(layers_[index].label, "passes_queue");
    try {
      passes |= layers_[index].middleware->passes_queue(turn);
    } catch (...) {
      log_bug(index, turn.message.id, "passes_queue threw: " + base::exception_text());
    }
  }
  return passes;
}

std::string Pipeline::refusal_reply(const Message& message) const {
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    const base::MarkedCall call(layers_[index].label, "refusal_reply");
    try {
      std::string words = layers_[index].middleware->refusal_reply(message);
      if (!words.empty()) return words;
    } catch (...) {
      // The sender stays refused.
      log_bug(index, message.id, "refusal_reply threw: " + base::exception_text());
    }
  }
  return {};
}

const std::string& Pipeline::name_of(std::size_t index) const {
  static const std::string kEnd = "model";
  return index < layers_.size() ? layers_[index].name : kEnd;
}

void Pipeline::log_bug(std::size_t layer, MessageId message, std::string_view what) const {
  if (layer >= layers_.size()) {
    log_.error("the core has a bug",
               {{"layer", name_of(layer)}, {"message", message}, {"bug", what}});
    return;
  }
  const Layer& culprit = layers_[layer];
  log_.error("a plugin has a bug", {{"plugin", culprit.plugin},
                                    {"instance", culprit.name},
                                    {"layer", culprit.path},
                                    {"message", message},
                                    {"bug", what}});
}

error Pipeline::bug_as_error(std::size_t layer, const Turn& turn, std::string_view what) const {
  log_bug(layer, turn.message.id, what);
  return {ErrorKind::internal, "middleware '" + name_of(layer) + "' " + std::string(what)};
}

// noinline: locals of an inlined function would enlarge the coroutine's frame, which is held for as
// long as the model call takes.
[[gnu::noinline]] void Pipeline::exception_to_error(std::size_t layer, const Turn& turn,
                                                    result<void>& outcome) const {
  std::string what;
  try {
    throw;
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == boost::asio::error::operation_aborted) {
      outcome = error(ErrorKind::canceled, "the turn was stopped");
      return;
    }
    what = failure.what();
  } catch (...) {
    what = base::exception_text();
  }
  outcome = bug_as_error(layer, turn, "threw: " + what);
}

task<result<void>> Pipeline::run_from(std::size_t index, Turn& turn, bool* begun) const {
  if (begun != nullptr) *begun = true;
  Step next(*this, index + 1, turn);
  const bool is_layer = index < layers_.size();
  const base::ActivityScope activity(is_layer ? layers_[index].label : nullptr,
                                     is_layer ? "middleware" : "model");
  result<void> outcome;
  try {
    auto rest = is_layer ? layers_[index].middleware->handle(turn, next) : (*end_)(turn);
    outcome = co_await std::move(rest);
  } catch (...) {
    exception_to_error(index, turn, outcome);
  }
  next.end(outcome, is_layer);
  co_return outcome;
}

}  // namespace yak::conversation

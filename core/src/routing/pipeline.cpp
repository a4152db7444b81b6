#include "routing/pipeline.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "routing/trace_steps.hpp"

namespace yak::routing {

namespace {

task<result<void>> refuse(error failure) { co_return failure; }

error layer_threw(const std::string& name, const char* what) {
  return error(ErrorKind::internal, "'" + name + "' threw: " + what);
}

/// Of the exception that is being handled. What a coroutine inlines takes room in its frame, which
/// stays for as long as the model thinks, so it is kept out of there.
[[gnu::noinline]] void take_thrown(const std::string& name, result<void>& outcome) {
  try {
    throw;
  } catch (const boost::system::system_error& failure) {
    outcome = failure.code() == boost::asio::error::operation_aborted
                  ? error(ErrorKind::canceled, "the turn was stopped")
                  : layer_threw(name, failure.what());
  } catch (const std::exception& failure) {
    outcome = layer_threw(name, failure.what());
  } catch (...) {
    outcome = layer_threw(name, "something that is no std::exception");
  }
}

}  // namespace

/// The rest of the chain as one layer sees it. Lives in that layer's frame of `run_from`.
class Pipeline::Step final : public Next {
 public:
  Step(const Pipeline& pipeline, std::size_t index, Turn& turn)
      : pipeline_(pipeline),
        turn_(turn),
        index_(index),
        place_(begin_step(turn, pipeline.name_of(index - 1), pipeline.clock_.monotonic())) {}
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  ~Step() override { end_step(turn_, place_, pipeline_.clock_.monotonic(), failed_); }

  task<result<void>> operator()(Turn& turn) override {
    if (std::exchange(called_, true)) {
      return refuse(error(ErrorKind::internal,
                          "middleware '" + pipeline_.name_of(index_ - 1) + "' called next twice"));
    }
    return pipeline_.run_from(index_, turn);
  }

  /// The layer has come to its end. A layer that is none (the model) calls nobody.
  [[gnu::noinline]] void end(result<void>& outcome, bool is_layer) {
    if (outcome && is_layer && !called_ && turn_.result == TurnResult::unanswered) {
      outcome = error(ErrorKind::internal, "middleware '" + pipeline_.name_of(index_ - 1) +
                                               "' neither called next nor ended the turn");
    }
    failed_ = !outcome;
  }

 private:
  const Pipeline& pipeline_;
  Turn& turn_;
  std::size_t index_;
  std::size_t place_;
  bool called_ = false;
  bool failed_ = false;
};

Pipeline::Pipeline(std::vector<Layer> layers, Terminal terminal, const Clock& clock)
    : layers_(std::move(layers)), terminal_(std::move(terminal)), clock_(clock) {}

task<result<void>> Pipeline::run(Turn& turn) const {
  // The layers and the terminal: what a call to a model adds comes once nobody waits any more.
  turn.steps.reserve(layers_.size() + 1);
  return run_from(0, turn);
}

bool Pipeline::passes_queue(const Message& message) const {
  for (const Layer& layer : layers_) {
    const services::MarkedCall call(layer.label, "passes_queue");
    if (layer.middleware->passes_queue(message)) return true;
  }
  return false;
}

const std::string& Pipeline::name_of(std::size_t index) const {
  static const std::string kTerminal = "model";
  return index < layers_.size() ? layers_[index].name : kTerminal;
}

task<result<void>> Pipeline::run_from(std::size_t index, Turn& turn) const {
  Step next(*this, index + 1, turn);
  const bool is_layer = index < layers_.size();
  const services::ActivityScope activity(is_layer ? layers_[index].label : nullptr,
                                         is_layer ? "middleware" : "model");
  result<void> outcome;
  try {
    auto rest = is_layer ? layers_[index].middleware->handle(turn, next) : terminal_(turn);
    outcome = co_await std::move(rest);
  } catch (...) {
    take_thrown(name_of(index), outcome);
  }
  next.end(outcome, is_layer);
  co_return outcome;
}

}  // namespace yak::routing

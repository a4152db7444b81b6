#include "routing/pipeline.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "routing/trace_steps.hpp"

namespace yak::routing {

namespace {

task<result<void>> refuse(error failure) { co_return failure; }

error threw(const std::string& name, const char* what) {
  return error(ErrorKind::internal, "'" + name + "' threw: " + what);
}

error stopped() { return error(ErrorKind::canceled, "the turn was stopped"); }

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

  [[nodiscard]] bool called() const noexcept { return called_; }
  result<void> end(result<void> outcome) {
    failed_ = !outcome;
    return outcome;
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
  const bool is_terminal = index == layers_.size();
  try {
    auto rest = is_terminal ? terminal_(turn) : layers_[index].middleware->handle(turn, next);
    auto outcome = co_await std::move(rest);
    if (outcome && !is_terminal && !next.called() && turn.result == TurnResult::unanswered) {
      outcome = error(ErrorKind::internal,
                      "middleware '" + name_of(index) + "' neither called next nor ended the turn");
    }
    co_return next.end(std::move(outcome));
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == boost::asio::error::operation_aborted) co_return next.end(stopped());
    co_return next.end(threw(name_of(index), failure.what()));
  } catch (const std::exception& failure) {
    co_return next.end(threw(name_of(index), failure.what()));
  } catch (...) {
    co_return next.end(threw(name_of(index), "something that is no std::exception"));
  }
}

}  // namespace yak::routing

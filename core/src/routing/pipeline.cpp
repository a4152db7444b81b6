#include "routing/pipeline.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

namespace yak::routing {

/// The rest of the chain as one layer sees it. Lives in that layer's frame of `run_layer`.
class Pipeline::Step final : public Next {
 public:
  Step(const Pipeline& pipeline, std::size_t index) : pipeline_(pipeline), index_(index) {}

  task<result<void>> operator()(Turn& turn) override {
    if (called_) {
      co_return error(ErrorKind::internal,
                      "middleware '" + pipeline_.layers_[index_ - 1].name + "' called next twice");
    }
    called_ = true;
    co_return co_await pipeline_.run_from(index_, turn);
  }

  [[nodiscard]] bool called() const noexcept { return called_; }

 private:
  const Pipeline& pipeline_;
  std::size_t index_;
  bool called_ = false;
};

Pipeline::Pipeline(std::vector<Layer> layers, Terminal terminal)
    : layers_(std::move(layers)), terminal_(std::move(terminal)) {}

task<result<void>> Pipeline::run(Turn& turn) const { co_return co_await run_from(0, turn); }

bool Pipeline::passes_queue(const Message& message) const {
  for (const Layer& layer : layers_) {
    if (layer.middleware->passes_queue(message)) return true;
  }
  return false;
}

task<result<void>> Pipeline::run_from(std::size_t index, Turn& turn) const {
  const std::string& name = index < layers_.size() ? layers_[index].name : "model";
  std::string thrown;
  try {
    if (index == layers_.size()) co_return co_await terminal_(turn);
    co_return co_await run_layer(index, turn);
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == boost::asio::error::operation_aborted) {
      co_return error(ErrorKind::canceled, "the turn was stopped");
    }
    thrown = failure.what();
  } catch (const std::exception& failure) {
    thrown = failure.what();
  } catch (...) {
    thrown = "something that is no std::exception";
  }
  co_return error(ErrorKind::internal, "'" + name + "' threw: " + thrown);
}

task<result<void>> Pipeline::run_layer(std::size_t index, Turn& turn) const {
  const Layer& layer = layers_[index];
  Step next(*this, index + 1);
  auto outcome = co_await layer.middleware->handle(turn, next);
  if (outcome && !next.called() && turn.result == TurnResult::unanswered) {
    co_return error(ErrorKind::internal,
                    "middleware '" + layer.name + "' neither called next nor ended the turn");
  }
  co_return outcome;
}

}  // namespace yak::routing

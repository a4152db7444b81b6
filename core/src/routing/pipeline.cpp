#include "routing/pipeline.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

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
  Step(const Pipeline& pipeline, std::size_t index) : pipeline_(pipeline), index_(index) {}

  task<result<void>> operator()(Turn& turn) override {
    if (std::exchange(called_, true)) {
      return refuse(error(ErrorKind::internal,
                          "middleware '" + pipeline_.name_of(index_ - 1) + "' called next twice"));
    }
    return pipeline_.run_from(index_, turn);
  }

  [[nodiscard]] bool called() const noexcept { return called_; }

 private:
  const Pipeline& pipeline_;
  std::size_t index_;
  bool called_ = false;
};

Pipeline::Pipeline(std::vector<Layer> layers, Terminal terminal)
    : layers_(std::move(layers)), terminal_(std::move(terminal)) {}

task<result<void>> Pipeline::run(Turn& turn) const { return run_from(0, turn); }

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
  Step next(*this, index + 1);
  const bool is_terminal = index == layers_.size();
  try {
    auto rest = is_terminal ? terminal_(turn) : layers_[index].middleware->handle(turn, next);
    auto outcome = co_await std::move(rest);
    if (outcome && !is_terminal && !next.called() && turn.result == TurnResult::unanswered) {
      co_return error(ErrorKind::internal,
                      "middleware '" + name_of(index) + "' neither called next nor ended the turn");
    }
    co_return outcome;
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == boost::asio::error::operation_aborted) co_return stopped();
    co_return threw(name_of(index), failure.what());
  } catch (const std::exception& failure) {
    co_return threw(name_of(index), failure.what());
  } catch (...) {
    co_return threw(name_of(index), "something that is no std::exception");
  }
}

}  // namespace yak::routing

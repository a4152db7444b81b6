#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/activity.hpp"
#include "yak/middleware.hpp"

namespace yak::routing {

/// The chain of middleware around a terminal (the model), in the order of the configuration, the
/// first outermost. Immutable after construction; runs many turns at once.
///
/// It holds the one-shot rule: a layer calls `next` at most once and while it runs, and a layer
/// that does not call it must have said how the turn ends (`turn.result`).
///
/// Each layer is a step of the turn's trace, and the terminal is one called `model`. A step's time
/// holds that of the layers within it.
class Pipeline {
 public:
  struct Layer {
    std::string name;
    Middleware* middleware = nullptr;                ///< must outlive the pipeline
    const services::InstanceLabel* label = nullptr;  ///< names it in crash lines
  };
  using Terminal = std::function<task<result<void>>(Turn&)>;

  /// `clock` must outlive it.
  Pipeline(std::vector<Layer> layers, Terminal terminal, const Clock& clock);

  /// Runs the whole chain. What a layer throws becomes an `internal` error naming the layer;
  /// a cancellation becomes `canceled`.
  [[nodiscard]] task<result<void>> run(Turn& turn) const;
  /// True when some layer wants this message past its conversation's queue.
  [[nodiscard]] bool passes_queue(const Message& message) const;

 private:
  class Step;

  [[nodiscard]] const std::string& name_of(std::size_t index) const;
  /// The chain from a layer on. One frame a layer: it stays for as long as the model thinks.
  [[nodiscard]] task<result<void>> run_from(std::size_t index, Turn& turn) const;

  std::vector<Layer> layers_;
  Terminal terminal_;
  const Clock& clock_;
};

}  // namespace yak::routing

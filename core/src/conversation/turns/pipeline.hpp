#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/activity.hpp"
#include "conversation/admission/allow_list.hpp"
#include "yak/log.hpp"
#include "yak/middleware.hpp"

namespace yak::conversation {

/// The chain of middleware around a terminal (the model), in the order of the configuration, the
/// first outermost, and whom the same configuration admits to it. Immutable after construction;
/// runs many turns at once.
///
/// It holds a layer to what yak/middleware.hpp says: it calls `next` at most once and awaits it,
/// and where it does not call it, it has replied or said how the turn ends. What a layer does
/// against that, or throws, is logged as a bug of its plugin and fails the turn.
///
/// Each layer is a step of the turn's trace, and the terminal is one called `model`. A step's time
/// holds that of the layers within it.
class Pipeline {
 public:
  struct Layer {
    std::string name;
    Middleware* middleware = nullptr;            ///< must outlive the pipeline
    std::string plugin;                          ///< name and version
    std::string path;                            ///< in the configuration: `middleware[2]`
    const base::InstanceLabel* label = nullptr;  ///< names it in crash lines
  };
  using Terminal = std::function<task<result<void>>(Turn&)>;

  /// `clock` and `log` must outlive it. The default list admits nobody.
  Pipeline(std::vector<Layer> layers, Terminal terminal, const Clock& clock, Logger& log,
           AllowList people = {});

  /// Runs the whole chain. What a layer throws becomes an `internal` error naming the layer;
  /// a cancellation becomes `canceled`.
  [[nodiscard]] task<result<void>> run(Turn& turn) const;
  /// True when some layer wants this message past its conversation's queue.
  [[nodiscard]] bool passes_queue(const Message& message) const;
  /// What the first layer that has words for it tells a sender who is not admitted.
  [[nodiscard]] std::string refusal_reply(const Message& message) const;
  [[nodiscard]] const AllowList& people() const noexcept { return people_; }
  /// Logs what a layer's plugin did wrong with a message.
  void log_bug(std::size_t layer, MessageId message, std::string_view what) const;

 private:
  class Step;

  [[nodiscard]] const std::string& name_of(std::size_t index) const;
  /// The chain from a layer on. One frame a layer: it stays for as long as the model thinks.
  /// `begun`, which may be null, is set once it runs.
  [[nodiscard]] task<result<void>> run_from(std::size_t index, Turn& turn, bool* begun) const;
  /// The failure of a layer that did something wrong, which is logged too.
  error blame(std::size_t layer, const Turn& turn, std::string_view what) const;
  /// Makes an outcome of the exception that is being handled.
  void take_thrown(std::size_t layer, const Turn& turn, result<void>& outcome) const;

  std::vector<Layer> layers_;
  Terminal terminal_;
  const Clock& clock_;
  Logger& log_;
  AllowList people_;
};

}  // namespace yak::conversation

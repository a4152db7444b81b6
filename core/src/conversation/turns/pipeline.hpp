// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/async/activity.hpp"
#include "conversation/admission/allow_list.hpp"
#include "yak/log.hpp"
#include "yak/middleware.hpp"

namespace yak::conversation {

/// The chain of middleware around its end (the model), in the order of the configuration with
/// the first layer outermost, and the allow list of the same configuration. Immutable after
/// construction; runs many turns concurrently.
///
/// It enforces the contract of yak/middleware.hpp: a layer calls `next` at most once and awaits it;
/// a layer that does not call it replies or sets the turn's result. A violation or an exception is
/// logged as a bug of the layer's plugin and fails the turn.
///
/// Each layer is a step of the turn's trace; the end is the step `model`. A step's duration
/// includes the layers within it.
class Pipeline {
 public:
  struct Layer {
    std::string name;
    Middleware* middleware = nullptr;            ///< must outlive the pipeline
    std::string plugin;                          ///< name and version
    std::string path;                            ///< path in the configuration: `middleware[2]`
    const base::InstanceLabel* label = nullptr;  ///< names the instance in crash reports
  };

  /// `end` serves many turns at once and may be called any number of times. `clock` and `log` must
  /// outlive this object. The default list admits no one.
  Pipeline(std::vector<Layer> layers, std::unique_ptr<Next> end, const Clock& clock, Logger& log,
           AllowList people = {});

  /// Runs the whole chain. A layer's exception becomes an `internal` error that names the layer; a
  /// cancellation becomes `canceled`.
  [[nodiscard]] task<result<void>> run(Turn& turn) const;
  /// True if a layer wants this message to bypass its conversation's queue. Asks every layer,
  /// because each may set `turn.command`.
  [[nodiscard]] bool passes_queue(Turn& turn) const;
  /// Returns the first non-empty reply of a layer to a sender who is not admitted.
  [[nodiscard]] std::string refusal_reply(const Message& message) const;
  [[nodiscard]] const AllowList& people() const noexcept { return people_; }
  /// Logs a bug of a layer's plugin.
  void log_bug(std::size_t layer, MessageId message, std::string_view what) const;

 private:
  class Step;

  [[nodiscard]] const std::string& name_of(std::size_t index) const;
  /// Runs the chain from layer `index` on. Uses one frame per layer, because frames are held for as
  /// long as the model call takes. Sets `begun`, if not null, when it starts.
  [[nodiscard]] task<result<void>> run_from(std::size_t index, Turn& turn, bool* begun) const;
  /// Logs a bug of a layer and returns it as an error.
  error bug_as_error(std::size_t layer, const Turn& turn, std::string_view what) const;
  /// Converts the exception that is being handled to an outcome.
  void exception_to_error(std::size_t layer, const Turn& turn, result<void>& outcome) const;

  std::vector<Layer> layers_;
  std::unique_ptr<Next> end_;
  const Clock& clock_;
  Logger& log_;
  AllowList people_;
};

}  // namespace yak::conversation

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/model_router.hpp"
#include "yak/middleware.hpp"

namespace yak::models {

/// The last `next` of the chain: asks the turn's model. The deltas of the answer are discarded,
/// because the reply is sent whole. Unlike the `next` of a layer it serves any number of turns at
/// once.
class ChainEnd final : public Next {
 public:
  /// `router` must outlive it.
  explicit ChainEnd(ModelRouter& router) : router_(router) {}

  /// Not a coroutine: its frame would be held for as long as the model call takes.
  task<result<void>> operator()(Turn& turn) override;

 private:
  class NoDeltas final : public DeltaSink {
   public:
    void on_delta(std::string_view /*text*/) override {}
  };

  ModelRouter& router_;
  NoDeltas no_deltas_;
};

}  // namespace yak::models

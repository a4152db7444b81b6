// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "yak/middleware.hpp"

namespace yak::testing {

/// The end of a chain as a function.
class FunctionEnd final : public Next {
 public:
  using Function = std::function<task<result<void>>(Turn&)>;
  explicit FunctionEnd(Function function) : function_(std::move(function)) {}
  task<result<void>> operator()(Turn& turn) override { return function_(turn); }

  /// An end that leaves the turn as it is.
  static std::unique_ptr<Next> nothing() {
    return std::make_unique<FunctionEnd>(
        [](Turn& /*turn*/) -> task<result<void>> { co_return result<void>(); });
  }

 private:
  Function function_;
};

}  // namespace yak::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/descriptor.hpp"

namespace yak::cli {

/// Delivers SIGINT, SIGTERM, SIGHUP and SIGWINCH through a descriptor while the object lives.
/// Construct before the process has other threads, because they inherit the signal mask.
class TerminalSignals {
 public:
  TerminalSignals();
  ~TerminalSignals();
  TerminalSignals(const TerminalSignals&) = delete;
  TerminalSignals& operator=(const TerminalSignals&) = delete;

  /// Readable while a signal is pending.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_.get(); }
  /// The next pending signal; 0 if there is none.
  [[nodiscard]] int take() const;
  /// Unblocks the signals in this thread until `hold_back`.
  void let_through() const;
  void hold_back() const;
  /// Terminates this process by `signal` with its default action.
  [[noreturn]] void die_of(int signal) const;

 private:
  base::Descriptor descriptor_;
};

}  // namespace yak::cli

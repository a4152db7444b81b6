#pragma once

namespace yak::cli {

/// SIGINT, SIGTERM, SIGHUP and SIGWINCH as events of a descriptor instead of interruptions, for as
/// long as this lives. Made before the process has other threads, which inherit the mask.
class TerminalSignals {
 public:
  TerminalSignals();
  ~TerminalSignals();
  TerminalSignals(const TerminalSignals&) = delete;
  TerminalSignals& operator=(const TerminalSignals&) = delete;

  /// Readable while a signal waits.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  /// The next signal that waits; 0: none.
  [[nodiscard]] int take() const;
  /// In this thread signals act as without this, until they are held back again.
  void let_through() const;
  void hold_back() const;
  /// Ends this process by `signal`, as it would have without this.
  [[noreturn]] void die_of(int signal) const;

 private:
  int descriptor_;
};

}  // namespace yak::cli

#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "generation/build_loop.hpp"
#include "generation/generation.hpp"

namespace yak::generation {

/// Knows every generation there is, and ends those that nobody holds any more: a generation that is
/// let go of is stopped, one after the other, and then destroyed. Thread-safe.
class GenerationKeeper {
 public:
  GenerationKeeper(BuildLoop& loop, Clock& clock, observe::LogSink& log_sink, Logger& log,
                   Metrics& metrics);
  ~GenerationKeeper();
  GenerationKeeper(const GenerationKeeper&) = delete;
  GenerationKeeper& operator=(const GenerationKeeper&) = delete;

  /// A generation to be shared. Its last holder may let go of it on any thread.
  std::shared_ptr<Generation> share(std::unique_ptr<Generation> generation);
  /// Ends a generation that never served.
  void discard(std::unique_ptr<Generation> generation);
  /// Has the log hide the secrets of all generations that are live, and of `next` if there is one;
  /// those of generations that have ended are forgotten, but for those of the store: the one of the
  /// first generation is used until the process ends.
  void redact(const Plan* next);
  /// Those that serve, that are still held, and that are being ended.
  [[nodiscard]] std::size_t live() const;

  /// Waits until all are ended; false when `limit` passes first. Whatever is let go of after that
  /// is not stopped any more. From a thread of no loop.
  bool end_all(std::chrono::milliseconds limit);

 private:
  void enter(const Generation& generation);
  void destroy(std::unique_ptr<Generation> generation);
  void retire(std::unique_ptr<Generation> generation);
  task<void> end_queued();

  BuildLoop& loop_;
  Clock& clock_;
  observe::LogSink& log_sink_;
  Logger& log_;
  Gauge& gauge_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::deque<std::unique_ptr<Generation>> queue_;
  bool is_ending_ = false;
  bool is_over_ = false;
  std::set<const Generation*> known_;
  std::vector<Secret> store_secrets_;
  std::size_t live_ = 0;
};

}  // namespace yak::generation

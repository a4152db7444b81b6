// SPDX-License-Identifier: Apache-2.0
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

/// Tracks all live generations. A generation whose last reference is released is stopped and then
/// destroyed, one generation at a time. Thread-safe.
class GenerationRetirer {
 public:
  GenerationRetirer(BuildLoop& loop, Clock& clock, observe::LogSink& log_sink, Logger& log,
                    Metrics& metrics);
  ~GenerationRetirer();
  GenerationRetirer(const GenerationRetirer&) = delete;
  GenerationRetirer& operator=(const GenerationRetirer&) = delete;

  /// Returns a shared pointer to the generation. The last reference may be released on any thread.
  std::shared_ptr<Generation> share(std::unique_ptr<Generation> generation);
  /// Stops and destroys a generation that never served.
  void discard(std::unique_ptr<Generation> generation);
  /// Makes the log hide the secrets of all live generations and of `next`, which may be null. The
  /// secrets of ended generations are dropped, except those of the first generation's store, which
  /// is used until the process ends.
  void redact(const Plan* next);
  /// Number of generations that serve, are still referenced, or are being stopped.
  [[nodiscard]] std::size_t live() const;

  /// Waits until all generations have ended; returns false if `limit` passes first. Generations
  /// released later are not stopped. Call it from a thread that runs no loop.
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

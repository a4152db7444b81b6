// SPDX-License-Identifier: Apache-2.0
#include "generation/generation_retirer.hpp"

#include <boost/asio/post.hpp>

#include "base/async/marking_executor.hpp"
#include "base/async/spawn.hpp"
#include "config/secrets_in.hpp"

namespace yak::generation {
namespace {

/// A stop that takes longer is logged.
constexpr std::chrono::seconds kLongStop{10};

}  // namespace

GenerationRetirer::GenerationRetirer(BuildLoop& loop, Clock& clock, observe::LogSink& log_sink,
                                     Logger& log, Metrics& metrics)
    : loop_(loop),
      clock_(clock),
      log_sink_(log_sink),
      log_(log),
      gauge_(metrics.gauge("yak_generations_live",
                           "Generations that serve, finish running work, or are stopping")) {}

GenerationRetirer::~GenerationRetirer() = default;

void GenerationRetirer::enter(const Generation& generation) {
  gauge_.add(1);
  const std::lock_guard lock(mutex_);
  ++live_;
  known_.insert(&generation);
  if (generation.number() != 1) return;
  for (const PlannedInstance* store : generation.plan().of(config::InstanceKind::store)) {
    store_secrets_ = config::secrets_in(store->settings);
  }
}

void GenerationRetirer::destroy(std::unique_ptr<Generation> generation) {
  {
    const std::lock_guard lock(mutex_);
    known_.erase(generation.get());
  }
  generation.reset();
  redact(nullptr);
  gauge_.add(-1);
  const std::lock_guard lock(mutex_);
  --live_;
  ended_.notify_all();
}

std::size_t GenerationRetirer::live() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

void GenerationRetirer::redact(const Plan* next) {
  std::vector<Secret> secrets;
  if (next != nullptr) secrets = next->config.secrets();
  const std::lock_guard lock(mutex_);
  secrets.insert(secrets.end(), store_secrets_.begin(), store_secrets_.end());
  for (const Generation* generation : known_) {
    for (Secret& secret : generation->plan().config.secrets()) secrets.push_back(std::move(secret));
  }
  log_sink_.set_secrets(std::move(secrets));
}

std::shared_ptr<Generation> GenerationRetirer::share(std::unique_ptr<Generation> generation) {
  enter(*generation);
  return {generation.release(),
          [this](Generation* last) { retire(std::unique_ptr<Generation>(last)); }};
}

void GenerationRetirer::discard(std::unique_ptr<Generation> generation) {
  if (!generation) return;
  enter(*generation);
  retire(std::move(generation));
}

void GenerationRetirer::retire(std::unique_ptr<Generation> generation) {
  {
    const std::lock_guard lock(mutex_);
    if (is_over_) return;  // The loops have ended: destroy it without stopping it.
    queue_.push_back(std::move(generation));
    if (std::exchange(is_ending_, true)) return;
  }
  // The last holder may release it anywhere, even in a plugin's code: stop it on the
  // build loop.
  boost::asio::post(loop_.context(), [this] {
    const auto marking = base::marking_executor(loop_.context(), nullptr, "stop");
    base::spawn(marking, end_queued(), log_, "stop");
  });
}

task<void> GenerationRetirer::end_queued() {
  while (true) {
    std::unique_ptr<Generation> generation;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) {
        is_ending_ = false;
        break;
      }
      generation = std::move(queue_.front());
      queue_.pop_front();
    }
    const std::uint64_t number = generation->number();
    const MonotonicTime began = clock_.monotonic();
    co_await generation->stop();
    destroy(std::move(generation));
    const auto took = clock_.monotonic() - began;
    if (took > kLongStop) {
      log_.warn("a generation took long to stop",
                {{"generation", number}, {"seconds", std::chrono::duration<double>(took).count()}});
    }
  }
}

bool GenerationRetirer::end_all(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const bool all = ended_.wait_for(lock, limit, [this] { return live_ == 0; });
  is_over_ = true;
  return all;
}

}  // namespace yak::generation

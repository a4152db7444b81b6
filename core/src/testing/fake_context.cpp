// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_context.hpp"

#include <exception>

namespace yak::testing {
FakeContext::FakeContext(std::string instance)
    : instance_(std::move(instance)), keys_(store_.kv("test/" + instance_)) {
  inbox_.set_journal(store_);
}
FakeContext::~FakeContext() = default;

void FakeContext::spawn(std::string name, std::function<task<void>()> factory, Restart restart) {
  Spawned& spawned = spawned_.emplace_back(
      Spawned{std::move(name), std::move(factory), RestartPolicy(restart), std::nullopt});
  spawned.running.emplace(loop_.start(run_again_and_again(spawned)));
}

task<void> FakeContext::run_again_and_again(Spawned& spawned) {
  while (true) {
    spawned.policy.begin(clock_.monotonic());
    std::string why = "it returned";
    bool threw = false;
    try {
      co_await spawned.factory();
    } catch (const std::exception& thrown) {
      threw = true;
      why = thrown.what();
    }
    if (stopping_) co_return;
    const auto pause = spawned.policy.end(clock_.monotonic(), threw, random_.uniform());
    if (!spawned.policy.has_failed()) co_return;
    log_.error(spawned.name + " ended unexpectedly", {{"what", why}});
    if (!pause) co_return;
    co_await clock_.sleep(*pause);
  }
}

std::vector<std::string> FakeContext::spawned() const {
  std::vector<std::string> names;
  for (const Spawned& spawned : spawned_) {
    if (!spawned.running->done()) names.push_back(spawned.name);
  }
  return names;
}

std::vector<std::string> FakeContext::degraded() const {
  std::vector<std::string> names;
  for (const Spawned& spawned : spawned_) {
    if (spawned.policy.keeps_failing(clock_.monotonic())) names.push_back(spawned.name);
  }
  return names;
}

void FakeContext::stop() {
  stopping_ = true;
  loop_.settle();
  for (Spawned& spawned : spawned_) {
    if (!spawned.running->done()) spawned.running->cancel();
  }
  for (Spawned& spawned : spawned_) {
    loop_.finish([&spawned] { return spawned.running->done(); });
  }
  spawned_.clear();
}

}  // namespace yak::testing

#include "yak/testing/fake_context.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

namespace yak::testing {
namespace {

bool is_cancellation(const std::exception& thrown) {
  const auto* failure = dynamic_cast<const boost::system::system_error*>(&thrown);
  return failure != nullptr && failure->code() == boost::asio::error::operation_aborted;
}

}  // namespace

FakeContext::FakeContext(std::string instance) : instance_(std::move(instance)) {}
FakeContext::~FakeContext() = default;

void FakeContext::spawn(std::string name, task<void> work) {
  Spawned spawned{std::move(name), loop_.start(std::move(work))};
  spawned_.push_back(std::move(spawned));
}

std::vector<std::string> FakeContext::spawned() const {
  std::vector<std::string> names;
  for (const Spawned& spawned : spawned_) {
    if (!spawned.running.done()) names.push_back(spawned.name);
  }
  return names;
}

void FakeContext::stop() {
  stopping_ = true;
  loop_.settle();
  for (Spawned& spawned : spawned_) {
    if (!spawned.running.done()) spawned.running.cancel();
  }
  for (Spawned& spawned : spawned_) {
    loop_.finish([&spawned] { return spawned.running.done(); });
    try {
      spawned.running.take();
    } catch (const std::exception& thrown) {
      if (!is_cancellation(thrown)) log_.error(spawned.name + " failed", {{"what", thrown.what()}});
    }
  }
  spawned_.clear();
}

}  // namespace yak::testing

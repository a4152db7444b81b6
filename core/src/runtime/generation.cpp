#include "runtime/generation.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

namespace yak::runtime {
namespace asio = boost::asio;
namespace {

/// Awaits what a plugin's method gives; what it throws becomes a failure.
template <class Start>
task<result<void>> guarded(Start start) {
  std::string thrown;
  try {
    co_return co_await start();
  } catch (const std::exception& failure) {
    thrown = failure.what();
  } catch (...) {
    thrown = "something that is no std::exception";
  }
  co_return error(ErrorKind::internal, "it threw: " + thrown);
}

task<result<void>> stop_and_forget(auto& instance) {
  auto stop = [&instance]() -> task<result<void>> {
    co_await instance.stop();
    co_return result<void>();
  };
  co_return co_await guarded(std::move(stop));
}

}  // namespace

Generation::Generation(const CoreServices& core) : core_(core), log_(core.log_sink, "core") {
  shared_.commands = &commands_;
}

// Channels and middleware may use what providers and the router offer, so they go first.
Generation::~Generation() {
  pipeline_.reset();
  channels_.clear();
  middleware_.clear();
  models_.reset();
  providers_.clear();
}

task<result<void>> Generation::start() {
  for (auto& [name, built] : providers_) {
    const auto started = co_await guarded([&] { return built.instance->start(); });
    if (!started)
      co_return error(started.error().kind, "provider " + name + ": " + started.error().message);
  }
  const auto routing = co_await models_->start();
  if (!routing) co_return error(routing.error().kind, "model routing: " + routing.error().message);
  for (auto& built : middleware_) {
    const auto started = co_await guarded([&] { return built.instance->start(); });
    if (!started) {
      co_return error(started.error().kind,
                      "middleware " + built.context->instance() + ": " + started.error().message);
    }
  }
  for (auto& [name, built] : channels_) {
    const auto started = co_await guarded([&] { return built.instance->start(); });
    if (!started)
      co_return error(started.error().kind, "channel " + name + ": " + started.error().message);
    built.capabilities = built.instance->capabilities();
  }
  co_return result<void>();
}

task<void> Generation::stop() {
  auto stop_one = [this](auto& built) -> task<void> {
    const auto stopped = co_await stop_and_forget(*built.instance);
    if (!stopped) {
      log_.error("an instance did not stop cleanly",
                 {{"instance", built.context->instance()}, {"reason", stopped.error().message}});
    }
    auto& home = core_.loops.loop(built.context->home());
    co_await asio::co_spawn(home, built.context->stop(), asio::use_awaitable);
  };
  for (auto& [name, built] : channels_) co_await stop_one(built);
  for (auto& built : middleware_) co_await stop_one(built);
  for (auto& [name, built] : providers_) co_await stop_one(built);
}

Channel* Generation::channel(const std::string& name, Capabilities& capabilities) const {
  const auto found = channels_.find(name);
  if (found == channels_.end()) return nullptr;
  capabilities = found->second.capabilities;
  return found->second.instance.get();
}

std::vector<std::string> Generation::channel_names() const {
  std::vector<std::string> names;
  names.reserve(channels_.size());
  for (const auto& [name, built] : channels_) names.push_back(name);
  return names;
}

task<std::vector<std::string>> Generation::credits() const {
  std::vector<std::string> lines;
  auto ask = [&lines](const std::string& name, auto& instance) -> task<void> {
    const auto credits = co_await instance.credits();
    if (credits) {
      lines.push_back(credits->summary);
    } else if (credits.error().kind != ErrorKind::unsupported) {
      lines.push_back(name + ": could not be asked (" +
                      std::string(to_string(credits.error().kind)) + ")");
    }
  };
  for (const auto& [name, built] : channels_) co_await ask(name, *built.instance);
  for (const auto& [name, built] : providers_) co_await ask(name, *built.instance);
  co_return lines;
}

}  // namespace yak::runtime

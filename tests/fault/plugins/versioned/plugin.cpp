// SPDX-License-Identifier: Apache-2.0
// One plugin in several versions, for tests that swap them: a layer that appends to the answer its
// version at the beginning and at the end of the turn. A faulty version throws, blocks or waits in
// start().
#include "yak/plugin.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#ifndef FAULT_VERSION
#define FAULT_VERSION "v1"
#endif
#ifndef FAULT_START
#define FAULT_START nothing
#endif

namespace {

enum class Fault : std::uint8_t { nothing, throws, blocks, waits };
constexpr Fault kFault = Fault::FAULT_START;

class VersionedMiddleware final : public yak::Middleware {
 public:
  explicit VersionedMiddleware(yak::MiddlewareContext& context) : context_(context) {}

  yak::task<yak::result<void>> start() override {
    if (kFault == Fault::throws) throw std::runtime_error("this version is broken");
    if (kFault == Fault::blocks) std::this_thread::sleep_for(std::chrono::hours(1));
    if (kFault == Fault::waits) co_await context_.clock().sleep(std::chrono::hours(1));
    co_return yak::result<void>();
  }

  yak::task<yak::result<void>> handle(yak::Turn& turn, yak::Next& next) override {
    const std::string began = context_.instance() + " " FAULT_VERSION;
    auto outcome = co_await next(turn);
    if (stopped_)
      co_return yak::error(yak::ErrorKind::internal, "a turn runs on a stopped instance");
    for (yak::ReplyPart& part : turn.reply.parts) {
      part.text += " [" + began + " to " FAULT_VERSION "]";
    }
    co_return outcome;
  }

  yak::task<void> stop() override {
    stopped_ = true;
    co_return;
  }

 private:
  yak::MiddlewareContext& context_;
  std::atomic<bool> stopped_{false};
};

yak::result<std::unique_ptr<yak::Middleware>> make(yak::MiddlewareContext& context,
                                                   yak::Settings /*settings*/) {
  return std::unique_ptr<yak::Middleware>(std::make_unique<VersionedMiddleware>(context));
}

void enrol(yak::Registrar& registrar) { registrar.middleware(yak::Schema{}, &make); }

}  // namespace

YAK_PLUGIN("versioned", FAULT_VERSION, enrol);

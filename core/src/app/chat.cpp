#include "app/chat.hpp"

namespace yak::app {
int chat(const Invocation& /*invocation*/) { return kUnavailable; }
}  // namespace yak::app

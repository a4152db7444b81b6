#include "app/main.hpp"

namespace yak::app {

int run(int /*argc*/, char** /*argv*/) { return 64; }

}  // namespace yak::app

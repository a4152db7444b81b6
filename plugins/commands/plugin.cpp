// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "commands/commands_middleware.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.middleware(yak::commands::schema(), &yak::commands::make_middleware);
}

}  // namespace

YAK_PLUGIN("commands", "1.0.0", enrol);

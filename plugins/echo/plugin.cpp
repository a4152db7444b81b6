// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "echo/echo_provider.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.provider(yak::echo::schema(), &yak::echo::make_provider);
}

}  // namespace

YAK_PLUGIN("echo", "1.0.0", enrol);

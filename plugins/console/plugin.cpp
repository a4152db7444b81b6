// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "console/console_channel.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.channel(yak::console::schema(), &yak::console::make_channel, nullptr,
                    {&yak::console::console_name});
}

}  // namespace

YAK_PLUGIN("console", "1.0.0", enrol);

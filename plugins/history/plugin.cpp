// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "history/history_middleware.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.middleware(yak::history::schema(), &yak::history::make_middleware);
}

}  // namespace

YAK_PLUGIN("history", "1.0.0", enrol);

// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "rate_limit/rate_limit_middleware.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.middleware(yak::rate_limit::schema(), &yak::rate_limit::make_middleware);
}

}  // namespace

YAK_PLUGIN("rate_limit", "1.0.0", enrol);

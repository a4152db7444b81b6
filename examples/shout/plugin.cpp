// SPDX-License-Identifier: Apache-2.0
#include <yak/plugin.hpp>

#include "shout_middleware.hpp"

namespace {

yak::result<std::unique_ptr<yak::Middleware>> make(yak::MiddlewareContext& /*context*/,
                                                   yak::Settings settings) {
  return std::unique_ptr<yak::Middleware>(std::make_unique<Shout>(settings));
}

void enrol(yak::Registrar& registrar) { registrar.middleware(shout_schema(), &make); }

}  // namespace

YAK_PLUGIN("shout", "1.0.0", enrol);

// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "access/access_middleware.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.middleware(yak::access::schema(), &yak::access::make_middleware);
}

}  // namespace

YAK_PLUGIN("access", "1.0.0", enrol);

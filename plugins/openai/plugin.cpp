// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "openai/openai_provider.hpp"
#include "openai/options.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.provider(yak::openai::schema(), &yak::openai::make_provider, &yak::openai::validate);
}

}  // namespace

YAK_PLUGIN("openai", "1.0.0", enrol);

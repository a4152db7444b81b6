// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "memory/memory_store.hpp"
#include "memory/options.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.store(yak::memory::schema(), &yak::memory::make_store);
}

}  // namespace

YAK_PLUGIN("memory", "1.0.0", enrol);

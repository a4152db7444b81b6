// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "sqlite/options.hpp"
#include "sqlite/sqlite_store.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.store(yak::sqlite::schema(), &yak::sqlite::make_store);
}

}  // namespace

YAK_PLUGIN("sqlite", "1.0.0", enrol);

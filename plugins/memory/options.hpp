// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memory/ledger.hpp"
#include "memory/notebook.hpp"
#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::memory {

/// The settings of a store, checked.
struct Options {
  Ledger::Options ledger;
  Notebook::Bounds notebook;
};

Schema schema();
Options read_options(const Settings& settings);

}  // namespace yak::memory

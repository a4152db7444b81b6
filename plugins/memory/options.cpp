// SPDX-License-Identifier: Apache-2.0
#include "memory/options.hpp"

namespace yak::memory {

Schema schema() {
  return Schema{
      Field::integer(
          "max_messages",
          "Finished messages to remember, the oldest forgotten first: a repeat of a "
          "forgotten one is answered again. As many may be unfinished; above it messages "
          "are refused and yak_store_rejected_total counts them.")
          .defaults_to("100000")
          .between(1, 100000000),
  };
}

Options read_options(const Settings& settings) {
  Options options;
  options.ledger.max_messages = static_cast<std::size_t>(settings.integer("max_messages"));
  return options;
}

}  // namespace yak::memory

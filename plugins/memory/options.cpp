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
      Field::size(
          "max_size",
          "Texts in memory. Unfinished messages with their deliveries, finished ones, history and "
          "keys get a quarter each. At the bound the oldest finished messages and lines of history "
          "are forgotten; messages and keys are refused and yak_store_rejected_total counts them.")
          .defaults_to("256MiB")
          .between(1048576, 1099511627776.0),
  };
}

Options read_options(const Settings& settings) {
  Options options;
  options.ledger.max_messages = static_cast<std::size_t>(settings.integer("max_messages"));
  const std::size_t quarter = settings.size("max_size") / 4;
  options.ledger.max_bytes = quarter;
  options.notebook.line_bytes = quarter;
  options.notebook.key_bytes = quarter;
  return options;
}

}  // namespace yak::memory

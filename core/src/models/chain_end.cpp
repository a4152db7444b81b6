// SPDX-License-Identifier: Apache-2.0
#include "models/chain_end.hpp"

namespace yak::models {

task<result<void>> ChainEnd::operator()(Turn& turn) { return router_.complete(turn, no_deltas_); }

}  // namespace yak::models

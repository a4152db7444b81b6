// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/suggest.hpp"

namespace yak::config {

using yak::closest;
using yak::did_you_mean;
using yak::edit_distance;

}  // namespace yak::config

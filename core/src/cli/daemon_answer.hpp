// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::cli {

using Json = nlohmann::ordered_json;

/// The JSON object of the daemon's response, or an error with the daemon's message: `not_found` for
/// 404, else `unavailable`. Pure.
result<Json> object_of(const result<HttpResponse>& answer);

}  // namespace yak::cli

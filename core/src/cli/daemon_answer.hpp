#pragma once

#include <nlohmann/json.hpp>

#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::cli {

using Json = nlohmann::ordered_json;

/// The object that the daemon answered, or in its own words why not: `not_found` for 404, else
/// `unavailable`. Pure.
result<Json> object_of(const result<HttpResponse>& answer);

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "observe/tracing/span.hpp"

/// OTLP 1.x over HTTP in its JSON encoding: ids are hexadecimal, 64-bit numbers are strings, names
/// are in lower camel case, enumerations are numbers.
/// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Pure functions.
namespace yak::observe {

/// Returns an ExportTraceServiceRequest with the resource `service.name` = yak.
std::string otlp_json(std::span<const std::vector<Span>> traces, std::string_view version);

/// The spans that a collector rejected although it accepted the request.
struct PartialSuccess {
  std::int64_t rejected = 0;  ///< spans
  std::string message;
};
/// Reads an ExportTraceServiceResponse. An unreadable one counts as complete success.
PartialSuccess partial_success(std::string_view body);

}  // namespace yak::observe

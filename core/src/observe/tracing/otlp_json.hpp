#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "observe/tracing/span.hpp"

/// OTLP 1.x over HTTP, in its JSON encoding: ids are hexadecimal, 64-bit numbers are texts, names
/// are in lower camel case, enumerations are numbers.
/// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Pure.
namespace yak::observe {

/// An ExportTraceServiceRequest with the resource `service.name` = yak.
std::string otlp_json(std::span<const std::vector<Span>> traces, std::string_view version);

/// What a collector that took the request says it left out all the same.
struct PartialSuccess {
  std::int64_t rejected = 0;  ///< spans
  std::string message;
};
/// An ExportTraceServiceResponse; one that cannot be read says nothing.
PartialSuccess partial_success(std::string_view body);

}  // namespace yak::observe

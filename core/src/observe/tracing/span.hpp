// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "observe/tracing/trace_ids.hpp"

namespace yak::observe {

/// One attribute of a span; a list holds strings.
struct SpanAttribute {
  using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;
  SpanAttribute(std::string_view key, Value value) : key(key), value(std::move(value)) {}

  std::string key;
  Value value;
};

/// One timed operation of a trace, in the form that is exported.
struct Span {
  /// The numbers are those of OTLP.
  enum class Kind : std::uint8_t { internal = 1, client = 3, producer = 4, consumer = 5 };

  TraceId trace{};
  SpanId id{};
  std::optional<SpanId> parent;
  std::string name;
  Kind kind = Kind::internal;
  std::int64_t begin_ns = 0;  ///< since 1970
  std::int64_t end_ns = 0;
  bool failed = false;
  std::string failure;  ///< description of the failure, if `failed`
  std::vector<SpanAttribute> attributes;
};

/// Receives spans for export. Thread-safe; never blocks.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  /// False: offered spans are discarded at present, so the caller need not build them.
  [[nodiscard]] virtual bool wants() const noexcept = 0;
  /// Queues spans of one trace, which are kept or dropped together.
  virtual void offer(std::vector<Span> spans) = 0;
};

}  // namespace yak::observe

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

/// One `key: value` of a span; a list is one of texts.
struct SpanAttribute {
  using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;
  SpanAttribute(std::string_view key, Value value) : key(key), value(std::move(value)) {}

  std::string key;
  Value value;
};

/// Something that took time, as a collector of traces gets it.
struct Span {
  /// Numbered as in OTLP.
  enum class Kind : std::uint8_t { internal = 1, client = 3, producer = 4, consumer = 5 };

  TraceId trace{};
  SpanId id{};
  std::optional<SpanId> parent;
  std::string name;
  Kind kind = Kind::internal;
  std::int64_t begin_ns = 0;  ///< since 1970
  std::int64_t end_ns = 0;
  bool failed = false;
  std::string failure;  ///< in words, when failed
  std::vector<SpanAttribute> attributes;
};

/// Takes spans on their way out. Thread-safe; never waits.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  /// False: what is offered now is thrown away, and need not be made.
  [[nodiscard]] virtual bool wants() const noexcept = 0;
  /// Spans of one trace, which are kept or dropped together.
  virtual void offer(std::vector<Span> spans) = 0;
};

}  // namespace yak::observe

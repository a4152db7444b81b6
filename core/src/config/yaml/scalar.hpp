// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "yak/error.hpp"
#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Strict parsers of the value types. Pure. Error texts list the accepted forms and never quote the
/// input.

/// `true` or `false`.
[[nodiscard]] result<bool> parse_boolean(std::string_view text);
/// Decimal, without `+`, leading zeros or separators, within 64 bits.
[[nodiscard]] result<std::int64_t> parse_integer(std::string_view text);
/// As in JSON (RFC 8259, section 6); finite.
[[nodiscard]] result<double> parse_number(std::string_view text);
/// `250ms`, `8s`, `5m`, `6h`, `30d`; at most 36500d, which nanoseconds in 64 bits can hold.
[[nodiscard]] result<std::chrono::milliseconds> parse_duration(std::string_view text);
/// Bytes: `512`, `64KiB`, `1MiB`, `2GiB`.
[[nodiscard]] result<std::int64_t> parse_size(std::string_view text);
/// `20/1m`; neither part can be 0.
[[nodiscard]] result<Rate> parse_rate(std::string_view text);

/// Parses the value of a scalar field (any type but list, map, object and any) and checks the
/// field's bounds. `quoted`: the value is quoted in the file, so it is not a boolean or a number.
[[nodiscard]] result<SettingNode::Data> parse_scalar(const Field& field, std::string_view text,
                                                     bool quoted);

/// Checks `amount`, in the unit of the field's bounds. The error text states the bounds.
[[nodiscard]] result<void> check_bounds(const Field& field, double amount);

/// Formats a bound as in YAML: `10s`, `64KiB`, `0.5`.
[[nodiscard]] std::string show_bound(FieldType type, double value);

/// Describes the format of a type: `a duration like 250ms, 8s, 5m, 6h or 30d`.
[[nodiscard]] std::string_view describe(FieldType type) noexcept;

/// The type's name as used in the reference: `duration`.
[[nodiscard]] std::string_view to_string(FieldType type) noexcept;

}  // namespace yak::config

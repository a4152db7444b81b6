// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/text/text_style.hpp"
#include "yak/diagnosis.hpp"

namespace yak::cli {

/// The level of one line of `yak doctor`.
enum class DoctorLevel : std::uint8_t { ok, skip, warn, fail };

/// One diagnosed item.
struct DoctorLine {
  DoctorLevel level = DoctorLevel::ok;
  std::string what;
  std::string detail;
  std::string advice;
  int exit_code = 0;  ///< the exit code if this is a failure
};

/// A group of lines, as `files` or `channel whatsapp`.
struct DoctorSection {
  std::string name;
  std::vector<DoctorLine> lines;
};

/// Collects findings. Sections keep the order in which they were first added.
class DoctorReport {
 public:
  /// `exit_code`: the program's exit code if the diagnosis is a failure.
  void add(const std::string& section, const Diagnosis& diagnosis, int exit_code);
  void add(const std::string& section, const std::vector<Diagnosis>& diagnoses, int exit_code);
  /// Adds an item that could not be diagnosed, and why.
  void skip(const std::string& section, std::string what, std::string why);

  /// Sections with their lines, and the totals at the end. Control characters are neutralised.
  [[nodiscard]] std::string text(const TextStyle& style = {}) const;
  /// `{"worst": "warn", "exit_code": 0, "sections": [{"name", "lines": [{"level", "what",
  /// "detail", "advice"}]}]}`.
  [[nodiscard]] nlohmann::ordered_json json() const;
  [[nodiscard]] DoctorLevel worst() const;
  /// 0 without a failure; otherwise the first of these among the failures: 78 (configuration), 77
  /// (permissions), 69 (a service or the store), 75 (temporary).
  [[nodiscard]] int exit_code() const;

 private:
  std::vector<DoctorLine>& lines_of(const std::string& section);
  [[nodiscard]] std::size_t count(DoctorLevel level) const;
  [[nodiscard]] std::string sum() const;

  std::vector<DoctorSection> sections_;
};

/// `ok`, `skip`, `warn`, `fail`.
[[nodiscard]] const char* to_string(DoctorLevel level) noexcept;

}  // namespace yak::cli

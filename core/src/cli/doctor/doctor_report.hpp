#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/text/text_style.hpp"
#include "yak/finding.hpp"

namespace yak::cli {

/// How one line of `yak doctor` begins.
enum class DoctorLevel : std::uint8_t { ok, skip, warn, fail };

/// One thing that was looked at.
struct DoctorLine {
  DoctorLevel level = DoctorLevel::ok;
  std::string what;
  std::string detail;
  std::string advice;
  int exit_code = 0;  ///< what the program ends with if this failed
};

/// Lines that belong together: `files`, `channel whatsapp`.
struct DoctorSection {
  std::string name;
  std::vector<DoctorLine> lines;
};

/// Collects what was found. Sections stand in the order in which they were first named.
class DoctorReport {
 public:
  /// `exit_code`: of a failure.
  void add(const std::string& section, const Finding& finding, int exit_code);
  void add(const std::string& section, const std::vector<Finding>& findings, int exit_code);
  /// What could not be looked at, and why.
  void skip(const std::string& section, std::string what, std::string why);

  /// Sections with their lines and a sum at the end. Nothing in it moves the cursor or recolours
  /// the terminal.
  [[nodiscard]] std::string text(const TextStyle& style = {}) const;
  /// `{"worst": "warn", "exit_code": 0, "sections": [{"name", "lines": [{"level", "what",
  /// "detail", "advice"}]}]}`.
  [[nodiscard]] nlohmann::ordered_json json() const;
  [[nodiscard]] DoctorLevel worst() const;
  /// 0 without a failure; of several the first of 78 (configuration), 77 (permissions), 69 (a
  /// service or the store), 75 (passing trouble).
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

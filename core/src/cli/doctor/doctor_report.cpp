// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor_report.hpp"

#include <algorithm>
#include <array>

#include "cli/invocation.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {
namespace {

using Json = nlohmann::ordered_json;
using observe::neutralize_controls;

/// In order of severity: failures that keep the daemon from starting come first.
constexpr std::array<int, 4> kGravest{kConfig, kPermission, kUnavailable, kTemporary};

DoctorLevel level_of(Diagnosis::Level level) noexcept {
  switch (level) {
    case Diagnosis::Level::ok: return DoctorLevel::ok;
    case Diagnosis::Level::warn: return DoctorLevel::warn;
    case Diagnosis::Level::fail: return DoctorLevel::fail;
  }
  return DoctorLevel::fail;
}

const char* mark_of(DoctorLevel level) noexcept {
  switch (level) {
    case DoctorLevel::ok: return "  ok    ";
    case DoctorLevel::skip: return "  skip  ";
    case DoctorLevel::warn: return "  warn  ";
    case DoctorLevel::fail: return "  FAIL  ";
  }
  return "";
}

std::string painted_mark(DoctorLevel level, const TextStyle& style) {
  switch (level) {
    case DoctorLevel::ok: return style.green(mark_of(level));
    case DoctorLevel::skip: return style.dim(mark_of(level));
    case DoctorLevel::warn: return style.yellow(mark_of(level));
    case DoctorLevel::fail: return style.red(mark_of(level));
  }
  return "";
}

std::string counted(std::size_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

}  // namespace

const char* to_string(DoctorLevel level) noexcept {
  switch (level) {
    case DoctorLevel::ok: return "ok";
    case DoctorLevel::skip: return "skip";
    case DoctorLevel::warn: return "warn";
    case DoctorLevel::fail: return "fail";
  }
  return "";
}

std::vector<DoctorLine>& DoctorReport::lines_of(const std::string& section) {
  const auto found = std::ranges::find(sections_, section, &DoctorSection::name);
  if (found != sections_.end()) return found->lines;
  return sections_.emplace_back(DoctorSection{section, {}}).lines;
}

void DoctorReport::add(const std::string& section, const Diagnosis& diagnosis, int exit_code) {
  lines_of(section).push_back(
      {level_of(diagnosis.level), diagnosis.what, diagnosis.detail, diagnosis.advice, exit_code});
}

void DoctorReport::add(const std::string& section, const std::vector<Diagnosis>& diagnoses,
                       int exit_code) {
  for (const Diagnosis& diagnosis : diagnoses) add(section, diagnosis, exit_code);
}

void DoctorReport::skip(const std::string& section, std::string what, std::string why) {
  lines_of(section).push_back({DoctorLevel::skip, std::move(what), std::move(why), {}, 0});
}

std::string DoctorReport::text(const TextStyle& style) const {
  std::string text;
  for (const DoctorSection& section : sections_) {
    text += style.bold(neutralize_controls(section.name)) + "\n";
    for (const DoctorLine& line : section.lines) {
      text += painted_mark(line.level, style) + neutralize_controls(line.what) + ": " +
              neutralize_controls(line.detail) + "\n";
      if (!line.advice.empty()) text += "        -> " + neutralize_controls(line.advice) + "\n";
    }
  }
  return text + sum() + "\n";
}

std::string DoctorReport::sum() const {
  std::string words = counted(count(DoctorLevel::fail), "failure", "failures") + ", " +
                      counted(count(DoctorLevel::warn), "warning", "warnings") + ", " +
                      std::to_string(count(DoctorLevel::ok)) + " ok";
  const std::size_t skipped = count(DoctorLevel::skip);
  return skipped == 0 ? words : words + ", " + std::to_string(skipped) + " skipped";
}

Json DoctorReport::json() const {
  Json sections = Json::array();
  for (const DoctorSection& section : sections_) {
    Json lines = Json::array();
    for (const DoctorLine& line : section.lines) {
      lines.push_back(Json{{"level", to_string(line.level)},
                           {"what", line.what},
                           {"detail", line.detail},
                           {"advice", line.advice}});
    }
    sections.push_back(Json{{"name", section.name}, {"lines", std::move(lines)}});
  }
  return Json{
      {"worst", to_string(worst())}, {"exit_code", exit_code()}, {"sections", std::move(sections)}};
}

std::size_t DoctorReport::count(DoctorLevel level) const {
  std::size_t number = 0;
  for (const DoctorSection& section : sections_) {
    number +=
        static_cast<std::size_t>(std::ranges::count(section.lines, level, &DoctorLine::level));
  }
  return number;
}

DoctorLevel DoctorReport::worst() const {
  if (count(DoctorLevel::fail) > 0) return DoctorLevel::fail;
  return count(DoctorLevel::warn) > 0 ? DoctorLevel::warn : DoctorLevel::ok;
}

int DoctorReport::exit_code() const {
  const auto has = [this](int code) {
    return std::ranges::any_of(sections_, [code](const DoctorSection& section) {
      return std::ranges::any_of(section.lines, [code](const DoctorLine& line) {
        return line.level == DoctorLevel::fail && line.exit_code == code;
      });
    });
  };
  const auto found = std::ranges::find_if(kGravest, has);
  return found != kGravest.end() ? *found : kOk;
}

}  // namespace yak::cli

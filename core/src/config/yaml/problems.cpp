// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/problems.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace yak::config {
namespace {

auto order(const Problem& problem) {
  return std::tie(problem.file, problem.position.line, problem.position.column, problem.path,
                  problem.message);
}

}  // namespace

void Problems::add(Problem problem) {
  ++total_;
  if (kept_.size() < kMaxProblems) kept_.push_back(std::move(problem));
}

void Problems::add(Position position, std::string path, std::string message) {
  add(Problem{position, std::move(path), std::move(message), {}});
}

std::vector<Problem> Problems::sorted() const {
  std::vector<Problem> problems = kept_;
  for (Problem& problem : problems) {
    if (problem.file.empty()) problem.file = file_;
  }
  std::ranges::sort(problems,
                    [](const Problem& a, const Problem& b) { return order(a) < order(b); });
  const auto repeated = std::ranges::unique(
      problems, [](const Problem& a, const Problem& b) { return order(a) == order(b); });
  problems.erase(repeated.begin(), repeated.end());
  return problems;
}

std::string Problems::text() const {
  std::string text;
  for (const Problem& problem : sorted()) text += to_string(problem) + '\n';
  if (total_ > kept_.size()) {
    text += "… and " + std::to_string(total_ - kept_.size()) + " more\n";
  }
  return text;
}

std::string to_string(const Problem& problem) {
  std::string text = problem.file;
  if (problem.position.line != 0) {
    if (!text.empty()) text += ':';
    text += std::to_string(problem.position.line) + ':' + std::to_string(problem.position.column);
  }
  if (!text.empty()) text += ": ";
  if (!problem.path.empty()) text += problem.path + ": ";
  return text + problem.message;
}

}  // namespace yak::config

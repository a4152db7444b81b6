// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// An error in the configuration that the operator must fix before the file can be used.
struct Problem {
  Position position;    ///< line 0: no position
  std::string path;     ///< `channels.whatsapp.auth_token`; may be empty
  std::string message;  ///< what is wrong and how to fix it; never contains a secret
  std::string file;     ///< empty: the configuration file itself
};

/// Collects all problems, so that one run reports all of them. Stores the first kMaxProblems and
/// counts the rest. Not thread-safe.
class YAK_API Problems {
 public:
  static constexpr std::size_t kMaxProblems = 200;

  void add(Problem problem);
  void add(Position position, std::string path, std::string message);

  /// The file name printed for problems without one. Config sets it.
  void set_file(std::string file) { file_ = std::move(file); }

  [[nodiscard]] bool empty() const noexcept { return total_ == 0; }
  /// The number of problems added, including those beyond kMaxProblems.
  [[nodiscard]] std::size_t size() const noexcept { return total_; }
  /// The stored problems, sorted by file and position, without duplicates, with `file` filled in.
  [[nodiscard]] std::vector<Problem> sorted() const;
  /// One line per problem, `file:line:col: path: message`, and `… and N more` if some were not
  /// stored. Empty if there are none; otherwise ends with a newline.
  [[nodiscard]] std::string text() const;

 private:
  std::string file_;
  std::vector<Problem> kept_;
  std::size_t total_ = 0;
};

/// `file:line:col: path: message`, without unknown parts.
[[nodiscard]] std::string to_string(const Problem& problem);

}  // namespace yak::config

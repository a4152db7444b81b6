#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// One thing that an operator has to mend before the file can be used.
struct Problem {
  Position position;    ///< line 0: it stands nowhere in particular
  std::string path;     ///< `channels.whatsapp.auth_token`; may be empty
  std::string message;  ///< what is wrong and what to do; never holds a secret's value
  std::string file;     ///< empty: the configuration file itself
};

/// Collects everything that is wrong, so that all of it is said in one go. Keeps the first
/// kMaxProblems and counts the rest. Not thread-safe.
class YAK_API Problems {
 public:
  static constexpr std::size_t kMaxProblems = 200;

  void add(Problem problem);
  void add(Position position, std::string path, std::string message);

  /// The name printed for problems that name no file of their own. Config sets it.
  void set_file(std::string file) { file_ = std::move(file); }

  [[nodiscard]] bool empty() const noexcept { return total_ == 0; }
  /// How many were added, those beyond kMaxProblems included.
  [[nodiscard]] std::size_t size() const noexcept { return total_; }
  /// Those kept, by file and place, without repetitions, each with its file filled in.
  [[nodiscard]] std::vector<Problem> sorted() const;
  /// One line each, `file:line:col: path: message`, and `… and N more` where some were dropped.
  /// Empty where there is none; otherwise ends with a newline.
  [[nodiscard]] std::string text() const;

 private:
  std::string file_;
  std::vector<Problem> kept_;
  std::size_t total_ = 0;
};

/// `file:line:col: path: message`, without the parts that are unknown.
[[nodiscard]] std::string to_string(const Problem& problem);

}  // namespace yak::config

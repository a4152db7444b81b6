#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak {

/// A model as a chat user sees it.
struct ModelEntry {
  std::string name;                  ///< `openai/gpt-4o-mini`
  std::vector<std::string> aliases;  ///< from the configuration
  bool is_default = false;
};

/// Which models there are and who chose which. Thread-safe.
class YAK_API Models {
 public:
  virtual ~Models();
  /// What users may choose, in the order of the configuration: `/model list` numbers it from 1.
  virtual task<std::vector<ModelEntry>> allowed() = 0;
  /// What `user` gets now: the choice if it is still allowed, else the default.
  virtual task<result<std::string>> current(std::string user) = 0;
  /// Finds `wanted` (a full name, a model's name alone, a number of the list, an alias) and makes
  /// it the user's own choice, durably. Gives the full name; `not_found` names what there is.
  virtual task<result<std::string>> choose(std::string user, std::string wanted) = 0;
  /// Back to the default, durably. Gives its full name.
  virtual task<result<std::string>> reset(std::string user) = 0;
  /// Everything that every provider says it serves, as full names: for administrators.
  virtual task<std::vector<std::string>> served() = 0;
};

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak {

/// A model that chat users can choose.
struct ModelEntry {
  std::string name;                  ///< `openai/gpt-4o-mini`
  std::vector<std::string> aliases;  ///< from the configuration
  /// Used for users who have not chosen a model.
  bool is_default = false;
};

/// The available models and the users' choices. Thread-safe.
class YAK_API Models {
 public:
  virtual ~Models();
  /// The models that users may choose, in the order of the configuration. `/model list` numbers
  /// them from 1.
  virtual task<std::vector<ModelEntry>> allowed() = 0;
  /// The user's current model: the choice if it is still allowed, else the default.
  virtual task<result<std::string>> current(std::string user) = 0;
  /// Sets the user's choice, durably. `wanted` is a full name, a model's name alone, a number of
  /// the list or an alias. Returns the full name; the message of `not_found` lists the models.
  virtual task<result<std::string>> choose(std::string user, std::string wanted) = 0;
  /// Resets the user to the default, durably. Returns its full name.
  virtual task<result<std::string>> reset(std::string user) = 0;
  /// Full names of all models that any provider serves, for administrators.
  virtual task<std::vector<std::string>> served() = 0;
};

}  // namespace yak

#pragma once

#include <map>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::daemon {

/// Notices that files of a configuration were changed or replaced, by what the file system says of
/// them. It looks instead of being told, because what stands behind a link may change without the
/// link's folder knowing. Blocks on the disk. Not thread-safe.
class FileWatch {
 public:
  /// Remembers the files as they are.
  void look(const generation::Plan& plan);
  /// Whether they are others since; true once they have also been the same for two looks, so that
  /// nothing half-written is taken.
  bool has_changed(const generation::Plan& plan);

 private:
  using Stamps = std::map<std::string, std::string>;
  static Stamps stamps(const generation::Plan& plan);

  Stamps known_;
  Stamps latest_;
};

}  // namespace yak::daemon

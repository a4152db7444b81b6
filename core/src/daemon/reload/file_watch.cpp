// SPDX-License-Identifier: Apache-2.0
#include "daemon/reload/file_watch.hpp"

#include <sys/stat.h>

namespace yak::daemon {
namespace {

/// Changes when the file is written to or replaced; empty if it does not exist.
std::string stamp_of(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return {};
  std::string stamp;
  for (const auto part :
       {static_cast<long long>(status.st_dev), static_cast<long long>(status.st_ino),
        static_cast<long long>(status.st_size), static_cast<long long>(status.st_mtim.tv_sec),
        static_cast<long long>(status.st_mtim.tv_nsec)}) {
    stamp += std::to_string(part) + ' ';
  }
  return stamp;
}

}  // namespace

FileWatch::Stamps FileWatch::stamps(const generation::Plan& plan) {
  Stamps stamps;
  for (const std::string& file : plan.files) stamps[file] = stamp_of(file);
  for (const generation::PlannedInstance& planned : plan.instances) {
    stamps[planned.plugin->path] = stamp_of(planned.plugin->path);
  }
  return stamps;
}

void FileWatch::look(const generation::Plan& plan) { known_ = latest_ = stamps(plan); }

bool FileWatch::has_changed(const generation::Plan& plan) {
  Stamps now = stamps(plan);
  const bool is_settled = now == latest_;
  latest_ = std::move(now);
  return is_settled && latest_ != known_;
}

}  // namespace yak::daemon

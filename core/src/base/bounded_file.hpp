// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "yak/error.hpp"

namespace yak::base {

/// The content of a small file. It may contain secrets, so the destructor wipes it.
struct FileText {
  FileText() = default;
  FileText(FileText&&) = default;
  FileText& operator=(FileText&&) = default;
  FileText(const FileText&) = delete;
  FileText& operator=(const FileText&) = delete;
  ~FileText();

  std::string text;
  bool others_can_read = false;  ///< readable by the file's group or by everybody
};

/// Reads the file at `path` if it has at most `limit` bytes. Does not block on a pipe without a
/// writer. The error's message gives the reason without the path: "no such file".
[[nodiscard]] result<FileText> read_bounded(const std::string& path, std::size_t limit);

}  // namespace yak::base

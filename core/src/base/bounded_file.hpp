#pragma once

#include <cstddef>
#include <string>

#include "yak/error.hpp"

namespace yak::base {

/// A small file's content. It may be a secret, or hold some: the text is wiped at its end.
struct FileText {
  FileText() = default;
  FileText(FileText&&) = default;
  FileText& operator=(FileText&&) = default;
  FileText(const FileText&) = delete;
  FileText& operator=(const FileText&) = delete;
  ~FileText();

  std::string text;
  bool others_can_read = false;  ///< its group, or everybody
};

/// Reads the whole file at `path` if it has at most `limit` bytes. Never waits for a pipe's writer.
/// The error's message says why not, without the path: "no such file".
[[nodiscard]] result<FileText> read_bounded(const std::string& path, std::size_t limit);

}  // namespace yak::base

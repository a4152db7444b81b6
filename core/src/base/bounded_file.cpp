// SPDX-License-Identifier: Apache-2.0
#include "base/bounded_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <system_error>

#include "base/descriptor.hpp"

namespace yak::base {
namespace {

/// Wipes the buffer at the end of its scope.
struct Wiped {
  std::span<char> bytes;
  ~Wiped() { ::explicit_bzero(bytes.data(), bytes.size()); }
};

error from_errno(int number) {
  switch (number) {
    case ENOENT: return {ErrorKind::not_found, "no such file"};
    case EACCES: return {ErrorKind::forbidden, "not allowed to read it"};
    case EISDIR: return {ErrorKind::invalid, "it is a directory"};
    default: return {ErrorKind::invalid, std::generic_category().message(number)};
  }
}

error too_large(std::size_t limit) {
  return {ErrorKind::too_large, "larger than " + std::to_string(limit / 1024) + " KiB"};
}

}  // namespace

FileText::~FileText() {
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
}

result<FileText> read_bounded(const std::string& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return from_errno(errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return from_errno(errno);
  if (S_ISDIR(status.st_mode)) return from_errno(EISDIR);

  // Reserved at once: reallocations would leave copies of the text in freed memory.
  FileText content;
  const auto expected = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  content.text.reserve(std::min(expected, limit) + 1);
  content.others_can_read = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  std::array<char, std::size_t{16} << 10U> buffer;
  const Wiped wiped{buffer};
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return from_errno(errno);
    if (content.text.size() + static_cast<std::size_t>(count) > limit) return too_large(limit);
    content.text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace yak::base

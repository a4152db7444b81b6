// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_history.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "cli/terminal/keys.hpp"

namespace yak::cli {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

/// The history file, opened and locked while the object lives.
class HistoryFile {
 public:
  /// Refuses a symbolic link, because the file is opened for writing.
  explicit HistoryFile(const std::string& path)
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                           kOwnerOnly)) {
    struct stat status{};
    if (!is_open()) return;
    ::flock(descriptor_.get(), LOCK_EX);
    if (::fstat(descriptor_.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
      fail(EINVAL);
      return;
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) ::fchmod(descriptor_.get(), kOwnerOnly);
    size_ = static_cast<std::size_t>(status.st_size);
  }

  [[nodiscard]] bool is_open() const { return descriptor_.valid(); }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// The last `most` bytes at most, starting at the beginning of a line.
  [[nodiscard]] std::string tail(std::size_t most) const {
    const std::size_t from = size_ > most ? size_ - most : 0;
    std::string text(size_ - from, '\0');
    const ssize_t got =
        ::pread(descriptor_.get(), text.data(), text.size(), static_cast<off_t>(from));
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    if (from > 0)
      text.erase(0, text.find('\n') == std::string::npos ? text.size() : text.find('\n') + 1);
    return text;
  }
  void append(const std::string& text) const {
    if (::write(descriptor_.get(), text.data(), text.size()) < 0) return;  // Not essential.
  }
  void clear() const { (void)::ftruncate(descriptor_.get(), 0); }

 private:
  void fail(int reason) {
    descriptor_ = base::Descriptor();
    errno = reason;
  }

  base::Descriptor descriptor_;
  std::size_t size_ = 0;
};

/// Creates the folders above `path` with mode 700, as the XDG specification requires. Returns the
/// errno of the last one, or 0.
int make_folders(const std::string& path) {
  int reason = 0;
  for (std::size_t end = path.find('/', 1); end != std::string::npos;
       end = path.find('/', end + 1)) {
    const bool made = ::mkdir(path.substr(0, end).c_str(), S_IRWXU) == 0;
    reason = made || errno == EEXIST ? 0 : errno;
  }
  return reason;
}

}  // namespace

result<void> ChatHistory::open(std::string path) {
  if (const int reason = make_folders(path); reason != 0) {
    return error(ErrorKind::unavailable, "the folder of " + path + " cannot be created: " +
                                             std::generic_category().message(reason));
  }
  const HistoryFile file(path);
  if (!file.is_open()) {
    return error(ErrorKind::unavailable, path + ": " + std::generic_category().message(errno));
  }
  const std::string text = file.tail(2 * kMaxBytes);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    // Other programs may have written anything to the file.
    if (!line.empty()) keep(clean_input(message_of_history_line(line)));
    at = end + 1;
  }
  path_ = std::move(path);
  return {};
}

void ChatHistory::keep(std::string message) {
  bytes_ += message.size();
  messages_.push_back(std::move(message));
  while (messages_.size() > kMax || bytes_ > kMaxBytes) {
    bytes_ -= messages_.front().size();
    messages_.pop_front();
  }
}

void ChatHistory::add(const std::string& message) {
  back_ = 0;
  draft_.clear();
  if (!messages_.empty() && messages_.back() == message) return;
  keep(message);
  if (!path_.empty()) append_to_file(message);
}

void ChatHistory::append_to_file(const std::string& message) {
  const HistoryFile file(path_);
  if (!file.is_open()) return;
  file.append(history_line(message) + "\n");
  if (file.size() <= 2 * kMaxBytes) return;
  // Rewritten only when it is twice as large as the part that is kept.
  const std::string kept = file.tail(kMaxBytes);
  file.clear();
  file.append(kept);
}

std::optional<std::string> ChatHistory::previous(const std::string& draft) {
  if (back_ >= messages_.size()) return std::nullopt;
  if (back_ == 0) draft_ = draft;
  ++back_;
  return messages_[messages_.size() - back_];
}

std::optional<std::string> ChatHistory::next() {
  if (back_ == 0) return std::nullopt;
  --back_;
  return back_ == 0 ? draft_ : messages_[messages_.size() - back_];
}

std::string chat_history_path() {
  const char* state = std::getenv("XDG_STATE_HOME");
  // The specification requires that relative paths are ignored.
  if (state != nullptr && *state == '/') return std::string(state) + "/yak/chat_history";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home != '/') return {};
  return std::string(home) + "/.local/state/yak/chat_history";
}

std::string history_line(std::string_view message) {
  std::string line;
  for (const char byte : message) {
    if (byte == '\\')
      line += "\\\\";
    else if (byte == '\n')
      line += "\\n";
    else
      line += byte;
  }
  return line;
}

std::string message_of_history_line(std::string_view line) {
  std::string message;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] != '\\' || at + 1 == line.size()) {
      message += line[at];
    } else {
      ++at;
      message += line[at] == 'n' ? '\n' : line[at];
    }
  }
  return message;
}

}  // namespace yak::cli

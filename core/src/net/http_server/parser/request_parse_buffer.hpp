// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace yak::net {

/// Bytes read from a connection and not yet consumed, in one contiguous block. Allocates no memory
/// before the first `prepare`. Views are valid until the next `prepare` or `consume`. Consumed
/// bytes are overwritten, because requests may contain tokens.
class RequestBuffer {
 public:
  /// Capacity above which `shrink` frees the memory of an idle connection.
  static constexpr std::size_t kKept = 4096;
  static constexpr std::size_t kFirst = 2048;

  /// Returns free space of at least `least` bytes at the end. To grow, doubles the capacity, but
  /// adds at most `most` bytes (or `least`, if that is larger).
  std::span<char> prepare(std::size_t least, std::size_t most);
  RequestBuffer() = default;
  RequestBuffer(const RequestBuffer&) = delete;
  RequestBuffer& operator=(const RequestBuffer&) = delete;
  ~RequestBuffer();

  /// Records that `size` bytes of the prepared space contain data.
  void commit(std::size_t size) noexcept { end_ += size; }
  /// Drops `size` bytes from the front.
  void consume(std::size_t size) noexcept;
  /// Removes `size` bytes at `offset` and moves the following bytes down.
  void erase(std::size_t offset, std::size_t size) noexcept;

  [[nodiscard]] char* data() noexcept { return memory_.get() + begin_; }
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
  [[nodiscard]] std::string_view unread() const noexcept {
    return {memory_.get() + begin_, size()};
  }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// Frees the memory of an empty buffer whose capacity exceeds kKept.
  void shrink() noexcept;
  /// Frees the memory of an empty buffer.
  void release() noexcept;

 private:
  /// Replaces the memory and moves the held bytes to its beginning.
  void move_to(std::unique_ptr<char[]> memory, std::size_t capacity) noexcept;

  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace yak::net

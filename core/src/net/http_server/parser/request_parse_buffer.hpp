#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace yak::net {

/// What was read from a connection and not used up yet, in one contiguous piece. Owns no memory
/// until something is to be read. Views of it end with the next `prepare` or `consume`. A request
/// may bring somebody's token: what was used up is overwritten.
class RequestBuffer {
 public:
  /// Above this an idle connection gives its memory back.
  static constexpr std::size_t kKept = 4096;
  static constexpr std::size_t kFirst = 2048;

  /// Free space at the end, of at least `least` bytes. Doubles when it must grow, but by no more
  /// than `most` (at least `least`).
  std::span<char> prepare(std::size_t least, std::size_t most);
  RequestBuffer() = default;
  RequestBuffer(const RequestBuffer&) = delete;
  RequestBuffer& operator=(const RequestBuffer&) = delete;
  ~RequestBuffer();

  /// `size` bytes of the prepared space hold data now.
  void commit(std::size_t size) noexcept { end_ += size; }
  /// Drops `size` bytes from the front.
  void consume(std::size_t size) noexcept;
  /// Drops `size` bytes from `offset` on and moves what follows down.
  void erase(std::size_t offset, std::size_t size) noexcept;

  [[nodiscard]] char* data() noexcept { return memory_.get() + begin_; }
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
  [[nodiscard]] std::string_view unread() const noexcept {
    return {memory_.get() + begin_, size()};
  }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// Gives back the memory of an empty buffer that had grown.
  void shrink() noexcept;
  /// Gives back the memory of an empty buffer.
  void release() noexcept;

 private:
  /// Takes other memory, the bytes held so far moved to its beginning.
  void move_to(std::unique_ptr<char[]> memory, std::size_t capacity) noexcept;

  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace yak::net

// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/parser/request_parse_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace yak::net {

RequestBuffer::~RequestBuffer() {
  if (capacity_ > 0) ::explicit_bzero(memory_.get(), capacity_);
}

std::span<char> RequestBuffer::prepare(std::size_t least, std::size_t most) {
  const std::size_t held = size();
  if (capacity_ - end_ < least && begin_ > 0) {
    std::memmove(memory_.get(), memory_.get() + begin_, held);
    begin_ = 0;
    end_ = held;
  }
  if (capacity_ - end_ < least) {
    const std::size_t added = std::max(least, std::min(held, most));
    const std::size_t grown = std::max(kFirst, held + added);
    move_to(std::make_unique_for_overwrite<char[]>(grown), grown);
  }
  return {memory_.get() + end_, capacity_ - end_};
}

void RequestBuffer::move_to(std::unique_ptr<char[]> memory, std::size_t capacity) noexcept {
  const std::size_t held = size();
  if (held > 0) std::memcpy(memory.get(), memory_.get() + begin_, held);
  if (capacity_ > 0) ::explicit_bzero(memory_.get(), capacity_);
  memory_ = std::move(memory);
  capacity_ = capacity;
  begin_ = 0;
  end_ = held;
}

void RequestBuffer::consume(std::size_t size) noexcept {
  if (size > 0) ::explicit_bzero(memory_.get() + begin_, size);
  begin_ += size;
  if (begin_ == end_) begin_ = end_ = 0;
}

void RequestBuffer::erase(std::size_t offset, std::size_t size) noexcept {
  if (size == 0) return;
  char* const hole = memory_.get() + begin_ + offset;
  std::memmove(hole, hole + size, end_ - begin_ - offset - size);
  end_ -= size;
}

void RequestBuffer::shrink() noexcept {
  if (capacity_ > kKept) release();
}

void RequestBuffer::release() noexcept {
  if (begin_ == end_) move_to(nullptr, 0);
}

}  // namespace yak::net

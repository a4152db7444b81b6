// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/markup_writer.hpp"

#include <algorithm>

namespace yak::twilio {
namespace {

/// Deeper quotes and lists are shown at this depth; otherwise a short text could expand into a long
/// one.
constexpr std::size_t kMaxShownDepth = 6;

constexpr std::string_view kFence = "```";

/// WhatsApp has no escape for a fence's mark inside a fence, so it is replaced.
std::string without_fences(std::string_view code) {
  std::string text(code);
  for (std::size_t at = text.find(kFence); at != std::string::npos; at = text.find(kFence, at)) {
    text.replace(at, kFence.size(), "'''");
  }
  return text;
}

}  // namespace

void MarkupWriter::request(Gap gap) { gap_ = std::max(gap_, gap); }

MarkupWriter::Gap MarkupWriter::innermost_gap() const {
  // The first block of a quote or an item begins on the line of its mark.
  if (!containers_.empty() && !containers_.back().written) return Gap::none;
  const bool in_item = !containers_.empty() && !containers_.back().quote;
  return in_item && !tight_lists_.empty() && tight_lists_.back() ? Gap::line : Gap::blank;
}

void MarkupWriter::end_block() {
  if (innermost_gap() == Gap::line) request(Gap::line);
}

void MarkupWriter::enter_quote() {
  block();
  containers_.push_back({"> ", true, false});
}

void MarkupWriter::enter_list(bool tight) {
  block();
  tight_lists_.push_back(tight);
}

void MarkupWriter::enter_item(std::string marker) {
  request(tight_lists_.empty() || tight_lists_.back() ? Gap::line : Gap::blank);
  containers_.push_back({std::move(marker), false, false});
}

void MarkupWriter::leave_item() {
  if (!containers_.back().written) begin();  // show the mark of an empty item
  containers_.pop_back();
}

void MarkupWriter::write_prefix() {
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    Container& container = containers_[i];
    if (i >= kMaxShownDepth) {
      container.written = true;
      continue;
    }
    if (container.quote || !container.written) {
      out_ += container.marker;
    } else {
      out_.append(container.marker.size(), ' ');
    }
    container.written = true;
  }
  at_line_start_ = false;
}

void MarkupWriter::begin() {
  if (gap_ != Gap::none && !out_.empty()) {
    if (!at_line_start_) out_.push_back('\n');
    if (gap_ == Gap::blank) out_.push_back('\n');
    at_line_start_ = true;
  }
  gap_ = Gap::none;
  if (at_line_start_) write_prefix();
}

std::size_t MarkupWriter::position() {
  begin();
  return out_.size();
}

void MarkupWriter::text(std::string_view words) {
  if (words.empty()) return;
  begin();
  out_ += words;
}

void MarkupWriter::line_break() {
  begin();
  for (auto mark = marks_.rbegin(); mark != marks_.rend(); ++mark) {
    if (mark->depth > 0) out_.push_back(mark->sign);
  }
  out_.push_back('\n');
  at_line_start_ = true;
  begin();
  for (const Mark& mark : marks_) {
    if (mark.depth > 0) out_.push_back(mark.sign);
  }
}

MarkupWriter::Mark& MarkupWriter::mark_of(char sign) {
  return *std::ranges::find(marks_, sign, &Mark::sign);
}

void MarkupWriter::open(char mark) {
  if (mark_of(mark).depth++ == 0) text({&mark, 1});
}

void MarkupWriter::close(char mark) {
  if (--mark_of(mark).depth == 0) text({&mark, 1});
}

void MarkupWriter::code(std::string_view code) {
  const bool has_tick = code.find('`') != std::string_view::npos;
  const std::string_view fence = has_tick ? kFence : kFence.substr(0, 1);
  text(fence);
  text(has_tick ? without_fences(code) : std::string(code));
  text(fence);
}

void MarkupWriter::code_block(std::string_view code) {
  while (code.ends_with('\n')) code.remove_suffix(1);
  if (code.empty()) return;
  block();
  begin();
  out_.append(kFence).append("\n").append(without_fences(code)).append("\n").append(kFence);
}

void MarkupWriter::lines(std::string_view text_lines) {
  while (text_lines.ends_with('\n')) text_lines.remove_suffix(1);
  block();
  while (!text_lines.empty()) {
    const std::size_t end = std::min(text_lines.find('\n'), text_lines.size());
    text(text_lines.substr(0, end));
    text_lines.remove_prefix(std::min(end + 1, text_lines.size()));
    request(Gap::line);
  }
}

std::string MarkupWriter::finish() && {
  while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
  return std::move(out_);
}

}  // namespace yak::twilio

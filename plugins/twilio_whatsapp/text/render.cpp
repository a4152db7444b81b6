// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/render.hpp"

#include "twilio_whatsapp/text/whatsapp_markup.hpp"

namespace yak::twilio {
namespace {

bool takes_caption(const ReplyPart& part) {
  return part.media.size() == 1 && part.media.front().content_type.starts_with("image/");
}

std::string shown_text(const ReplyPart& part) {
  return part.markup == Markup::markdown ? to_whatsapp_markup(part.text) : part.text;
}

/// Joins texts without files into one message while they fit: every message costs a fee.
class SharedMessage {
 public:
  SharedMessage(const ChunkOptions& options, std::vector<Outbound>& rendered)
      : options_(options), rendered_(rendered) {}

  void add(std::string text) {
    if (split_text(text, options_).empty()) return;  // blank
    if (text_.empty()) {
      text_ = std::move(text);
      return;
    }
    std::string together = text_ + "\n\n" + text;
    if (split_text(together, options_).size() <= 1) {
      text_ = std::move(together);
    } else {
      end();
      text_ = std::move(text);
    }
  }
  /// Ends the message; the next text begins a new one.
  void end() {
    for (const std::string& chunk : split_text(text_, options_)) rendered_.emplace_back(chunk);
    text_.clear();
  }

 private:
  const ChunkOptions& options_;
  std::vector<Outbound>& rendered_;
  std::string text_;
};

}  // namespace

std::vector<Outbound> render_reply(const Reply& reply, const ChunkOptions& options) {
  std::vector<Outbound> rendered;
  SharedMessage shared(options, rendered);
  for (const ReplyPart& part : reply.parts) {
    if (part.media.empty()) {
      shared.add(shown_text(part));
      continue;
    }
    shared.end();
    const std::vector<std::string> chunks = split_text(shown_text(part), options);
    for (const std::string& chunk : chunks) rendered.emplace_back(chunk);
    const bool captioned = takes_caption(part) && chunks.size() == 1;
    for (const Attachment& media : part.media) {
      if (!captioned) rendered.emplace_back();
      rendered.back().media.push_back(media);
    }
  }
  shared.end();
  return rendered;
}

}  // namespace yak::twilio

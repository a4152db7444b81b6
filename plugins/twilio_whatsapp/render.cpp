#include "twilio_whatsapp/render.hpp"

#include "twilio_whatsapp/whatsapp_markup.hpp"

namespace yak::twilio {
namespace {

bool takes_caption(const ReplyPart& part) {
  return part.media.size() == 1 && part.media.front().content_type.starts_with("image/");
}

}  // namespace

std::vector<Outbound> render_reply(const Reply& reply, const ChunkOptions& options) {
  std::vector<Outbound> rendered;
  for (const ReplyPart& part : reply.parts) {
    const bool is_markdown = part.markup == Markup::markdown;
    const std::string shown = is_markdown ? to_whatsapp_markup(part.text) : part.text;
    const std::vector<std::string> chunks = split_text(shown, options);
    for (const std::string& chunk : chunks) rendered.emplace_back(chunk);
    const bool captioned = takes_caption(part) && chunks.size() == 1;
    for (const Attachment& media : part.media) {
      if (!captioned) rendered.emplace_back();
      rendered.back().media.push_back(media);
    }
  }
  return rendered;
}

}  // namespace yak::twilio

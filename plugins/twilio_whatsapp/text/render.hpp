#pragma once

#include <vector>

#include "twilio_whatsapp/text/chunker.hpp"
#include "yak/message.hpp"

namespace yak::twilio {

/// Cuts a reply into what Twilio sends, in order: Markdown in WhatsApp's markup, texts below the
/// limit, one file a message. Parts without files share a message where the limit allows it, since
/// each message costs a fee. A picture takes a text that fits with it; with any other file
/// WhatsApp drops the text, so it goes out before.
std::vector<Outbound> render_reply(const Reply& reply, const ChunkOptions& options);

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "twilio_whatsapp/text/chunker.hpp"
#include "yak/message/message.hpp"

namespace yak::twilio {

/// Renders a reply as messages for Twilio, in order: Markdown as WhatsApp's markup, texts below the
/// limit, one file a message. Parts without files share a message if the limit allows, since each
/// message costs a fee. A picture has a text that fits as its caption; WhatsApp drops the text of
/// other files, so it is sent before the file.
std::vector<Outbound> render_reply(const Reply& reply, const ChunkOptions& options);

}  // namespace yak::twilio

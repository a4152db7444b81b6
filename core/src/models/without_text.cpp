// SPDX-License-Identifier: Apache-2.0
#include "models/without_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "yak/text/ascii.hpp"

namespace yak::models {
namespace {

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

/// Returns the media type without parameters, in lower case: `audio/ogg` for
/// `Audio/OGG; codecs=opus`.
std::string media_type(std::string_view content_type) {
  std::string type = lower_case(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  return type;
}

struct FileKind {
  std::string_view type;  ///< prefix of the media type
  std::string_view words;
};

// The first matching prefix applies. Voice messages are Ogg and stickers WebP on WhatsApp (Twilio,
// "Accepted content types") and on Telegram (Bot API, "Voice", "Sticker").
constexpr std::array<FileKind, 10> kFileKinds{{{"image/webp", "a sticker or image"},
                                               {"image/", "an image"},
                                               {"audio/ogg", "a voice message"},
                                               {"audio/", "an audio file"},
                                               {"video/", "a video"},
                                               {"text/vcard", "a contact"},
                                               {"text/x-vcard", "a contact"},
                                               {"text/", "a document"},
                                               {"application/", "a document"},
                                               {"", "a file"}}};

std::string_view kind_text(const Attachment& file) {
  const std::string type = media_type(file.content_type);
  return std::ranges::find_if(kFileKinds,
                              [&type](const FileKind& kind) { return type.starts_with(kind.type); })
      ->words;
}

/// Returns for example `an image, a video and a contact`; names each kind once.
std::string kinds_of(const std::vector<Attachment>& files) {
  std::vector<std::string_view> kinds;
  for (const Attachment& file : files) {
    const std::string_view kind = kind_text(file);
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
  }
  std::string words;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0) words += i + 1 == kinds.size() ? " and " : ", ";
    words += kinds[i];
  }
  return words;
}

}  // namespace

std::optional<std::string> notice_without_text(const Message& message) {
  if (!is_blank(message.raw_text)) return std::nullopt;
  if (!message.attachments.empty()) {
    return "You sent " + kinds_of(message.attachments) +
           ", and I cannot read that yet. Please write what you would like to know.";
  }
  if (!is_blank(message.text)) return std::nullopt;
  return "Your message came without any text. Please write what you would like to know.";
}

}  // namespace yak::models

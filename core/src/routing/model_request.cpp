#include "routing/model_request.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace yak::routing {

CompletionRequest request_of(const Turn& turn, const AssistantOptions& options) {
  CompletionRequest request;
  request.lines.reserve(turn.context.size() + 2);
  if (!options.system_prompt.empty()) {
    request.lines.emplace_back(Role::system, options.system_prompt);
  }
  request.lines.insert(request.lines.end(), turn.context.begin(), turn.context.end());
  ChatLine& line = request.lines.emplace_back(Role::user, turn.message.text);
  line.attachments = turn.message.attachments;
  request.max_tokens = options.max_tokens;
  request.temperature = options.temperature;
  return request;
}

std::string opaque_user(std::string_view key, std::string_view user) {
  constexpr std::size_t kBytes = 16;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(user.data()), user.size(), digest.data(), &size);
  std::string text;
  text.reserve(kBytes * 2);
  for (std::size_t i = 0; i < kBytes; ++i) {
    text += kDigits[digest.at(i) >> 4U];
    text += kDigits[digest.at(i) & 0x0fU];
  }
  return text;
}

}  // namespace yak::routing

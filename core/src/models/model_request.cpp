// SPDX-License-Identifier: Apache-2.0
#include "models/model_request.hpp"

namespace yak::models {

CompletionRequest request_of(const Turn& turn, const config::AssistantConfig& options) {
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

}  // namespace yak::models

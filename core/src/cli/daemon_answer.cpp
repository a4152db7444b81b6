// SPDX-License-Identifier: Apache-2.0
#include "cli/daemon_answer.hpp"

namespace yak::cli {

result<Json> object_of(const result<HttpResponse>& answer) {
  if (!answer) return answer.error();
  Json body = Json::parse(answer->body, nullptr, false);
  if (answer->status < 400 && body.is_object()) return body;
  const bool has_words = body.is_object() && body.contains("error") && body["error"].is_string();
  return error(answer->status == 404 ? ErrorKind::not_found : ErrorKind::unavailable,
               has_words ? body["error"].get<std::string>()
                         : "the daemon answered " + std::to_string(answer->status));
}

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>

namespace yak::openai {

/// An error that a server reported, in any of the known forms.
struct UpstreamError {
  std::string message;  ///< as sent: may contain keys and text of users
  std::string type;     ///< `invalid_request_error`, `server_error`, …
  std::string code;     ///< `insufficient_quota`, …; empty when there is none or it is a number
  std::optional<int> status;  ///< an HTTP status inside the body (OpenRouter, llama.cpp, vLLM)
};

/// Finds an error in a body or an event:
/// - `{"error": {message, type, param, code}}`; `code` is a string, number or null (OpenAI, Azure,
///   OpenRouter, llama.cpp, new vLLM), also as the only element of an array (Gemini)
/// - `{"error": "text"}` (Ollama)
/// - `{"object": "error", "message": …, "type": …, "code": 404}` (older vLLM)
/// - `{"detail": "text"}` or `{"detail": [{"msg": …}]}` (FastAPI)
/// - `{"statusCode": 401, "message": …}` (Azure's gateway)
[[nodiscard]] std::optional<UpstreamError> find_upstream_error(const boost::json::value& body);

}  // namespace yak::openai

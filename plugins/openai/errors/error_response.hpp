// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "openai/errors/upstream_error.hpp"
#include "openai/redactor.hpp"
#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message/message.hpp"

namespace yak::openai {

/// Converts a server's error into a yak::error: its kind, whether and when to retry, and one
/// sentence for the log with the server's code and request id. Immutable; thread-safe.
class ErrorReader {
 public:
  /// `label` names the server in the sentence; `key_name` is the setting that holds the key.
  ErrorReader(std::string label, Redactor redactor, std::string key_name = "api_key")
      : label_(std::move(label)), redactor_(std::move(redactor)), key_name_(std::move(key_name)) {}

  /// For an answer without success; its body may be JSON, HTML, anything or empty.
  [[nodiscard]] error from_response(const HttpResponse& response, WallTime now) const;
  /// For an error that came with status 200, in a body or in the middle of a stream.
  [[nodiscard]] error from_upstream(const UpstreamError& upstream,
                                    std::string_view request_id) const;
  /// For an answer that breaks the protocol. `what` continues "OpenAI …".
  [[nodiscard]] error broken(ErrorKind kind, std::string_view what,
                             std::string_view request_id) const;

  [[nodiscard]] const std::string& label() const noexcept { return label_; }

 private:
  /// What the operator can do about the error; may be empty.
  [[nodiscard]] std::string advice(ErrorKind kind) const;

  std::string label_;
  Redactor redactor_;
  std::string key_name_;
};

/// The kind that a provider reports when reading an answer failed with `kind`: `too_large` means a
/// conversation that is too long for the model, so an answer that is too long becomes `protocol`.
[[nodiscard]] ErrorKind of_answer(ErrorKind kind) noexcept;

/// The service's id of the request; empty when it sent none.
[[nodiscard]] std::string request_id_of(const HttpResponse& response);

}  // namespace yak::openai

#pragma once

#include <string>
#include <string_view>

#include "openai/errors/upstream_error.hpp"
#include "openai/redactor.hpp"
#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::openai {

/// Turns what a server says went wrong into a yak::error: what kind it is, whether it is worth
/// trying again and when, and one sentence for the log with the server's code and request id.
/// Immutable; thread-safe.
class ErrorReader {
 public:
  /// `label`: what the sentence calls the server; `key_name`: the setting that a refused key is in.
  ErrorReader(std::string label, Redactor redactor, std::string key_name = "api_key")
      : label_(std::move(label)), redactor_(std::move(redactor)), key_name_(std::move(key_name)) {}

  /// Of an answer that is no success, whatever its body: JSON, HTML, anything, nothing.
  [[nodiscard]] error from_response(const HttpResponse& response, WallTime now) const;
  /// Of an error that came with status 200, in a body or in the middle of a stream.
  [[nodiscard]] error from_upstream(const UpstreamError& upstream,
                                    std::string_view request_id) const;
  /// Of something that this server should not have said. `what` continues "OpenAI …".
  [[nodiscard]] error broken(ErrorKind kind, std::string_view what,
                             std::string_view request_id) const;

  [[nodiscard]] const std::string& label() const noexcept { return label_; }

 private:
  /// What an operator can do about it.
  [[nodiscard]] std::string advice(ErrorKind kind) const;

  std::string label_;
  Redactor redactor_;
  std::string key_name_;
};

/// `kind` of a failure to read an answer, as a provider reports it: `too_large` is kept for
/// conversations that are too long for the model, so an answer that is too long is `protocol`.
[[nodiscard]] ErrorKind of_answer(ErrorKind kind) noexcept;

/// The id by which the service finds a request again; empty when it gave none.
[[nodiscard]] std::string request_id_of(const HttpResponse& response);

}  // namespace yak::openai

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/finding.hpp"
#include "yak/message.hpp"
#include "yak/task.hpp"

namespace yak {

enum class Role : std::uint8_t { system = 0, user = 1, assistant = 2 };

/// One line of the talk that a model is shown.
struct ChatLine {
  ChatLine(Role role, std::string text) : role(role), text(std::move(text)) {}

  Role role;
  std::string text;
  std::vector<Attachment> attachments;
};

struct CompletionRequest {
  CompletionRequest() = default;

  std::string model;  ///< the provider's own name, without the instance
  std::vector<ChatLine> lines;
  std::optional<std::int64_t> max_tokens;  ///< of the answer
  std::optional<double> temperature;
  std::string user;          ///< an opaque stable id of the user, never an address
  MonotonicTime deadline{};  ///< the answer must be there by then, retries included
  /// The header of the same name (W3C Trace Context), for providers that pass it on; may be empty.
  std::string traceparent;
};

/// Tokens that a call cost. `known` is false where the provider did not say.
struct Usage {
  bool known = false;
  std::int64_t prompt_tokens = 0;
  std::int64_t cached_tokens = 0;  ///< part of prompt_tokens that was read from a cache
  std::int64_t completion_tokens = 0;
};

enum class FinishReason : std::uint8_t { stop, length, refusal, filtered };

struct Completion {
  Completion() = default;

  std::string text;   ///< Markdown; never empty on success
  std::string model;  ///< as the provider names what answered
  FinishReason finish = FinishReason::stop;
  Usage usage;
  std::string request_id;  ///< the provider's, for support
};

/// Takes pieces of an answer while it is being made. Called on the loop of the request.
class YAK_API DeltaSink {
 public:
  virtual ~DeltaSink();
  virtual void on_delta(std::string_view text) = 0;
};

struct Model {
  explicit Model(std::string id) : id(std::move(id)) {}
  std::string id;
};

/// Money left or spent at a service, for administrators.
struct Credits {
  std::string summary;  ///< one line in words: `Twilio balance: 12.34 USD`
};

/// What answers. One object an instance; every method may run on several loops at once.
///
/// `request` and `sink` stay where they are until the task of `complete` has ended. A failure's
/// `retryable` decides whether another model is tried; its `message` goes to the log with the
/// provider's request id, never to the user.
class YAK_API Provider {
 public:
  virtual ~Provider();
  /// Called once before the first request. A failure keeps the daemon from starting.
  virtual task<result<void>> start();
  virtual task<result<Completion>> complete(const CompletionRequest& request, DeltaSink& sink) = 0;
  /// What the service offers; implementations cache it.
  virtual task<result<std::vector<Model>>> models() = 0;
  /// Default: `unsupported`.
  virtual task<result<Credits>> credits();
  /// Asks the service whether it would answer: name, TLS, credentials, models. Changes nothing and
  /// costs nothing there. Called on an instance that may not have been started. Default: nothing.
  virtual task<std::vector<Finding>> examine();
  virtual task<void> stop();
};

}  // namespace yak

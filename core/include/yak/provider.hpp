// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/diagnosis.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/task.hpp"

namespace yak {

enum class Role : std::uint8_t { system = 0, user = 1, assistant = 2 };

/// One line of the conversation that a model is given.
struct ChatLine {
  ChatLine(Role role, std::string text) : role(role), text(std::move(text)) {}

  Role role;
  std::string text;
  std::vector<Attachment> attachments;
};

/// A request for one completion.
struct CompletionRequest {
  CompletionRequest() = default;

  std::string model;  ///< as the provider names it, without the instance
  std::vector<ChatLine> lines;
  std::optional<std::int64_t> max_tokens;  ///< limit of the answer
  std::optional<double> temperature;
  std::string user;  ///< an opaque stable id of the user, never an address
  /// For the whole call, retries included. The core cancels the call then; a provider need not look
  /// at it, but may use it to end earlier. Unset: the provider's own limit.
  MonotonicTime deadline{};
  /// The `traceparent` header (W3C Trace Context), for providers that pass it on; may be empty.
  std::string traceparent;
};

/// Token counts of one call. `known` is false if the provider gave none.
struct Usage {
  bool known = false;
  std::int64_t prompt_tokens = 0;
  std::int64_t cached_tokens = 0;  ///< those of prompt_tokens that were read from a cache
  std::int64_t completion_tokens = 0;
};

/// Why a model ended its answer: complete, at a length limit, refused by the model, filtered by the
/// service.
enum class FinishReason : std::uint8_t { stop, length, refusal, filtered };

struct Completion {
  Completion() = default;

  std::string text;   ///< Markdown; never empty on success
  std::string model;  ///< the model that answered, as the provider names it
  FinishReason finish = FinishReason::stop;
  Usage usage;
  std::string request_id;  ///< the provider's id of the request, for support
};

/// Receives parts of an answer while the model produces it. Called on the loop of the request.
class YAK_API DeltaSink {
 public:
  virtual ~DeltaSink();
  virtual void on_delta(std::string_view text) = 0;
};

/// A model that a provider serves, as the provider names it.
struct Model {
  explicit Model(std::string id) : id(std::move(id)) {}
  std::string id;
};

/// The balance or spending of an account at a service, for administrators.
struct Credits {
  std::string summary;  ///< one line of text: `Twilio balance: 12.34 USD`
};

/// A service that answers with a model. One object per instance. All methods may run on several
/// loops at once.
///
/// `request` and `sink` stay valid until the task of `complete` has ended. An error's `retryable`
/// decides whether the core tries another model. Its `message` is logged with the provider's
/// request id and never shown to the user. A cancelled task may end with an exception (as Asio's
/// operations do) or with the error `canceled`.
class YAK_API Provider {
 public:
  virtual ~Provider();
  /// Called once before the first request. An error keeps the daemon from starting.
  virtual task<result<void>> start();
  /// Requests one answer. Passes its parts to `sink` as they arrive and returns the whole.
  virtual task<result<Completion>> complete(const CompletionRequest& request, DeltaSink& sink) = 0;
  /// The models that the service offers. Implementations cache them.
  virtual task<result<std::vector<Model>>> models() = 0;
  /// The account's balance or spending at the service. Default: `unsupported`.
  virtual task<result<Credits>> credits();
  /// Checks, for `yak doctor`, that the service would answer: host name, TLS, credentials, models.
  /// Must change nothing and cost nothing at the service. Called also on an instance that was not
  /// started. Default: no findings.
  virtual task<std::vector<Diagnosis>> diagnose();
  /// Called once after `start`, also if that failed, and before spawned work is cancelled. Default:
  /// nothing.
  virtual task<void> stop();
};

}  // namespace yak

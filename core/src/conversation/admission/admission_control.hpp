// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "conversation/admission/allow_list.hpp"
#include "conversation/admission/pairing_codes.hpp"
#include "conversation/admission/refusals.hpp"
#include "conversation/admission/rulings.hpp"
#include "yak/clock.hpp"
#include "yak/context/admission.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/middleware.hpp"
#include "yak/store.hpp"

namespace yak::conversation {

/// The reply to senders who are not admitted.
enum class UnknownSenders : std::uint8_t {
  silent,  ///< none; their codes are in the log and in `yak access pending`
  code,    ///< their code, once a day
};

/// Decides whose messages run through the chain, and stores the administrators' rulings on people.
/// Lives as long as the daemon; each generation passes its configured lists. Thread-safe.
///
/// A person is identified by the channel's stable id of the sender. An alias (for example a
/// telephone number) belongs to the person with whom it was seen first: if the number moves to
/// another person, its permissions do not move with it. Only aliases that a setting or a ruling
/// names are kept.
class AdmissionControl final : public Admission {
 public:
  /// The space of the rulings in the store: UserAddress::key → `allow`, `deny`.
  static constexpr const char* kRulingSpace = "access";

  struct Dependencies {
    Store& store;  ///< its own three spaces, and batches that change them together
    Clock& clock;
    Random& random;
    Logger& log;
    Metrics& metrics;
    std::function<std::vector<ChannelInfo>()> channels;  ///< of the newest generation
  };

  explicit AdmissionControl(Dependencies dependencies);

  /// Loads rulings, aliases and codes from the store. Call it before the first message.
  task<result<void>> load();
  void set_unknown(UnknownSenders unknown) { unknown_ = unknown; }

  /// Returns whether the sender of the turn's message is admitted. Sets `turn.identities`, and adds
  /// new alias bindings to `turn.writes`.
  bool admits(const AllowList& list, Turn& turn);
  /// Ends the turn of a sender who is not admitted. `words` precedes the code in the reply; may be
  /// empty.
  void refuse(const AllowList& list, const std::string& words, Turn& turn);

  task<result<std::string>> rule(Ruling ruling, std::string whom, const Message& by) override;
  /// The same for an operator, who is not on a channel. Returns the person's address and channel.
  task<result<WaitingSender>> rule(Ruling ruling, std::string whom);
  /// Returns the refused senders that have a code, oldest first.
  std::vector<WaitingSender> waiting();

  /// Returns the store's entries about a person: rulings, aliases (except denied ones, which are
  /// part of the denial) and the code. Their keys are UserAddress::key or a code, so a store cannot
  /// find them by the person's addresses.
  [[nodiscard]] std::vector<Person::Entry> entries_of(const Person& who);
  /// Updates the memory after the store erased `who.entries`. Rulings are kept.
  void forget(const Person& who);

 private:
  /// The person whom a ruling concerns.
  struct Target {
    std::vector<std::string> keys;  ///< keys that get the ruling
    WaitingSender person;           ///< `code` is empty if the person has none
  };

  [[nodiscard]] bool is_admitted(const AllowList& list, const Turn& turn) const;
  [[nodiscard]] bool is_denied(const std::vector<std::string>& identities) const;
  void identify(const AllowList& list, Turn& turn);
  void bind_aliases(const std::vector<std::string>& aliases, const std::string& person, Turn& turn);
  /// Returns the sender's code; empty if there is no room for another.
  std::string code_for(const AllowList& list, Turn& turn);
  void expire_codes(Batch& writes);
  /// Returns whether an alias of the sender belongs to another person.
  [[nodiscard]] bool has_others_alias(const AllowList& list, const Turn& turn) const;
  void log_refusal(const AllowList& list, const Turn& turn, const std::string& code) const;
  [[nodiscard]] result<Target> target_of(const std::string& whom, const std::string& channel);
  [[nodiscard]] std::optional<Target> target_of_code(const std::string& code);
  /// Returns the code of a waiting sender who has one of these keys; empty if there is none.
  [[nodiscard]] std::string code_of(const std::vector<std::string>& keys);
  [[nodiscard]] std::vector<std::string> keys_of(const Message& message) const;
  [[nodiscard]] std::vector<std::string> keys_of(const Person& who) const;
  task<result<void>> carry_out(const Target& target, Ruling ruling);

  Dependencies dependencies_;
  const std::unique_ptr<KeyValue> ruling_keys_;
  const std::unique_ptr<KeyValue> alias_keys_;
  const std::unique_ptr<KeyValue> code_keys_;
  Counter& refused_;
  Counter& without_code_;
  std::atomic<UnknownSenders> unknown_{UnknownSenders::silent};
  Refusals refusals_;
  mutable std::shared_mutex rulings_mutex_;
  Rulings rulings_;
  std::mutex codes_mutex_;
  PairingCodes codes_;
  std::optional<WallTime> expired_at_;
};

}  // namespace yak::conversation

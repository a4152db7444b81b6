#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
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
#include "yak/admission.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/middleware.hpp"
#include "yak/store.hpp"

namespace yak::conversation {

/// What senders learn whom nobody has admitted.
enum class UnknownSenders : std::uint8_t {
  silent,  ///< nothing; the log and `yak access pending` have their codes
  code,    ///< their code, once a day
};

/// Decides whose messages run through the chain, and keeps what administrators said of people.
/// Lives as long as the daemon; the configured lists come with each generation. Thread-safe.
///
/// A person is the channel's stable id of the sender. An alias (a telephone number beside it)
/// counts for the person with whom it was seen first: when the number comes to somebody else, what
/// it was allowed does not come with it. Only aliases that a setting or a ruling names are kept.
class AdmissionControl final : public Admission {
 public:
  struct Services {
    Store& store;
    Clock& clock;
    Random& random;
    Logger& log;
    Metrics& metrics;
    std::function<std::vector<ChannelInfo>()> channels;  ///< of the newest generation
  };

  explicit AdmissionControl(Services services);

  /// Reads what the store has, before the first message.
  task<result<void>> load();
  void set_unknown(UnknownSenders unknown) { unknown_ = unknown; }

  /// Whether the sender of the turn's message is admitted. Sets `turn.identities`, and adds to
  /// `turn.writes` which alias was seen with whom first.
  bool admits(const AllowList& list, Turn& turn);
  /// Ends the turn of a sender who is not. `words`: what such senders are told besides; may be
  /// empty.
  void refuse(const AllowList& list, const std::string& words, Turn& turn);

  task<result<std::string>> rule(Ruling ruling, std::string whom, const Message& by) override;
  /// The same by an operator, who is on no channel; gives the person's address and channel.
  task<result<WaitingSender>> rule(Ruling ruling, std::string whom);
  /// Refused senders with a code, the oldest first.
  std::vector<WaitingSender> waiting();

  /// The store's entries about the person: rulings, which aliases were seen with the person (but
  /// for those that are denied: they are part of the denial), the person's code. Their keys are
  /// UserAddress::key or a code, so that a store cannot find them by the person's addresses.
  [[nodiscard]] std::vector<Person::Entry> entries_of(const Person& who);
  /// The store has erased the entries that were found before, but for the rulings, which stay.
  void forget(const Person& who);

 private:
  /// Whom a ruling is about.
  struct Target {
    std::vector<std::string> keys;  ///< that get the ruling
    WaitingSender person;           ///< `code` is empty when they have none
  };

  [[nodiscard]] bool is_admitted(const AllowList& list, const Turn& turn) const;
  [[nodiscard]] bool is_denied(const std::vector<std::string>& identities) const;
  void identify(const AllowList& list, Turn& turn);
  void bind_aliases(const std::vector<std::string>& aliases, const std::string& person, Turn& turn);
  /// The sender's code; empty when there is no room.
  std::string code_for(const AllowList& list, Turn& turn);
  void expire_codes(Batch& writes);
  /// Whether an alias of the sender belongs to another person.
  [[nodiscard]] bool has_others_alias(const AllowList& list, const Turn& turn) const;
  void log_refusal(const AllowList& list, const Turn& turn, const std::string& code) const;
  [[nodiscard]] result<Target> target_of(const std::string& whom, const std::string& channel);
  [[nodiscard]] std::optional<Target> target_of_code(const std::string& code);
  /// The code of a waiting sender who has one of these addresses; may be empty.
  [[nodiscard]] std::string code_of(const std::vector<std::string>& keys);
  [[nodiscard]] std::vector<std::string> keys_of(const Message& message) const;
  [[nodiscard]] std::vector<std::string> keys_of(const Person& who) const;
  task<result<void>> carry_out(const Target& target, Ruling ruling);

  Services services_;
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

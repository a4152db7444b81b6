// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/admission_control.hpp"

#include <algorithm>
#include <utility>

#include "base/scan_keys.hpp"
#include "conversation/admission/waiting_json.hpp"
#include "yak/text/ascii.hpp"
#include "yak/text/utf8.hpp"

namespace yak::conversation {
namespace {

// Names of spaces in the store's key-value part.
constexpr const char* kAliasSpace = "access_aliases";  ///< alias → person, both as keys
constexpr const char* kCodeSpace = "access_codes";     ///< code → waiting_to_json

constexpr std::chrono::minutes kExpiryLook{1};
constexpr std::size_t kMaxAliasesOfSender = 4;
constexpr std::size_t kMaxNameBytes = 64;

constexpr std::string_view kCodeText =
    "You are not admitted to this bot yet. Give its operator this code: ";

void add_once(std::vector<std::string>& keys, const std::string& key) {
  if (!key.empty() && std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
}

std::string_view stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Returns the address as it was written, without a channel prefix.
std::string shown_address(std::string_view written, const std::string& channel) {
  const std::size_t colon = written.find(':');
  const bool has_channel = colon != std::string_view::npos &&
                           same_ignoring_case(stripped(written.substr(0, colon)), channel);
  return std::string(stripped(has_channel ? written.substr(colon + 1) : written));
}

error too_many_rulings() {
  return {ErrorKind::invalid, "no more than " + std::to_string(Rulings::kMax) +
                                  " people can be allowed or denied this way: use allow_from in "
                                  "the configuration"};
}

}  // namespace

AdmissionControl::AdmissionControl(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      ruling_keys_(dependencies_.store.kv(kRulingSpace)),
      alias_keys_(dependencies_.store.kv(kAliasSpace)),
      code_keys_(dependencies_.store.kv(kCodeSpace)),
      refused_(dependencies_.metrics.counter("yak_access_refused_total",
                                             "Messages of senders who are not admitted")),
      without_code_(dependencies_.metrics.counter(
          "yak_access_without_code_total",
          "Refused messages whose sender got no code because too many senders have one")) {}

task<result<void>> AdmissionControl::load() {
  auto rulings = co_await base::scan_keys(*ruling_keys_, Rulings::kMax);
  if (!rulings) co_return rulings.error();
  auto aliases = co_await base::scan_keys(*alias_keys_, Rulings::kMaxAliases);
  if (!aliases) co_return aliases.error();
  auto codes = co_await base::scan_keys(*code_keys_, PairingCodes::kMax);
  if (!codes) co_return codes.error();
  const std::unique_lock lock(rulings_mutex_);
  const std::lock_guard codes_lock(codes_mutex_);
  for (const auto& [key, value] : *rulings) {
    if (const auto ruling = ruling_from(value)) rulings_.set(key, *ruling);
  }
  for (const auto& [alias, person] : *aliases) rulings_.bind(alias, person);
  for (const auto& [code, text] : *codes) {
    if (auto sender = waiting_from_json(code, text)) codes_.restore(*std::move(sender));
  }
  co_return result<void>();
}

bool AdmissionControl::admits(const AllowList& list, Turn& turn) {
  identify(list, turn);
  return is_admitted(list, turn);
}

void AdmissionControl::identify(const AllowList& list, Turn& turn) {
  const Message& message = turn.message;
  turn.identities.clear();
  const std::string person = list.key_of(message.channel, message.sender);
  if (person.empty()) return;
  turn.identities.push_back(person);
  std::vector<std::string> unowned;
  {
    const std::shared_lock lock(rulings_mutex_);
    for (const std::string& alias : rulings_.aliases_of(person)) add_once(turn.identities, alias);
    const std::size_t given = std::min(message.aliases.size(), kMaxAliasesOfSender);
    for (std::size_t i = 0; i < given; ++i) {
      const std::string alias = list.key_of(message.channel, message.aliases[i]);
      const bool matters = list.names(alias) || rulings_.of(alias).has_value();
      if (matters && alias != person && rulings_.owner_of(alias).empty()) {
        add_once(unowned, alias);
      }
    }
  }
  if (!unowned.empty()) bind_aliases(unowned, person, turn);
}

void AdmissionControl::bind_aliases(const std::vector<std::string>& aliases,
                                    const std::string& person, Turn& turn) {
  const std::unique_lock lock(rulings_mutex_);
  for (const std::string& alias : aliases) {
    if (!rulings_.bind(alias, person)) continue;
    if (!alias_keys_->put_with(turn.writes, alias, person)) {
      rulings_.unbind(alias);
      continue;
    }
    add_once(turn.identities, alias);
    turn.after_commit.emplace_back([this, alias](bool durable) {
      if (durable) return;
      // The write failed. This person's next message tries again.
      const std::unique_lock again(rulings_mutex_);
      rulings_.unbind(alias);
    });
  }
}

bool AdmissionControl::is_denied(const std::vector<std::string>& identities) const {
  const std::shared_lock lock(rulings_mutex_);
  return std::ranges::any_of(
      identities, [&](const std::string& key) { return rulings_.of(key) == Ruling::deny; });
}

bool AdmissionControl::is_admitted(const AllowList& list, const Turn& turn) const {
  const Message& message = turn.message;
  if (is_denied(turn.identities)) return false;
  if (list.is_open(message.channel)) return true;
  const auto admits = [&](const std::string& key) {
    return list.admits(key) || rulings_.of(key) == Ruling::allow;
  };
  const std::shared_lock lock(rulings_mutex_);
  if (std::ranges::any_of(turn.identities, admits)) return true;
  const bool is_group = message.peer != message.sender;
  return is_group && list.admits(list.key_of(message.channel, message.peer));
}

void AdmissionControl::refuse(const AllowList& list, const std::string& words, Turn& turn) {
  turn.result = TurnResult::refused;
  refused_.add();
  const bool denied = is_denied(turn.identities);
  const RefusalActions refusal = refusals_.note(turn.user, dependencies_.clock.monotonic());
  // A person whom an administrator has denied gets no code.
  const std::string code = denied ? std::string() : code_for(list, turn);
  if (refusal.log && !denied) log_refusal(list, turn, code);
  if (!refusal.reply) return;
  std::string reply = words;
  if (unknown_ == UnknownSenders::code && !code.empty()) {
    if (!reply.empty()) reply += " ";
    reply += std::string(kCodeText) + code;
  }
  if (!reply.empty()) turn.reply.add(std::move(reply));
}

std::string AdmissionControl::code_for(const AllowList& list, Turn& turn) {
  if (turn.identities.empty()) return {};
  const Message& message = turn.message;
  const std::lock_guard lock(codes_mutex_);
  expire_codes(turn.writes);
  if (const WaitingSender* known = codes_.of(turn.identities.front())) return known->code;
  WaitingSender sender;
  sender.channel = message.channel;
  sender.key = turn.identities.front();
  sender.address = message.sender;
  sender.name = clip_utf8(message.sender_name, kMaxNameBytes);
  sender.since = dependencies_.clock.now();
  const std::size_t given = std::min(message.aliases.size(), kMaxAliasesOfSender);
  for (std::size_t i = 0; i < given; ++i) {
    add_once(sender.aliases, list.key_of(message.channel, message.aliases[i]));
  }
  const WaitingSender* added = codes_.add(std::move(sender), dependencies_.random.next());
  if (added == nullptr) {
    without_code_.add();
    return {};
  }
  // A code that is too large to be stored is lost at the next restart.
  (void)code_keys_->put_with(turn.writes, added->code, waiting_to_json(*added));
  return added->code;
}

void AdmissionControl::expire_codes(Batch& writes) {
  const WallTime now = dependencies_.clock.now();
  if (expired_at_ && now >= *expired_at_ && now - *expired_at_ < kExpiryLook) return;
  expired_at_ = now;
  for (std::string& code : codes_.expire(now)) {
    code_keys_->erase_with(writes, std::move(code));
  }
}

bool AdmissionControl::has_others_alias(const AllowList& list, const Turn& turn) const {
  if (turn.identities.empty()) return false;
  const std::shared_lock lock(rulings_mutex_);
  return std::ranges::any_of(turn.message.aliases, [&](const std::string& address) {
    const std::string& owner = rulings_.owner_of(list.key_of(turn.message.channel, address));
    return !owner.empty() && owner != turn.identities.front();
  });
}

/// The log message is the same for every sender, so that LogRepeats' limit applies to all of them
/// together.
void AdmissionControl::log_refusal(const AllowList& list, const Turn& turn,
                                   const std::string& code) const {
  const Message& message = turn.message;
  const std::string advice =
      code.empty() ? "too many senders are waiting: see 'yak access pending', or add the "
                     "address to channels." +
                         message.channel + ".allow_from"
                   : "send '/allow " + code + "' as an administrator, or run 'yak access approve " +
                         code + "'";
  dependencies_.log.warn("refused a sender who is not admitted",
                         {{"channel", message.channel},
                          {"from", dependencies_.log.address(message.sender)},
                          {"code", code},
                          {"reason", has_others_alias(list, turn)
                                         ? "an address of the sender belongs to another person"
                                         : "the sender is in no allow_from and was not allowed"},
                          {"to_admit", advice}});
}

std::optional<AdmissionControl::Target> AdmissionControl::target_of_code(const std::string& code) {
  const std::lock_guard lock(codes_mutex_);
  const WaitingSender* sender = codes_.find(code);
  const bool is_over =
      sender != nullptr && dependencies_.clock.now() - sender->since >= PairingCodes::kLifetime;
  if (sender == nullptr || is_over) return std::nullopt;
  return Target{{sender->key}, *sender};
}

result<AdmissionControl::Target> AdmissionControl::target_of(const std::string& whom,
                                                             const std::string& channel) {
  if (const auto code = PairingCodes::code_in(stripped(whom))) {
    if (auto target = target_of_code(*code)) return *std::move(target);
    return error(ErrorKind::not_found, "there is no code " + *code +
                                           ", or it has expired: 'yak access pending' lists the "
                                           "valid codes; a refused sender gets a new code with "
                                           "the next message");
  }
  const auto user = read_user(whom, dependencies_.channels(), channel);
  if (!user) return user.error();
  if (user->address.empty()) {
    return error(ErrorKind::invalid,
                 "name a code such as K7Q2, or an address such as whatsapp:+15551234567");
  }
  Target target;
  target.keys.push_back(user->key());
  target.person.channel = user->channel;
  target.person.key = user->key();
  target.person.address = shown_address(whom, user->channel);
  {
    const std::shared_lock lock(rulings_mutex_);
    add_once(target.keys, rulings_.owner_of(user->key()));
  }
  target.person.code = code_of(target.keys);
  return target;
}

std::string AdmissionControl::code_of(const std::vector<std::string>& keys) {
  const std::lock_guard lock(codes_mutex_);
  for (const WaitingSender& sender : codes_.all()) {
    for (const std::string& key : keys) {
      if (sender.key == key || std::ranges::find(sender.aliases, key) != sender.aliases.end()) {
        return sender.code;
      }
    }
  }
  return {};
}

std::vector<std::string> AdmissionControl::keys_of(const Message& message) const {
  const std::vector<ChannelInfo> channels = dependencies_.channels();
  std::vector<std::string> keys;
  const AllowList list(channels, {});
  add_once(keys, list.key_of(message.channel, message.sender));
  for (const std::string& alias : message.aliases) {
    add_once(keys, list.key_of(message.channel, alias));
  }
  return keys;
}

task<result<std::string>> AdmissionControl::rule(Ruling ruling, std::string whom,
                                                 const Message& by) {
  const auto target = target_of(whom, by.channel);
  if (!target) co_return target.error();
  if (ruling == Ruling::deny) {
    for (const std::string& own : keys_of(by)) {
      if (std::ranges::find(target->keys, own) == target->keys.end()) continue;
      co_return error(ErrorKind::invalid, "you cannot deny yourself");
    }
  }
  const auto done = co_await carry_out(*target, ruling);
  if (!done) co_return done.error();
  co_return target->person.address + " on " + target->person.channel;
}

task<result<WaitingSender>> AdmissionControl::rule(Ruling ruling, std::string whom) {
  const auto target = target_of(whom, "");
  if (!target) co_return target.error();
  const auto done = co_await carry_out(*target, ruling);
  if (!done) co_return done.error();
  co_return target->person;
}

/// Written in its own transaction, before the reply: once the administrator reads that a person is
/// denied, that person's next message must not be served. Idempotent.
task<result<void>> AdmissionControl::carry_out(const Target& target, Ruling ruling) {
  const WaitingSender& person = target.person;
  Batch batch;
  {
    const std::shared_lock lock(rulings_mutex_);
    for (const std::string& key : target.keys) {
      if (!rulings_.has_room(key)) co_return too_many_rulings();
      if (auto put = ruling_keys_->put_with(batch, key, to_text(ruling)); !put) co_return put;
    }
    for (const std::string& alias : person.aliases) {
      if (!rulings_.owner_of(alias).empty()) continue;
      if (auto put = alias_keys_->put_with(batch, alias, person.key); !put) co_return put;
    }
  }
  if (!person.code.empty()) code_keys_->erase_with(batch, person.code);
  const auto written = co_await dependencies_.store.journal().write(std::move(batch));
  if (!written) co_return written.error();
  const std::unique_lock lock(rulings_mutex_);
  for (const std::string& key : target.keys) rulings_.set(key, ruling);
  for (const std::string& alias : person.aliases) rulings_.bind(alias, person.key);
  const std::lock_guard codes_lock(codes_mutex_);
  codes_.erase(person.code);
  co_return result<void>();
}

std::vector<WaitingSender> AdmissionControl::waiting() {
  const WallTime now = dependencies_.clock.now();
  const std::lock_guard lock(codes_mutex_);
  std::vector<WaitingSender> senders = codes_.all();
  std::erase_if(senders, [&](const WaitingSender& sender) {
    return now - sender.since >= PairingCodes::kLifetime;
  });
  return senders;
}

std::vector<std::string> AdmissionControl::keys_of(const Person& who) const {
  const AllowList list(dependencies_.channels(), {});
  std::vector<std::string> keys;
  for (const std::string& address : who.addresses)
    add_once(keys, list.key_of(who.channel, address));
  return keys;
}

std::vector<Person::Entry> AdmissionControl::entries_of(const Person& who) {
  std::vector<Person::Entry> entries;
  const std::vector<std::string> keys = keys_of(who);
  const auto is_theirs = [&](const std::string& key) {
    return std::ranges::find(keys, key) != keys.end();
  };
  {
    const std::shared_lock lock(rulings_mutex_);
    for (const std::string& key : keys) {
      if (rulings_.of(key)) entries.emplace_back(kRulingSpace, key);
      for (const std::string& alias : rulings_.aliases_of(key)) {
        // Keep a denied alias: without it a person denied by this address would be admitted again
        // when writing without the address.
        if (rulings_.of(alias) != Ruling::deny) entries.emplace_back(kAliasSpace, alias);
      }
    }
  }
  const std::lock_guard lock(codes_mutex_);
  for (const WaitingSender& sender : codes_.all()) {
    if (is_theirs(sender.key)) entries.emplace_back(kCodeSpace, sender.code);
  }
  return entries;
}

void AdmissionControl::forget(const Person& who) {
  for (const Person::Entry& entry : who.entries) {
    if (entry.space == kAliasSpace) {
      const std::unique_lock lock(rulings_mutex_);
      rulings_.unbind(entry.key);
    } else if (entry.space == kCodeSpace) {
      const std::lock_guard lock(codes_mutex_);
      codes_.erase(entry.key);
    }
  }
}

}  // namespace yak::conversation

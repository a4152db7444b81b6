// SPDX-License-Identifier: Apache-2.0
#include "generation/people_service.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "generation/current_generation.hpp"

namespace yak::generation {
namespace {

/// Longest wait for stopped turns. They end at once unless a plugin ignores the cancellation.
constexpr std::chrono::seconds kLongestEnd{5};

}  // namespace

result<ConversationKey> place_of(const std::string& user) {
  const std::size_t colon = user.find(':');
  if (colon == 0 || colon == std::string::npos || colon + 1 == user.size()) {
    return error(ErrorKind::invalid, "'" + user +
                                         "' is not an address: write CHANNEL:ADDRESS, such as "
                                         "whatsapp:+15551234567");
  }
  return ConversationKey(user.substr(0, colon), user.substr(colon + 1));
}

task<result<Person>> PeopleService::person_of(std::string user) {
  const auto place = place_of(user);
  if (!place) co_return place.error();
  result<Person> who = co_await dependencies_.records.find_person(place->channel, place->peer);
  if (who) who->entries = dependencies_.admission.entries_of(*who);
  co_return who;
}

task<result<PersonPage>> PeopleService::records(std::string user, std::string after, int limit) {
  result<Person> who = co_await person_of(std::move(user));
  if (!who) co_return who.error();
  co_return co_await dependencies_.records.page(*std::move(who), std::move(after), limit);
}

task<void> PeopleService::end_turns(const Person& who) {
  const MonotonicTime deadline = dependencies_.clock.monotonic() + kLongestEnd;
  for (const std::string& address : who.addresses) {
    const ConversationKey conversation(who.channel, address);
    co_await dependencies_.lanes.stop(conversation);
    const auto left = deadline - dependencies_.clock.monotonic();
    co_await dependencies_.lanes.wait_empty(conversation,
                                            std::chrono::ceil<std::chrono::milliseconds>(left));
  }
}

task<result<PersonCounts>> PeopleService::erase(std::string user, MessageId except) {
  const result<Person> who = co_await person_of(std::move(user));
  if (!who) co_return who.error();
  // A turn that still runs afterwards cannot commit, because its message has ended in the journal.
  co_await end_turns(*who);
  result<PersonCounts> erased = PersonCounts();
  {
    const auto generation = dependencies_.generations.get();
    const auto forgetting =
        generation ? generation->forget(*who) : std::vector<std::shared_ptr<void>>();
    EraseExcept stays;
    stays.message = except;
    // A denied person must not regain access by an erasure.
    stays.spaces.emplace_back(conversation::AdmissionControl::kRulingSpace);
    erased = co_await dependencies_.records.erase(*who, std::move(stays));
  }
  if (!erased) co_return erased;
  dependencies_.admission.forget(*who);
  for (std::string& name : who->users()) dependencies_.choices.forget(std::move(name));
  for (const std::string& address : who->addresses) {
    dependencies_.outbox.forget({who->channel, address});
  }
  dependencies_.log.info("a person's data was erased", {{"channel", who->channel},
                                                        {"messages", erased->messages},
                                                        {"deliveries", erased->deliveries},
                                                        {"lines", erased->lines}});
  co_return erased;
}

}  // namespace yak::generation

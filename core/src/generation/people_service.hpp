// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "conversation/admission/admission_control.hpp"
#include "conversation/lanes/lanes.hpp"
#include "delivery/outbox/outbox.hpp"
#include "models/catalog/model_choices.hpp"
#include "yak/clock.hpp"
#include "yak/context/conversations.hpp"
#include "yak/context/people.hpp"
#include "yak/log.hpp"

namespace yak::generation {

class CurrentGeneration;

/// Exports and erases the data that the daemon holds about a person: in the store, in memory and in
/// running turns. Thread-safe.
class PeopleService final : public People {
 public:
  struct Dependencies {
    PersonRecords& records;
    conversation::Lanes& lanes;
    delivery::Outbox& outbox;
    models::ModelChoices& choices;
    conversation::AdmissionControl& admission;
    const CurrentGeneration& generations;
    Clock& clock;
    Logger& log;
  };

  explicit PeopleService(Dependencies dependencies) : dependencies_(dependencies) {}

  task<result<PersonPage>> records(std::string user, std::string after, int limit) override;
  task<result<PersonCounts>> erase(std::string user, MessageId except) override;
  [[nodiscard]] Keeping keeping() const override { return dependencies_.records.keeping(); }

 private:
  /// Finds the person with the address `user`, with the stable id and all aliases.
  task<result<Person>> person_of(std::string user);
  /// Stops the turns of the person's conversations, and waits for their end for at most 5 s.
  task<void> end_turns(const Person& who);

  Dependencies dependencies_;
};

/// Splits `whatsapp:+15551234567` into channel and address; fails with `invalid`. Pure.
result<ConversationKey> place_of(const std::string& user);

}  // namespace yak::generation

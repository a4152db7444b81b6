#pragma once

#include "conversation/admission/admission_control.hpp"
#include "delivery/outbox.hpp"
#include "models/catalog/model_choices.hpp"
#include "yak/clock.hpp"
#include "yak/context.hpp"
#include "yak/log.hpp"
#include "yak/people.hpp"

namespace yak::generation {

class GenerationHolder;

/// What the daemon holds of people: in the store, in memory beside it, and as work under way. The
/// one place that knows all of it. Thread-safe.
class PeopleService final : public People {
 public:
  struct Services {
    Store& store;
    Conversations& conversations;
    delivery::Outbox& outbox;
    models::ModelChoices& choices;
    conversation::AdmissionControl& admission;
    const GenerationHolder& generations;
    Clock& clock;
    Logger& log;
  };

  explicit PeopleService(Services services) : services_(services) {}

  task<result<PersonPage>> records(std::string user, std::string after, int limit) override;
  task<result<PersonCounts>> erase(std::string user, MessageId except) override;
  [[nodiscard]] Keeping keeping() const override { return services_.store.keeping(); }

 private:
  /// The person who has the address that `user` names, with the id and every alias.
  task<result<Person>> person_of(std::string user);
  /// Stops the turns of the person's conversations, and waits for a while until they have ended.
  task<void> end_turns(const Person& who);

  Services services_;
};

/// Channel and address of `whatsapp:+15551234567`; `invalid` when it names nobody. Pure.
result<ConversationKey> place_of(const std::string& user);

}  // namespace yak::generation

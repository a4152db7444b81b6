// SPDX-License-Identifier: Apache-2.0
// Defines the vtables of all SDK interfaces and the default implementations of their optional
// functions.

#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/commands.hpp"
#include "yak/context/admission.hpp"
#include "yak/context/channel_context.hpp"
#include "yak/context/middleware_context.hpp"
#include "yak/context/models.hpp"
#include "yak/context/people.hpp"
#include "yak/context/provider_context.hpp"
#include "yak/http.hpp"
#include "yak/metrics.hpp"
#include "yak/middleware.hpp"
#include "yak/plugin.hpp"
#include "yak/provider.hpp"
#include "yak/store.hpp"
#include "yak/store/whole_store.hpp"
#include "yak/text/text_format.hpp"

namespace yak {

Admission::~Admission() = default;
Alarm::~Alarm() = default;
BodySink::~BodySink() = default;
Channel::~Channel() = default;
ChannelContext::~ChannelContext() = default;
Clock::~Clock() = default;
CommandRegistry::~CommandRegistry() = default;
Context::~Context() = default;
Conversations::~Conversations() = default;
Counter::~Counter() = default;
Daemon::~Daemon() = default;
DeadLetters::~DeadLetters() = default;
DeltaSink::~DeltaSink() = default;
Gauge::~Gauge() = default;
Histogram::~Histogram() = default;
History::~History() = default;
HttpClient::~HttpClient() = default;
Inbox::~Inbox() = default;
InlineReply::~InlineReply() = default;
Journal::~Journal() = default;
JournalReader::~JournalReader() = default;
KeyValue::~KeyValue() = default;
Maintenance::~Maintenance() = default;
Metrics::~Metrics() = default;
Middleware::~Middleware() = default;
MiddlewareContext::~MiddlewareContext() = default;
Models::~Models() = default;
Next::~Next() = default;
People::~People() = default;
PersonRecords::~PersonRecords() = default;
Provider::~Provider() = default;
ProviderContext::~ProviderContext() = default;
Random::~Random() = default;
Registrar::~Registrar() = default;
Routes::~Routes() = default;
Store::~Store() = default;
UsageRecords::~UsageRecords() = default;
WholeStore::~WholeStore() = default;

std::chrono::milliseconds BodySink::stall_timeout(std::chrono::milliseconds stall) const {
  return stall;
}

std::vector<Outbound> Channel::render(const Reply& reply) const {
  std::vector<Outbound> rendered;
  for (const ReplyPart& part : reply.parts) {
    Outbound outbound(part.text);
    outbound.media = part.media;
    rendered.push_back(std::move(outbound));
  }
  return rendered;
}

task<result<Lookup>> Channel::find(const Delivery& /*delivery*/) { co_return Lookup{}; }
task<result<std::size_t>> Channel::catch_up(WallTime /*since*/) { co_return std::size_t{0}; }
task<std::vector<Diagnosis>> Channel::diagnose() { co_return std::vector<Diagnosis>(); }
task<void> Channel::typing(const Message& /*message*/) { co_return; }

task<void> Channel::hand_over() { co_return; }

task<void> Channel::take_back() { co_return; }
task<result<Credits>> Channel::credits() {
  co_return error(ErrorKind::unsupported, "this channel does not report its credits");
}

task<result<void>> Provider::start() { co_return result<void>(); }
task<result<Credits>> Provider::credits() {
  co_return error(ErrorKind::unsupported, "this provider does not report its credits");
}
task<std::vector<Diagnosis>> Provider::diagnose() { co_return std::vector<Diagnosis>(); }
task<void> Provider::stop() { co_return; }

task<result<void>> Journal::update(DeliveryUpdate change) {
  std::vector<DeliveryUpdate> changes;
  changes.push_back(std::move(change));
  return update(std::move(changes));
}

task<result<MessageReport>> JournalReader::message_report(std::string /*id*/) {
  co_return error(ErrorKind::unsupported, "this store keeps no traces");
}

task<result<std::vector<UsageRow>>> UsageRecords::by_user(Day /*first*/, Day /*last*/,
                                                          int /*limit*/) {
  co_return error(ErrorKind::unsupported, "this store does not report usage by user");
}

task<result<Person>> PersonRecords::find_person(std::string channel, std::string address) {
  co_return Person(std::move(channel), {std::move(address)});
}
task<result<PersonPage>> PersonRecords::page(Person /*who*/, std::string /*after*/, int /*limit*/) {
  co_return error(ErrorKind::unsupported, "this store cannot list one person's data");
}
task<result<PersonCounts>> PersonRecords::erase(Person /*who*/, EraseExcept /*except*/) {
  co_return error(ErrorKind::unsupported, "this store cannot erase one person's data");
}
Keeping PersonRecords::keeping() const { return {}; }

std::vector<Diagnosis> Maintenance::diagnose() { return {}; }
result<void> Maintenance::backup(const std::string& /*file*/) {
  return error(ErrorKind::unsupported, "this store does not support backups");
}

std::string describe(const Keeping& keeping) {
  if (!keeping.outlives_restart) return "until the bot is restarted";
  if (keeping.longest) return "for up to " + format_duration(*keeping.longest);
  return "until the operator removes it";
}

std::vector<std::string> Person::users() const {
  std::vector<std::string> users;
  users.reserve(addresses.size());
  for (const std::string& address : addresses) users.push_back(channel + ":" + address);
  return users;
}

std::shared_ptr<void> Middleware::forget(const Person& /*person*/) { return nullptr; }
task<result<void>> Middleware::start() { co_return result<void>(); }
bool Middleware::passes_queue(Turn& /*turn*/) const { return false; }
std::string Middleware::refusal_reply(const Message& /*message*/) const { return {}; }
task<void> Middleware::stop() { co_return; }

double Random::uniform() {
  // 53 bits are the precision of a double.
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

Day day_of(WallTime time) noexcept {
  return static_cast<Day>(std::chrono::floor<std::chrono::days>(time).time_since_epoch().count());
}

SendOutcome SendOutcome::sent(std::string receipt) {
  SendOutcome outcome;
  outcome.kind = Kind::sent;
  outcome.receipt = std::move(receipt);
  return outcome;
}

SendOutcome SendOutcome::retry(std::string reason, std::optional<std::chrono::milliseconds> wait) {
  SendOutcome outcome;
  outcome.kind = Kind::retry;
  outcome.reason = std::move(reason);
  outcome.wait = wait;
  return outcome;
}

SendOutcome SendOutcome::pause(std::string reason, std::chrono::milliseconds wait) {
  SendOutcome outcome = retry(std::move(reason), wait);
  outcome.pauses_sender = true;
  return outcome;
}

SendOutcome SendOutcome::rejected(std::string reason) {
  SendOutcome outcome;
  outcome.kind = Kind::rejected;
  outcome.reason = std::move(reason);
  return outcome;
}

SendOutcome SendOutcome::unknown(std::string reason) {
  SendOutcome outcome;
  outcome.reason = std::move(reason);
  return outcome;
}

}  // namespace yak

#include "doctor/examination_context.hpp"

#include <stdexcept>

#include "base/version.hpp"

namespace yak::doctor {
namespace {

error not_running() {
  return {ErrorKind::unsupported, "this is an examination: no daemon runs in this process"};
}

}  // namespace

ExaminationContext::ExaminationContext(std::string instance, const Services& services)
    : instance_(std::move(instance)),
      services_(services),
      tasks_({services.loop, services.log, services.clock, services.random, services.metrics},
             base::label_of(instance_, "")) {}

Models& ExaminationContext::models() {
  throw std::logic_error("models() is not available in an examination");
}

void ExaminationContext::spawn(std::string name, std::function<task<void>()> factory,
                               Restart restart) {
  tasks_.spawn(std::move(name), std::move(factory), restart);
}

task<result<Accepted>> ExaminationContext::NoInbox::accept(
    Message /*message*/, std::chrono::milliseconds /*inline_wait*/) {
  co_return not_running();
}

task<result<void>> ExaminationContext::NoInbox::report(yak::StatusReport /*report*/) {
  co_return not_running();
}

std::string ExaminationContext::NoDaemon::version() const { return std::string(base::version()); }

task<result<std::string>> ExaminationContext::NoAdmission::rule(Ruling /*ruling*/,
                                                                std::string /*whom*/,
                                                                const Message& /*by*/) {
  co_return not_running();
}

task<result<std::string>> ExaminationContext::NoDaemon::reload() { co_return not_running(); }

task<result<PersonPage>> ExaminationContext::NoPeople::records(std::string /*user*/,
                                                               std::string /*after*/,
                                                               int /*limit*/) {
  co_return not_running();
}

task<result<PersonCounts>> ExaminationContext::NoPeople::erase(std::string /*user*/,
                                                               MessageId /*except*/) {
  co_return not_running();
}

}  // namespace yak::doctor

// SPDX-License-Identifier: Apache-2.0
#include "doctor/diagnosis_context.hpp"

namespace yak::doctor {
namespace {

error not_running() {
  return {ErrorKind::unsupported, "this is a diagnosis: no daemon runs in this process"};
}

}  // namespace

DiagnosisContext::DiagnosisContext(std::string instance, const Dependencies& dependencies)
    : instance_(std::move(instance)),
      dependencies_(dependencies),
      keys_(dependencies.store.kv("diagnosis/" + instance_)),
      tasks_({dependencies.loop, dependencies.log, dependencies.clock, dependencies.random,
              dependencies.metrics},
             base::label_of(instance_, "")) {}

void DiagnosisContext::spawn(std::string name, std::function<task<void>()> factory,
                             Restart restart) {
  tasks_.spawn(std::move(name), std::move(factory), restart);
}

task<result<Accepted>> DiagnosisContext::NoInbox::accept(
    Message /*message*/, std::chrono::milliseconds /*inline_wait*/) {
  co_return not_running();
}

task<result<void>> DiagnosisContext::NoInbox::report(yak::ReceiptUpdate /*report*/) {
  co_return not_running();
}

task<result<DeliveryId>> DiagnosisContext::NoInbox::find_receipt(std::string /*channel*/,
                                                                 std::string /*receipt*/) {
  co_return not_running();
}

}  // namespace yak::doctor

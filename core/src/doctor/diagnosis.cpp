// SPDX-License-Identifier: Apache-2.0
#include "doctor/diagnosis.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <memory>
#include <utility>

#include "base/async/deadline.hpp"
#include "base/clock.hpp"
#include "base/exception_text.hpp"
#include "doctor/diagnosed_models.hpp"
#include "doctor/diagnosis_context.hpp"
#include "generation/server_options.hpp"
#include "net/http_client/http_client.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/log/redactor.hpp"
#include "observe/metrics/metrics_registry.hpp"

namespace yak::doctor {
namespace {

using config::InstanceKind;
using Diagnoses = std::vector<Diagnosis>;
using Level = Diagnosis::Level;

Diagnosis broken(const std::string& what, const std::string& why) {
  return {Level::fail, what, why,
          "see the configuration of this instance, or report it to the "
          "plugin's author"};
}

/// Runs `work`, which calls a plugin. An exception becomes a diagnosis.
template <class Work>
Diagnoses guarded(const std::string& what, Work work) {
  try {
    return work();
  } catch (...) {
    return {broken(what, "the plugin threw: " + base::exception_text())};
  }
}

class PlanDiagnoser {
 public:
  PlanDiagnoser(const generation::Plan& plan, std::chrono::milliseconds limit)
      : plan_(plan),
        limit_(limit),
        sink_(clock_, LogLevel::off, observe::LogFormat::text),
        log_(sink_, "doctor"),
        redactor_(plan.config.secrets()),
        loops_(1),
        pool_(loops_, options(), log_, metrics_),
        http_(pool_, clock_) {
    loops_.start();
  }
  ~PlanDiagnoser() {
    pool_.close();
    loops_.stop();
  }
  PlanDiagnoser(const PlanDiagnoser&) = delete;
  PlanDiagnoser& operator=(const PlanDiagnoser&) = delete;

  PlanDiagnosis run() {
    const MonotonicTime deadline = clock_.monotonic() + limit_;
    const bool has_store = diagnose_store();
    if (has_store) {
      for (const generation::PlannedInstance* planned : plan_.of(InstanceKind::channel)) {
        diagnose_one<Channel>(*planned, planned->plugin->channel->factory, deadline);
      }
      for (const generation::PlannedInstance* planned : plan_.of(InstanceKind::provider)) {
        diagnose_one<Provider>(*planned, planned->plugin->provider->factory, deadline);
      }
    }
    diagnosed_.servers = http_.servers();
    return std::move(diagnosed_);
  }

 private:
  net::HttpClientOptions options() {
    net::HttpClientOptions chosen = generation::client_options(plan_.config);
    chosen.on_certificate = [this](const std::string& authority, std::chrono::sys_seconds ends) {
      http_.note_certificate(authority, ends);
    };
    return chosen;
  }

  void keep(const generation::PlannedInstance& planned, Diagnoses diagnoses) {
    for (Diagnosis& diagnosis : diagnoses) {
      diagnosis.what = redactor_.redact(std::move(diagnosis.what));
      diagnosis.detail = redactor_.redact(std::move(diagnosis.detail));
      diagnosis.advice = redactor_.redact(std::move(diagnosis.advice));
    }
    const std::string kind(config::to_string(planned.instance.kind));
    diagnosed_.instances.push_back(
        {planned.instance.name == kind ? kind : kind + " " + planned.instance.name,
         std::move(diagnoses)});
  }

  bool diagnose_store() {
    const generation::PlannedInstance& planned = *plan_.of(InstanceKind::store).front();
    keep(planned, guarded("store", [&]() -> Diagnoses {
           StoreContext context{log_, metrics_, clock_, plan_.config.data_dir()};
           auto made = planned.plugin->store->factory(context, planned.settings);
           if (!made) return {broken("store", made.error().message)};
           if (!*made) return {broken("store", "the plugin's factory returned nothing")};
           store_ = std::move(*made);
           return store_->maintenance().diagnose();
         }));
    return store_ != nullptr;
  }

  template <class Kind, class Factory>
  void diagnose_one(const generation::PlannedInstance& planned, Factory factory,
                    MonotonicTime deadline) {
    const DiagnosisContext::Dependencies dependencies{loops_.loop(0),
                                                      http_,
                                                      *store_,
                                                      log_,
                                                      metrics_,
                                                      clock_,
                                                      random_,
                                                      generation::public_url(plan_.config),
                                                      generation::allow_from_of(planned)};
    DiagnosisContext context(planned.instance.name, dependencies);
    std::unique_ptr<Kind> instance;
    keep(planned, guarded("instance", [&]() -> Diagnoses {
           auto made = factory(context, planned.settings);
           if (!made) return {broken("instance", made.error().message)};
           if (!*made) return {broken("instance", "the plugin's factory returned nothing")};
           instance = std::move(*made);
           return ask(look(*instance, planned), deadline);
         }));
    on_loop(context.stop());
  }

  task<result<Diagnoses>> look(Channel& channel, const generation::PlannedInstance& /*planned*/) {
    Diagnoses found = co_await channel.diagnose();
    co_return found;
  }

  task<result<Diagnoses>> look(Provider& provider, const generation::PlannedInstance& planned) {
    Diagnoses found = co_await provider.diagnose();
    Diagnoses models =
        co_await diagnose_models(provider, planned.instance.name, plan_.config.core().assistant);
    found.insert(found.end(), models.begin(), models.end());
    co_return found;
  }

  Diagnoses ask(task<result<Diagnoses>> work, MonotonicTime deadline) {
    static const std::string kWhat = "the diagnosis";
    auto diagnoses = on_loop(base::with_deadline(clock_, deadline, kWhat, std::move(work)));
    if (diagnoses) return *std::move(diagnoses);
    return {{Level::fail, "diagnosis", diagnoses.error().message,
             "check whether the service is reachable from this machine"}};
  }

  template <class T>
  T on_loop(task<T> work) {
    return boost::asio::co_spawn(loops_.loop(0), std::move(work), boost::asio::use_future).get();
  }

  const generation::Plan& plan_;
  std::chrono::milliseconds limit_;
  PlanDiagnosis diagnosed_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  observe::LogSink sink_;
  observe::SourceLogger log_;
  observe::MetricsRegistry metrics_;
  observe::Redactor redactor_;
  std::unique_ptr<Store> store_;
  net::EventLoops loops_;
  net::HttpClientPool pool_;
  WatchedHttp http_;
};

}  // namespace

PlanDiagnosis diagnose(const generation::Plan& plan, std::chrono::milliseconds limit) {
  return PlanDiagnoser(plan, limit).run();
}

}  // namespace yak::doctor

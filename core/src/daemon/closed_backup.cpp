// SPDX-License-Identifier: Apache-2.0
#include "daemon/closed_backup.hpp"

#include <memory>

#include "base/clock.hpp"
#include "base/exception_text.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "yak/store.hpp"

namespace yak::daemon {

result<void> back_up_closed(const generation::Plan& plan, const std::string& file) {
  base::SystemClock clock;
  observe::LogSink sink(clock, LogLevel::warn, observe::LogFormat::text);
  observe::SourceLogger log(sink, "backup");
  observe::MetricsRegistry metrics;
  const generation::PlannedInstance& planned = *plan.of(config::InstanceKind::store).front();
  StoreContext context{log, metrics, clock, plan.config.data_dir()};
  try {
    auto store = planned.plugin->store->factory(context, planned.settings);
    if (!store) return store.error();
    if (!*store) return error(ErrorKind::invalid, "the store's plugin returned no store");
    return (*store)->maintenance().backup(file);
  } catch (...) {
    return error(ErrorKind::internal, "the store threw: " + base::exception_text());
  }
}

}  // namespace yak::daemon

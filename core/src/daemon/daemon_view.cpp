// SPDX-License-Identifier: Apache-2.0
#include "daemon/daemon_view.hpp"

#include <algorithm>
#include <iterator>

#include "admin/api/queue_report.hpp"
#include "base/version.hpp"
#include "yak/text/text_format.hpp"

namespace yak::daemon {

DaemonView::DaemonView(const generation::CurrentGeneration& current_generation,
                       const delivery::Backlog& backlog, Maintenance& store, Clock& clock,
                       Reloader& reloader)
    : current_generation_(current_generation),
      backlog_(backlog),
      store_(store),
      clock_(clock),
      started_(clock.monotonic()),
      reloader_(reloader) {}

std::string DaemonView::version() const { return std::string(base::version()); }

task<std::vector<StatusLine>> DaemonView::status() {
  std::vector<StatusLine> lines;
  const auto up = std::chrono::floor<std::chrono::milliseconds>(clock_.monotonic() - started_);
  lines.push_back({"version", version()});
  lines.push_back({"up", format_duration(up)});
  lines.push_back(
      {"waiting or running", format_count(static_cast<std::int64_t>(backlog_.size()), "item")});
  const auto stats = co_await store_.stats();
  if (stats) {
    std::ranges::move(admin::queue_text(*stats, clock_.now()), std::back_inserter(lines));
  } else {
    lines.push_back({"store", stats.error().message});
  }
  const auto generation = current_generation_.get();
  if (!generation) co_return lines;
  const auto troubles = generation->troubles();
  for (const auto& line : generation->lines()) {
    const bool is_degraded = troubles.contains(line.title());
    lines.push_back({line.kind + " " + line.name,
                     line.plugin + " " + line.version + (is_degraded ? " (degraded)" : "")});
  }
  co_return lines;
}

task<result<std::string>> DaemonView::reload() {
  const ReloadReport report = co_await reloader_.reload();
  if (report.applied) co_return sentence_of(report);
  co_return error(ErrorKind::invalid, sentence_of(report));
}

task<std::vector<std::string>> DaemonView::credits() {
  const auto generation = current_generation_.get();
  if (!generation) co_return std::vector<std::string>();
  co_return co_await generation->credits();
}

}  // namespace yak::daemon

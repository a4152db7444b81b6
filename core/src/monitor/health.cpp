// SPDX-License-Identifier: Apache-2.0
#include "monitor/health.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace yak::monitor {

Health::Health(Maintenance& store, Clock& clock, std::string data_dir, std::uint64_t floor)
    : store_(store, clock), data_dir_(std::move(data_dir)), floor_(std::max(floor, kLeastFree)) {}

result<void> Health::add_routes(net::RouteTable& routes) {
  auto live = [](const ServerRequest& /*request*/) -> task<ServerResponse> {
    co_return ServerResponse(200, "application/json", R"({"status":"ok"})");
  };
  auto added = routes.add(Route("GET", "/livez", std::move(live)));
  if (!added) return added;
  auto ready = [this](const ServerRequest& request) -> task<ServerResponse> {
    const bool verbose = request.query == "verbose" || request.query.starts_with("verbose=");
    co_return co_await answer(verbose);
  };
  return routes.add(Route("GET", "/readyz", std::move(ready)));
}

task<std::vector<Health::Check>> Health::checks() {
  std::vector<Check> checks;
  const auto add = [&checks](const char* name, bool passed, std::string detail, const char* shown) {
    checks.push_back({name, passed, passed ? "" : std::move(detail), passed ? "" : shown});
  };
  add("started", started_, "instances are still starting", "instances are still starting");
  add("serving", !draining_, "shutting down", "shutting down");
  const auto store = co_await store_.run();
  add("store", store.has_value(), store ? "" : store.error().message,
      "it cannot be written; see 'yak status' and the log");
  checks.push_back(check_disk());
  was_ready_ = std::ranges::all_of(checks, &Check::passed);
  co_return checks;
}

std::optional<std::uint64_t> Health::free_bytes() const {
  std::error_code failure;
  const auto space = std::filesystem::space(data_dir_, failure);
  if (failure) return std::nullopt;
  return space.available;
}

Health::Check Health::check_disk() const {
  std::error_code failure;
  const auto space = std::filesystem::space(data_dir_, failure);
  if (failure) {
    return {"disk", false, "free space is unknown: " + failure.message(), "free space is unknown"};
  }
  return diagnose_disk(space.available, floor_);
}

Health::Check Health::diagnose_disk(std::uint64_t available, std::uint64_t floor) {
  if (available >= std::max(floor, kLeastFree)) return {"disk", true, "", ""};
  const std::string left = std::to_string(available >> 10U) + " KiB are left";
  return {"disk", false,
          left + (available >= kLeastFree ? ", below store.min_free" : ": it is full"),
          "too little free space; see 'yak status' and the log"};
}

task<ServerResponse> Health::answer(bool verbose) {
  const std::vector<Check> all = co_await checks();
  const bool ready = std::ranges::all_of(all, &Check::passed);
  nlohmann::ordered_json body{{"status", ready ? "ready" : "not ready"}};
  if (verbose || !ready) {
    for (const Check& check : all) {
      body["checks"][check.name] = check.passed ? "ok" : check.shown;
    }
  }
  if (verbose && degraded_) {
    if (const auto degraded = degraded_(); !degraded.empty()) body["degraded"] = degraded;
  }
  co_return ServerResponse(ready ? 200 : 503, "application/json", body.dump());
}

}  // namespace yak::monitor

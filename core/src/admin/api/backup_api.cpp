// SPDX-License-Identifier: Apache-2.0
#include "admin/api/backup_api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>

#include "admin/api_response.hpp"
#include "yak/text/json_depth.hpp"

namespace yak::admin {
namespace {

/// Enough for a store of many GiB on a slow disk. A stop of the daemon ends it earlier.
constexpr std::chrono::hours kLongestBackup{2};

/// A coroutine, so that it can run on the thread pool and be awaited from a loop.
task<result<void>> on_its_thread(Maintenance& store, std::string file) {
  co_return store.backup(file);
}

ServerResponse backup_failure(const error& failure) {
  switch (failure.kind) {
    case ErrorKind::conflict: return json_error(409, failure.message);
    case ErrorKind::unsupported: return json_error(501, failure.message);
    default: return json_error(503, failure.message);
  }
}

}  // namespace

result<void> BackupApi::add_routes(Routes& routes) {
  Route route("POST", "/api/v1/backup",
              [this](const ServerRequest& request) { return back_up(std::string(request.body)); });
  route.timeout = kLongestBackup;
  route.reads_at_once = true;
  return routes.add(std::move(route));
}

task<ServerResponse> BackupApi::back_up(std::string body) {
  const Json asked = parse_untrusted<Json>(body);
  const bool names = asked.is_object() && asked.contains("file") && asked["file"].is_string();
  const std::string file = names ? asked["file"].get<std::string>() : "";
  if (!file.starts_with('/') || file.ends_with('/') || file.find('\0') != std::string::npos) {
    co_return json_error(400, "'file' must be the absolute path of a new file");
  }
  task<result<void>> copy = on_its_thread(store_, file);
  const result<void> copied =
      co_await boost::asio::co_spawn(copying_, std::move(copy), boost::asio::use_awaitable);
  if (!copied) {
    log_.warn("a backup failed", {{"file", file}, {"reason", copied.error().message}});
    co_return backup_failure(copied.error());
  }
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(file, unknown);
  log_.info("a backup was written", {{"file", file}, {"bytes", unknown ? 0 : bytes}});
  co_return json_response(200, Json{{"file", file}, {"bytes", unknown ? 0 : bytes}});
}

}  // namespace yak::admin

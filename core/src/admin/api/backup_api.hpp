// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <string>

#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::admin {

/// `POST /api/v1/backup` with `{"file": "/an/absolute/path"}`: the store writes a copy of itself to
/// that new file, with the daemon's permissions; 200 `{"file", "bytes"}`. 400 if the path is not
/// absolute, 409 if the file exists, 501 if the store is not persistent, 503 when it fails. Backups
/// run one after the other.
class BackupApi {
 public:
  /// `store` and `log` must outlive this.
  BackupApi(Maintenance& store, Logger& log) : store_(store), log_(log), copying_(1) {}

  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> back_up(std::string body);

  Maintenance& store_;
  Logger& log_;
  boost::asio::thread_pool copying_;
};

}  // namespace yak::admin

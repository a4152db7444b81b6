#pragma once

#include <boost/asio/thread_pool.hpp>
#include <string>

#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/store.hpp"

namespace yak::admin {

/// `POST /api/v1/backup` with `{"file": "/an/absolute/path"}`: has the store write a copy of itself
/// to that new file, with the daemon's rights; 200 `{"file", "bytes"}`. 400 for what is no absolute
/// path, 409 when there is such a file, 501 where the store keeps nothing, 503 when it fails.
/// Backups follow one another.
class BackupApi {
 public:
  /// Both must outlive it.
  BackupApi(Store& store, Logger& log) : store_(store), log_(log), copying_(1) {}

  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> back_up(std::string body);

  Store& store_;
  Logger& log_;
  boost::asio::thread_pool copying_;
};

}  // namespace yak::admin

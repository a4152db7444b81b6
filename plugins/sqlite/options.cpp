// SPDX-License-Identifier: Apache-2.0
#include "sqlite/options.hpp"

#include <filesystem>

namespace yak::sqlite {

Schema schema() {
  return Schema{
      Field::text("path", "The database file; relative to data_dir. Keep it on a local disk.")
          .defaults_to("yak.db")
          .between(1, 4096),
      Field::size("cache_size", "Page cache of each of the two connections.")
          .defaults_to("4MiB")
          .between(65536, 4294967296.0),
      Field::choice(
          "synchronous",
          "full: what was acknowledged is on the disk. normal: about half again as many "
          "messages a second, but a power cut or a crash of the machine can lose the last "
          "acknowledged messages; they were answered 200, so the service does not send them again.",
          {"full", "normal"})
          .defaults_to("full"),
      Field::integer("max_queue",
                     "Operations that may wait, of writes and of reads each; above it they fail as "
                     "unavailable and yak_store_rejected_total counts them.")
          .defaults_to("16384")
          .between(1, 1000000),
      Field::duration("retention",
                      "How long finished messages with their deliveries, dead letters and lines of "
                      "history are kept. A duplicate that arrives later is not recognized.")
          .defaults_to("30d")
          .between(86400000, 315360000000.0),
      Field::size(
          "max_size",
          "Limit of the used part of the file. Above it the oldest finished messages and lines of "
          "history are deleted early, but nothing younger than two days and no dead letters. "
          "Checked about once a minute; freed pages are reused, the file does not shrink.")
          .defaults_to("1GiB")
          .between(16777216, 17592186044416.0),
  };
}

Options read_options(const Settings& settings, const std::string& data_dir) {
  namespace fs = std::filesystem;
  Options options;
  const fs::path path = fs::path(data_dir) / settings.text("path");
  std::error_code unknown;
  const fs::path absolute = fs::absolute(path, unknown);
  options.path = (unknown ? path : absolute).lexically_normal().string();
  options.cache_bytes = settings.size("cache_size");
  options.durability =
      settings.text("synchronous") == "normal" ? Durability::normal : Durability::full;
  options.max_queue = static_cast<std::size_t>(settings.integer("max_queue"));
  options.retention.age = settings.duration("retention");
  options.retention.max_bytes = static_cast<std::int64_t>(settings.size("max_size"));
  return options;
}

}  // namespace yak::sqlite

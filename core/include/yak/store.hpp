// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/store/batch.hpp"
#include "yak/store/dead_letters.hpp"
#include "yak/store/history.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/journal_reader.hpp"
#include "yak/store/key_value.hpp"
#include "yak/store/maintenance.hpp"
#include "yak/store/person_records.hpp"
#include "yak/store/usage.hpp"

namespace yak {

/// What a store's plugin implements. It only returns narrow interfaces, each in a header of its own
/// under yak/store/. References stay valid as long as the store, and may be taken before
/// `open`. Only the core sees a Store: other plugins get `Context::kv()`, `history()` and
/// `usage()`.
///
/// Thread-safe after `open`.
class YAK_API Store {
 public:
  virtual ~Store();

  /// Opens, migrates to this version's schema, starts the threads. A file written by a newer
  /// version is refused with `conflict`.
  virtual result<void> open() = 0;
  /// Finishes the calls that have begun and closes. No call of the interfaces may follow.
  virtual void close() = 0;

  [[nodiscard]] virtual Journal& journal() = 0;
  [[nodiscard]] virtual JournalReader& journal_reader() = 0;
  [[nodiscard]] virtual DeadLetters& dead_letters() = 0;
  [[nodiscard]] virtual History& history() = 0;
  /// The keys of one space: the same name gives the same keys, also after a restart. The core names
  /// its own spaces without a slash, and those of instances `channel/NAME`, `provider/NAME`, …
  [[nodiscard]] virtual std::unique_ptr<KeyValue> kv(std::string space) = 0;
  [[nodiscard]] virtual UsageRecords& usage() = 0;
  [[nodiscard]] virtual PersonRecords& people() = 0;
  [[nodiscard]] virtual Maintenance& maintenance() = 0;
};

}  // namespace yak

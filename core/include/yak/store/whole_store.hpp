// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/api.hpp"
#include "yak/store.hpp"

namespace yak {

/// A store that is each of its interfaces itself, but for the keys.
class YAK_API WholeStore : public Store,
                           public Journal,
                           public JournalReader,
                           public DeadLetters,
                           public History,
                           public UsageRecords,
                           public PersonRecords,
                           public Maintenance {
 public:
  ~WholeStore() override;

  [[nodiscard]] Journal& journal() final { return *this; }
  [[nodiscard]] JournalReader& journal_reader() final { return *this; }
  [[nodiscard]] DeadLetters& dead_letters() final { return *this; }
  [[nodiscard]] History& history() final { return *this; }
  [[nodiscard]] UsageRecords& usage() final { return *this; }
  [[nodiscard]] PersonRecords& people() final { return *this; }
  [[nodiscard]] Maintenance& maintenance() final { return *this; }
};

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "sqlite/database/migrations.hpp"

namespace yak::sqlite {
namespace {

/// What is large is written once and never changed: `inbox` and `outbox` hold the content, while
/// what moves (a turn that is open, a delivery's state) has small rows of its own, so that a commit
/// dirties few pages. A message is unfinished while it is in `unfinished`, ended without a turn
/// when in `dropped` (from the second step on `ended`, with the state in which it ended), done
/// otherwise.
///
/// An index's condition is a plain comparison: for a list (`state IN (…)`) SQLite 3.40 builds a
/// temporary table at every change of a row, which costs ten times the change itself.
///
/// Indexes begin with the column that tells rows apart, so that a comparison ends at the first.
///
/// Columns that repeat another are NULL: `sender` that is the peer, `text` that is the raw text.
constexpr const char* kStep1 = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES('epoch', 0), ('checked', 0);

CREATE TABLE inbox(
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  external_id TEXT NOT NULL,
  peer TEXT NOT NULL,
  sender TEXT,
  sender_name TEXT NOT NULL,
  recipient TEXT NOT NULL,
  raw_text TEXT NOT NULL,
  text TEXT,
  reply_to TEXT NOT NULL,
  attachments TEXT,
  payload TEXT NOT NULL,
  received_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX inbox_external_id ON inbox(external_id, channel);

CREATE TABLE unfinished(
  message INTEGER PRIMARY KEY,
  owner INTEGER NOT NULL,
  attempts INTEGER NOT NULL
);
CREATE TABLE dropped(message INTEGER PRIMARY KEY);

CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL,
  channel TEXT NOT NULL,
  peer TEXT NOT NULL,
  sender TEXT NOT NULL,
  in_reply_to TEXT NOT NULL,
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  text TEXT NOT NULL,
  media TEXT,
  created_at INTEGER NOT NULL
);
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  receipt TEXT,
  failure TEXT NOT NULL
);
CREATE INDEX delivery_unsent ON delivery(id) WHERE state <> 2;
CREATE INDEX delivery_receipt ON delivery(receipt) WHERE receipt IS NOT NULL;

CREATE TABLE history(
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  peer TEXT NOT NULL,
  role INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX history_conversation ON history(peer, channel);

CREATE TABLE key_value(
  space TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(space, key)
) WITHOUT ROWID;

CREATE TABLE usage(
  user TEXT NOT NULL,
  day INTEGER NOT NULL,
  model TEXT NOT NULL,
  messages INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  unpriced_messages INTEGER NOT NULL,
  PRIMARY KEY(user, day, model)
) WITHOUT ROWID;
)sql";

/// `attempts` counted the starts of a process with an unfinished message. `blame` counts the
/// crashes that the message is suspected of.
constexpr const char* kStep2 = R"sql(
ALTER TABLE unfinished RENAME COLUMN attempts TO blame;
UPDATE unfinished SET blame = 0;
ALTER TABLE dropped RENAME TO ended;
ALTER TABLE ended ADD COLUMN state INTEGER NOT NULL DEFAULT 2;
CREATE INDEX ended_quarantined ON ended(message) WHERE state = 4;
)sql";

/// A message goes together with its deliveries.
constexpr const char* kStep3 = R"sql(
CREATE INDEX outbox_message ON outbox(message);
)sql";

/// How a turn went: `joined` is the message whose turn answered this one too, NULL where it had its
/// own. The format of `events` is in delivery_events.hpp.
constexpr const char* kStep4 = R"sql(
CREATE TABLE turn(
  message INTEGER PRIMARY KEY,
  joined INTEGER,
  ended_at INTEGER NOT NULL,
  trace TEXT NOT NULL
);
ALTER TABLE delivery ADD COLUMN events TEXT NOT NULL DEFAULT '';
)sql";

/// A question and its answer are one row; `answer` is NULL where a line has no answer.
constexpr const char* kStep5 = R"sql(
ALTER TABLE history ADD COLUMN answer TEXT;
ALTER TABLE history ADD COLUMN answered_at INTEGER;
)sql";

/// Other addresses of people who have an id; `rank` keeps the order in which the channel named
/// them. `address` is where a reply goes, NULL where that is the peer.
constexpr const char* kStep6 = R"sql(
CREATE TABLE person(
  address TEXT NOT NULL,
  channel TEXT NOT NULL,
  id TEXT NOT NULL,
  rank INTEGER NOT NULL,
  PRIMARY KEY(address, channel)
) WITHOUT ROWID;
CREATE INDEX person_id ON person(id, channel);
ALTER TABLE inbox ADD COLUMN address TEXT;
ALTER TABLE outbox ADD COLUMN address TEXT;
)sql";

/// When a person last wrote, and everything else that is asked by person.
constexpr const char* kStep7 = R"sql(
CREATE INDEX inbox_peer ON inbox(peer);
)sql";

/// `key_space` counts the keys of each space, so that a bound needs no count of all of them.
/// `expires_at` is NULL where a key stays.
constexpr const char* kStep8 = R"sql(
ALTER TABLE key_value ADD COLUMN expires_at INTEGER;
CREATE INDEX key_value_expiry ON key_value(expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE key_space(
  space TEXT PRIMARY KEY,
  keys INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO key_space SELECT space, count(*) FROM key_value GROUP BY space;
CREATE TRIGGER key_value_added AFTER INSERT ON key_value BEGIN
  INSERT INTO key_space(space, keys) VALUES(new.space, 1)
    ON CONFLICT(space) DO UPDATE SET keys = keys + 1;
END;
CREATE TRIGGER key_value_removed AFTER DELETE ON key_value BEGIN
  UPDATE key_space SET keys = keys - 1 WHERE space = old.space;
END;
)sql";

/// The trace of a message, for OpenTelemetry; NULL where an earlier version wrote the row.
constexpr const char* kStep9 = R"sql(
ALTER TABLE inbox ADD COLUMN trace_id BLOB;
ALTER TABLE outbox ADD COLUMN trace_id BLOB;
ALTER TABLE unfinished RENAME COLUMN blame TO suspicion;
ALTER TABLE turn RENAME COLUMN trace TO report;
)sql";

/// What a turn has done before its commit. Rows are deleted when it ends.
constexpr const char* kStep10 = R"sql(
CREATE TABLE step(
  message INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  state INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY(message, number)
);
)sql";

constexpr std::array kSteps{kStep1, kStep2, kStep3, kStep4, kStep5,
                            kStep6, kStep7, kStep8, kStep9, kStep10};

}  // namespace

std::span<const char* const> schema_steps() { return kSteps; }

}  // namespace yak::sqlite

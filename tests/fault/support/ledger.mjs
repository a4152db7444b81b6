// SPDX-License-Identifier: Apache-2.0
// A record of the events outside the daemon, in order and on disk: one JSON line an entry, appended before
// the request is answered, so that it survives a test that is killed.
import { appendFileSync } from 'node:fs';

export class Ledger {
  entries = [];

  constructor(path) {
    this.path = path;
  }

  add(entry) {
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
    this.entries.push(entry);
    return entry;
  }
}

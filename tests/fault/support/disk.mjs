// SPDX-License-Identifier: Apache-2.0
// Disk faults of the store, by a library in the daemon's process (tests/fault/disk/): it kills the daemon
// at one call, or loses unsynced data.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bot } from './bot.mjs';

const names = ['operations', 'cuts', 'cutsWithLoss', 'changesUndone', 'bytesUndone', 'survivors'];
const cutExitCode = 42;

/// The library's counts, over all lives of a daemon that is started with `env`.
export class Disk {
  constructor(folder) {
    this.file = join(folder, 'disk');
    writeFileSync(this.file, Buffer.alloc(8 * names.length));
  }

  get env() {
    return { LD_PRELOAD: process.env.YAK_FAULT_DISK, YAK_DISK_COUNTS: this.file };
  }

  counts() {
    const bytes = readFileSync(this.file);
    return Object.fromEntries(names.map((name, n) => [name, Number(bytes.readBigInt64LE(8 * n))]));
  }
}

/// The moments of a power cut: at once; when data can be lost; during a stop, while the log is copied
/// into the database. The library waits up to `wait` ms for that number of unsynced changes.
const moments = [{ wait: 0, changes: 0 }, { wait: 50, changes: 1 }, { wait: 2_000, changes: 2, stops: true }];

/// A daemon whose machine loses its power when it is killed.
export class CutBot extends Bot {
  missed = 0;  // stops that ended before the cut

  /// Call before the first start.
  plugInto(disk, random) {
    this.random = random;
    Object.assign(this.env, disk.env);
  }

  /// In half of the lives no unsynced data survives the cut, in the others some of it does.
  async start() {
    this.moment = this.random.pick(moments);
    Object.assign(this.env, {
      YAK_DISK_CUT: this.random.pick([0, Math.ceil(this.random.between(1, 2 ** 32))]),
      YAK_DISK_CUT_WAIT: this.moment.wait, YAK_DISK_CUT_CHANGES: this.moment.changes });
    return super.start();
  }

  async kill() {
    this.checkMaps();
    const { stops } = this.moment;
    if (stops) this.process.kill('SIGTERM');
    await super.kill('SIGVTALRM');
    const { code, signal } = await this.exited;
    if (stops && code === 0) this.missed += 1;
    // SIGVTALRM itself ends the process if the library or the daemon's signal mask was not set up yet.
    const expected = [cutExitCode, 'SIGVTALRM', ...(stops ? [0, 'SIGTERM'] : [])];
    assert.ok(expected.includes(signal ?? code), `it ended by ${signal ?? code}: ${this.log}`);
    // Data in mapped memory may have survived or be lost.
    if (this.random.next() < 0.5) return;
    for (const name of ['yak.db-shm', 'yak.turns']) rmSync(join(this.folder, name), { force: true });
  }

  /// Checks the memory maps: the library cannot see writes to mapped memory.
  checkMaps() {
    const maps = readFileSync(`/proc/${this.process.pid}/maps`, 'utf8');
    assert.doesNotMatch(maps, /yak\.db(-wal|-journal)?$/m);
  }
}

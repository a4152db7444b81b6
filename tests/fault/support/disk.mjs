// The disk under the store, by a library in the daemon's process: it kills the daemon at one call, or
// loses what was not synced. tests/fault/disk/ is the library.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bot } from './bot.mjs';

const names = ['operations', 'cuts', 'cutsWithLoss', 'changesUndone', 'bytesUndone', 'survivors'];
const cutExitCode = 42;

/// What the library counts over all lives of the daemon that is started with `env`.
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

/// A daemon whose machine loses its power when it is killed.
export class CutBot extends Bot {
  /// To be called before the first start.
  plugInto(disk, random) {
    this.random = random;
    Object.assign(this.env, disk.env);
  }

  /// In half of the lives nothing that was not synced survives the cut, in the others some of it does.
  /// And half of the cuts wait a little for something to lose.
  async start() {
    this.env.YAK_DISK_CUT_WAIT = this.random.pick([0, 50]);
    this.env.YAK_DISK_CUT = this.random.pick([0, Math.ceil(this.random.between(1, 2 ** 32))]);
    return super.start();
  }

  async kill() {
    this.checkMaps();
    await super.kill('SIGUSR2');
    const { code, signal } = await this.exited;
    // By the signal itself where the library was not loaded yet.
    assert.ok(code === cutExitCode || signal === 'SIGUSR2', `it ended by ${signal ?? code}: ${this.log}`);
    // What is only mapped may be as it was, or not be there at all.
    if (this.random.next() < 0.5) return;
    for (const name of ['yak.db-shm', 'yak.turns']) rmSync(join(this.folder, name), { force: true });
  }

  /// The library sees no write to mapped memory.
  checkMaps() {
    const maps = readFileSync(`/proc/${this.process.pid}/maps`, 'utf8');
    assert.doesNotMatch(maps, /yak\.db(-wal|-journal)?$/m);
  }
}

// SPDX-License-Identifier: Apache-2.0
// The options of a run, and the random numbers from its seed.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

export const isLong = Boolean(process.env.YAK_FAULT_LONG);
export const seed = Number(process.env.YAK_FAULT_SEED ?? 1);

/// Whether the daemon is many times slower, because of a sanitizer.
export const isSlow = Boolean(process.env.YAK_FAULT_SLOW);

/// The first number in an ordinary run, the second in a long one.
export const sized = (short, long) => (isLong ? long : short);

/// Random numbers of one test file; they depend only on the seed and the file.
export class Random {
  constructor(name = basename(process.argv[1] ?? '')) {
    this.state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE(0);
  }

  /// In [0, 1): mulberry32.
  next() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low, high) {
    return low + this.next() * (high - low);
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Prints a test's measurements in one line, which scripts/test shows.
export function figures(context, numbers) {
  const words = Object.entries(numbers).map(([name, value]) => `${value} ${name}`);
  context.diagnostic(`figures: ${context.name}: ${words.join(', ')}`);
}

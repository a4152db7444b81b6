// SPDX-License-Identifier: Apache-2.0
// A shifted wall clock for the daemon. Its monotonic clock is the machine's, because monotonic clocks do
// not jump.
import { writeFileSync } from 'node:fs';

export const hour = 3_600;
export const day = 86_400;
export const tenYears = 3_652 * day;

/// Shifts the wall clock of a daemon that was started with `env`, by seconds; a running daemon is affected
/// at once.
export class ShiftedClock {
  constructor(folder) {
    this.file = `${folder}/clock`;
    this.set(0);
  }

  get env() {
    return { LD_PRELOAD: process.env.YAK_FAULT_CLOCK, YAK_SHIFTED_CLOCK: this.file };
  }

  set(seconds) {
    this.seconds = seconds;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    // Written in place, because the daemon maps the file.
    writeFileSync(this.file, bytes, { flag: seconds === 0 && !this.exists ? 'w' : 'r+' });
    this.exists = true;
  }

  now() {
    return Date.now() + this.seconds * 1_000;
  }
}

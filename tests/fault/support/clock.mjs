// Another wall clock for the daemon. Its monotonic clock stays the machine's: that one never jumps on a
// real machine either.
import { writeFileSync } from 'node:fs';

export const hour = 3_600;
export const day = 86_400;
export const tenYears = 3_652 * day;

/// Seconds beside the machine's wall clock, for a daemon that is started with `env` and, at once, for
/// one that runs with it.
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
    // In place: the daemon has the file mapped.
    writeFileSync(this.file, bytes, { flag: seconds === 0 && !this.exists ? 'w' : 'r+' });
    this.exists = true;
  }

  now() {
    return Date.now() + this.seconds * 1_000;
  }
}

// SPDX-License-Identifier: Apache-2.0
// Kills a daemon at random points while messages arrive, evenly over all its lives.
import { sleep } from './options.mjs';

/// Distributes work so that every life of the daemon gets its share.
export class Feed {
  constructor(items, lives) {
    this.items = items;
    this.lives = lives;
    this.next = 0;
    this.open = Math.ceil(items.length / lives);
  }

  release(life) {
    this.open = Math.ceil((this.items.length * (life + 1)) / this.lives);
  }

  get isEmpty() {
    return this.next >= this.items.length;
  }

  /// Waits until the next item's life has begun; gives the item, undefined at the end.
  async take() {
    while (!this.isEmpty && this.next >= this.open) await sleep(2);
    return this.isEmpty ? undefined : this.items[this.next++];
  }
}

/// Kills the daemon `kills` times and leaves it running. A life lasts up to `longest` ms from when the
/// daemon listens; one in eight ends before it listens.
export async function killAtRandom(bot, { kills, longest, random, onLife = () => {} }) {
  for (let life = 0; life < kills; ++life) {
    onLife(life);
    if (!bot.isRunning && random.next() < 0.125) {
      await bot.dieEarly(random.between(0, 80));
      continue;
    }
    if (!bot.isRunning) await bot.start();
    await sleep(random.between(0, longest));
    await bot.scrape();
    await sleep(random.between(0, 10));
    await bot.kill();
  }
  await bot.start();
  onLife(kills);
}

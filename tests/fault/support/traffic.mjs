// SPDX-License-Identifier: Apache-2.0
// Messages at a steady rate, each posted once: refused ones are not retried.
import { person } from './world.mjs';

const people = 400;

export class Traffic {
  posted = 0;
  refused = [];

  constructor(world, rate) {
    this.world = world;
    this.rate = rate;
    this.underWay = new Set();
  }

  start() {
    this.began = Date.now();
    this.timer = setInterval(() => this.#catchUp(), 5);
  }

  /// Posts the messages that are due.
  #catchUp() {
    const due = Math.floor(((Date.now() - this.began) / 1_000) * this.rate);
    while (this.posted < due) this.#post(this.posted++);
  }

  #post(n) {
    const { form } = this.world.ask(person(n % people), `question ${n}`);
    const posting = this.world.poster.post(form).then((answer) => {
      if (!answer.accepted) this.refused.push(`${n}: ${answer.status ?? answer.broken}`);
      this.underWay.delete(posting);
    });
    this.underWay.add(posting);
  }

  /// Stops posting; waits for the answers to posted messages.
  async stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.achieved = Math.round(this.posted / ((Date.now() - this.began) / 1_000));
    await Promise.all(this.underWay);
  }
}

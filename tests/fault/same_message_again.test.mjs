// SPDX-License-Identifier: Apache-2.0
// Twilio may post a message several times, at once or a day later: it is answered once.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ShiftedClock, day } from './support/clock.mjs';
import { figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const messages = sized(100, 1_000);
const copies = 5;
const people = 25;
const atOnce = 10;  // messages; each is posted `copies` times at once

let world;
afterEach((context) => world.end(context));

async function postCopies(queue) {
  for (let question = queue.shift(); question; question = queue.shift()) {
    const { form } = question;
    const answers = await Promise.all(Array.from({ length: copies }, () => world.poster.deliver(form)));
    assert.ok(answers.every(({ accepted }) => accepted));
  }
}

async function postEverything() {
  const queue = [...world.questions];
  await Promise.all(Array.from({ length: atOnce }, () => postCopies(queue)));
}

async function startADayLater() {
  await world.bot.stop();
  const clock = new ShiftedClock(world.folder);
  clock.set(day);
  world.twilio.now = () => clock.now();
  Object.assign(world.bot.env, clock.env);
  await world.bot.start();
}

test('five copies of a message are answered once, and not again a day later', async (context) => {
  world = await World.start({ whatsapp: 'inline_wait: 50ms' });
  world.model.fate = (question) => ({ delay: question.length % 2 ? 0 : 80 });
  for (let n = 0; n < messages; ++n) world.ask(person(n % people), `question ${n}`);
  await postEverything();
  await world.settle();
  const first = world.reckon();
  const calls = world.model.ledger.entries.length;

  await startADayLater();
  await postEverything();
  await sleep(500);
  await world.settle();
  const second = world.reckon();
  figures(context, { ...second, 'copies posted': world.poster.posts, 'model calls': calls,
    'calls a day later': world.model.ledger.entries.length - calls,
    suppressed: world.bot.total('yak_duplicate_suppressed_total') });
  assert.deepEqual(first, { messages, lost: 0, duplicates: 0, strange: 0 });
  assert.deepEqual(second, first);
  assert.equal(calls, messages);
  assert.equal(world.model.ledger.entries.length, calls);
  await world.restartsQuietly();
});

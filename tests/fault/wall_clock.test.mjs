// SPDX-License-Identifier: Apache-2.0
// The wall clock jumps, at a restart or while the daemon runs: work does not expire all at once, and no
// work waits for a time in the far future.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { ShiftedClock, hour, tenYears } from './support/clock.mjs';
import { figures, sized } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const messages = sized(20, 200);
const jumps = { 'an hour ahead': hour, 'an hour back': -hour, 'ten years ahead': tenYears, 'ten years back': -tenYears };

let world;
let clock;
afterEach((context) => world.end(context));

async function begin() {
  world = await World.start({ whatsapp: 'inline_wait: 0s', begin: false });
  clock = new ShiftedClock(world.folder);
  Object.assign(world.bot.env, clock.env);
  await world.bot.start();
  await world.bot.untilMarked();
}

/// Creates running turns, and answers that Twilio does not accept now.
async function makeWork() {
  let open;
  const gate = new Promise((resolve) => (open = resolve));
  const slow = (question) => Number(question.split(' ')[1]) % 2 === 0;
  world.model.fate = (question) => ({ delay: slow(question) ? 700 : 0 });
  let isOpen = false;
  const tried = new Set();
  world.twilio.fate = ({ To }) => (isOpen ? {} : (tried.add(To), { refuse: 429 }));
  gate.then(() => (isOpen = true));
  for (let n = 0; n < messages; ++n) await world.poster.deliver(world.ask(person(n), `question ${n}`).form);
  await eventually('sends were put off', () => tried.size >= messages / 2);
  return open;
}

async function finish(context) {
  await eventually('nobody waits', () => world.twilio.outbound.length >= messages, 15_000);
  await world.settle(5_000);
  const reckoning = world.reckon();
  figures(context, { ...reckoning, resent: world.bot.total('yak_send_resent_total') });
  assert.deepEqual(reckoning, { messages, lost: 0, duplicates: 0, strange: 0 });
  // And the daemon still works.
  await world.poster.deliver(world.ask(person(0), 'question after it').form);
  await world.settle(10_000);
}

for (const [name, seconds] of Object.entries(jumps)) {
  test(`${name} while it runs`, async (context) => {
    await begin();
    const open = await makeWork();
    clock.set(seconds);
    open();
    await finish(context);
  });

  test(`${name} at a restart`, async (context) => {
    await begin();
    const open = await makeWork();
    await world.bot.kill();
    clock.set(seconds);
    open();
    await world.bot.start();
    await finish(context);
  });
}

for (const [name, seconds] of [['three seconds ahead', 3], ['an hour ahead', hour], ['an hour back', -hour]]) {
  test(`Twilio's list is understood by a daemon whose clock is ${name}`, async (context) => {
    await begin();
    clock.set(seconds);
    world.twilio.callbacks = false;
    // Accepted, but never reported.
    const seen = new Set();
    world.twilio.fate = ({ To }) => (seen.has(To) ? {} : (seen.add(To), { reset: 'after' }));
    for (let n = 0; n < messages; ++n) await world.poster.deliver(world.ask(person(n), `question ${n}`).form);
    await world.settle(20_000);
    const reckoning = world.reckon();
    figures(context, { ...reckoning, 'lists read': world.twilio.listed, resent: world.bot.total('yak_send_resent_total') });
    assert.deepEqual(reckoning, { messages, lost: 0, duplicates: 0, strange: 0 });
  });
}

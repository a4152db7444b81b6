// SPDX-License-Identifier: Apache-2.0
// A message crashes the process at most three times: then it is quarantined, its sender gets a notice, and
// all other messages are answered.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { inboundForm } from '../e2e/support/twilio.mjs';
import { Random, figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const messages = sized(60, 1_000);  // harmless ones
const people = 20;
const posters = 4;
const mostCrashes = 3;
const calm = 1_500;  // ms without a crash after which no further one is expected

let world;
afterEach((context) => world.end(context));

const chain = `  - {plugin: access}
  - {plugin: commands}
  - {plugin: history, max_messages: 4}
  - {plugin: crash, word: crash}`;
const withPlugin = (yaml) => `${yaml}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${process.env.YAK_FAULT_PLUGINS}"]}`;

/// Restarts the daemon after every crash, until no further crash is expected.
async function supervise(state) {
  while (!state.over) {
    if (!world.bot.isRunning) {
      const { code, signal } = await world.bot.exited;
      assert.ok(signal === 'SIGABRT' || code === 0, `it ended by ${signal ?? code}`);
      state.crashes += 1;
      state.last = Date.now();
      assert.ok(state.crashes < 20, 'it crashes again and again');
      await world.bot.start().catch(() => {});
    }
    await sleep(5);
  }
}

test('a message that crashes the daemon is quarantined and the others are answered', async (context) => {
  const random = new Random();
  world = await World.start({ whatsapp: 'inline_wait: 50ms', middleware: chain, edit: withPlugin });
  world.model.fate = () => ({ delay: random.between(0, 40) });
  const bad = inboundForm(person(3), 'please crash now');
  const forms = Array.from({ length: messages }, (_, n) => world.ask(person(n % people), `question ${n}`).form);
  forms.splice(Math.floor(messages / 3), 0, bad);
  const state = { crashes: 0, last: Date.now(), over: false };
  const supervising = supervise(state);
  const work = async () => {
    for (let form = forms.shift(); form; form = forms.shift()) await world.poster.deliver(form, 30_000);
  };
  await Promise.all(Array.from({ length: posters }, work));
  await eventually('everybody else is answered', () => world.reckon().lost === 0, 30_000);
  await eventually('no more crashes', () => Date.now() - state.last > calm, 30_000);
  state.over = true;
  await supervising;

  const reckoning = world.reckon();
  const told = world.twilio.outbound.filter(({ To, Body }) => To === bad.From && !Body.startsWith('answer to'));
  figures(context, { ...reckoning, crashes: state.crashes, 'words to its sender': told.length,
    'model calls beyond one a message': world.model.ledger.entries.length - messages });
  assert.deepEqual({ ...reckoning, strange: 0 }, { messages, lost: 0, duplicates: 0, strange: 0 });
  assert.equal(state.crashes, mostCrashes);
  assert.equal(told.length, 1, 'its sender is told once');
  assert.equal(reckoning.strange, 1, 'nobody else is told anything');
  await world.restartsQuietly();
});

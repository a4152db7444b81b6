// SPDX-License-Identifier: Apache-2.0
// A person's answers come in the order of the questions, through kills of the daemon.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { killAtRandom } from './support/killer.mjs';
import { Random, figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const people = sized(10, 50);
const each = sized(20, 200);
const kills = sized(10, 200);

let world;
afterEach((context) => world.end(context));

/// Posts a person's questions one after the other, each when the previous one was acknowledged (not
/// necessarily answered).
async function talk(number, gate, random) {
  for (let n = 0; n < each; ++n) {
    await gate(n);
    await world.poster.deliver(world.ask(person(number), `question ${number}-${n}`).form);
    if (random.next() < 0.3) await sleep(random.between(0, 30));
  }
}

/// The number of answers that came after one to a later question.
function inversions() {
  const last = new Map();
  let count = 0;
  for (const { To, Body } of world.twilio.outbound) {
    const n = Number(Body.split('-').at(-1));
    if (n <= (last.get(To) ?? -1)) count += 1;
    last.set(To, n);
  }
  return count;
}

test('every person\'s answers stay in order through kills', async (context) => {
  const random = new Random();
  world = await World.start({ whatsapp: 'inline_wait: 30ms' });
  world.model.fate = () => ({ delay: random.between(0, 60) });
  world.twilio.fate = () => ({ delay: random.between(0, 20) });
  let share = 0;  // the share of every person's questions that may be asked by now
  const gate = async (n) => { while (n >= share * each) await sleep(2); };
  const talking = Promise.all(Array.from({ length: people }, (_, number) => talk(number, gate, random)));
  await killAtRandom(world.bot, { kills, longest: 400, random,
    onLife: (life) => (share = (life + 1) / (kills + 1)) });
  await talking;
  await world.settle();
  const reckoning = world.reckon();
  const replies = world.twilio.outbound.filter(({ direction }) => direction === 'outbound-reply').length;
  figures(context, { people, ...reckoning, kills: world.bot.kills, inversions: inversions(), 'inline replies': replies });
  assert.deepEqual(reckoning, { messages: people * each, lost: 0, duplicates: 0, strange: 0 });
  assert.equal(inversions(), 0);
  await world.restartsQuietly();
});

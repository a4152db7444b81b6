// SPDX-License-Identifier: Apache-2.0
// Messages that arrived while the daemon was down and whose webhooks are not repeated: they are read from
// Twilio's list and answered in order, or get a reply that it is too late.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { ShiftedClock, hour } from './support/clock.mjs';
import { figures, sized, sleep } from './support/options.mjs';
import { World, answerTo, person } from './support/world.mjs';

const people = 10;
const each = sized(6, 60);
const minute = 60_000;

let world;
afterEach((context) => world.end(context));

/// A daemon that stopped `hours` ago, with these keys under `lanes`.
async function wasAlive(hours, lanes = '') {
  world = await World.start({ begin: false, whatsapp: 'inline_wait: 0s\n    catch_up: 24h', core: `
delivery: {retry_base: 50ms, retry_cap: 500ms, look_up_after: [100ms, 300ms, 600ms]}
lanes: {backlog: 10000${lanes}}` });
  const clock = new ShiftedClock(world.folder);
  clock.set(-hours * hour);
  Object.assign(world.bot.env, clock.env);
  await world.bot.start();
  await world.bot.untilMarked();
  await world.bot.stop();
  clock.set(0);
}

/// A message that Twilio received `minutesAgo` and whose webhook failed for good.
function missed(number, text, minutesAgo) {
  const question = world.ask(person(number), text);
  world.twilio.receive(question.form, Date.now() - minutesAgo * minute);
  return question;
}

const textsTo = (number) =>
  world.twilio.outbound.filter(({ To }) => To === `whatsapp:${person(number)}`).map(({ Body }) => Body);

test('messages that arrived meanwhile are answered once and in order', async (context) => {
  await wasAlive(2);
  for (let n = 0; n < each; ++n) {
    for (let number = 0; number < people; ++number) missed(number, `question ${number}-${n}`, 100 - (n * 90) / each);
  }
  await world.bot.start();
  await world.settle();
  // A late webhook of such a message has no effect.
  const late = world.questions.filter((_, n) => n % 7 === 0);
  for (const { form } of late) await world.poster.deliver(form);
  await world.settle();
  const reckoning = world.reckon();
  figures(context, { ...reckoning, 'late webhooks': late.length, 'lists read': world.twilio.listed,
    'model calls beyond one a message': world.model.ledger.entries.length - people * each });
  assert.deepEqual(reckoning, { messages: people * each, lost: 0, duplicates: 0, strange: 0 });
  for (let number = 0; number < people; ++number) {
    assert.deepEqual(textsTo(number), Array.from({ length: each }, (_, n) => answerTo(`question ${number}-${n}`)));
  }
  await world.restartsQuietly();
});

for (const [rule, words] of [['apologise', 1], ['silent', 0]]) {
  test(`what is too old ends with ${rule}`, async (context) => {
    await wasAlive(20, `, max_age: 6h, expired: ${rule}`);
    for (let number = 0; number < people; ++number) {
      missed(number, `old ${number}-0`, 10 * 60);
      missed(number, `old ${number}-1`, 9 * 60);
      if (number % 2) missed(number, `fresh ${number}`, 30);
    }
    await world.bot.start();
    const fresh = world.questions.filter(({ text }) => text.startsWith('fresh')).length;
    const expected = fresh + words * people;
    await eventually('all that is to be said', () => world.twilio.outbound.length >= expected, 20_000);
    await sleep(500);
    const answers = world.twilio.outbound.filter(({ Body }) => Body.startsWith(answerTo('fresh'))).length;
    figures(context, { 'too old': 2 * people, fresh, answers, 'other words': world.twilio.outbound.length - answers });
    assert.equal(answers, fresh);
    assert.equal(world.twilio.outbound.length, expected);
    for (let number = 0; number < people; ++number) assert.equal(textsTo(number).length, words + (number % 2));
    await world.restartsQuietly();
  });
}

// SPDX-License-Identifier: Apache-2.0
// Twilio accepts a message and the daemon dies before it gets the answer. Only Twilio's list, or a
// report of the message's state, shows the outcome.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { Random, figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const kills = sized(10, 100);

let world;
afterEach((context) => world.end(context));

/// Asks one question, kills the daemon while Twilio delays its answer to the send, and restarts it.
async function dieWhileSending(question) {
  let release;
  let taken = false;
  const hold = new Promise((resolve) => (release = resolve));
  world.twilio.fate = () => {
    if (taken) return {};
    taken = true;
    return { hold };
  };
  await world.poster.deliver(question.form);
  await eventually('Twilio takes the message', () => taken);
  await world.bot.scrape();
  await world.bot.kill();
  release();
  await world.bot.start();
}

/// Waits until no delivery is in doubt, so that the counters of this life are final.
async function settleLife() {
  const state = async () => [await world.bot.gauge('yak_send_in_doubt'), world.twilio.outbound.length];
  let calm = 0;
  let before = '';
  await eventually('the doubt ends', async () => {
    const now = await state();
    calm = now[0] === 0 && `${now}` === before ? calm + 1 : 0;
    before = `${now}`;
    return calm >= 5;
  });
}

async function dieAgainAndAgain(text) {
  for (let n = 0; n < kills; ++n) {
    await dieWhileSending(world.ask(person(n), `${text} ${n}`));
    await settleLife();
  }
  await world.settle();
  await world.restartsQuietly();
}

test('the list settles every send in doubt', async (context) => {
  world = await World.start({ whatsapp: 'inline_wait: 0s' });
  world.twilio.callbacks = false;
  await dieAgainAndAgain('question');
  const reckoning = world.reckon();
  figures(context, { ...reckoning, kills, 'lists read': world.twilio.listed,
    resent: world.bot.total('yak_send_resent_total') });
  assert.deepEqual(reckoning, { messages: kills, lost: 0, duplicates: 0, strange: 0 });
  assert.equal(world.bot.total('yak_send_resent_total'), 0);
  assert.equal(world.model.ledger.entries.length, kills, 'a crash after the answer asks no model again');
});

test('a status report settles a send in doubt when the list cannot be read', async (context) => {
  world = await World.start({ whatsapp: 'inline_wait: 0s', core: `
delivery: {retry_base: 50ms, look_up_after: [300ms, 1s, 3s]}` });
  world.twilio.list = false;
  // Longer than a restart of the daemon takes.
  world.twilio.callbackDelay = () => 800;
  await dieAgainAndAgain('question');
  const reckoning = world.reckon();
  figures(context, { ...reckoning, kills, resent: world.bot.total('yak_send_resent_total') });
  assert.deepEqual(reckoning, { messages: kills, lost: 0, duplicates: 0, strange: 0 });
  assert.equal(world.bot.total('yak_send_resent_total'), 0);
});

test('a send that stays in doubt is repeated, and every repeat is counted', async (context) => {
  world = await World.start({ whatsapp: 'inline_wait: 0s' });
  world.twilio.list = false;
  world.twilio.callbacks = false;
  await dieAgainAndAgain('question');
  const reckoning = world.reckon();
  const resent = world.bot.total('yak_send_resent_total');
  figures(context, { ...reckoning, kills, resent });
  assert.deepEqual({ ...reckoning, duplicates: 0 }, { messages: kills, lost: 0, duplicates: 0, strange: 0 });
  assert.ok(reckoning.duplicates <= kills, `${reckoning.duplicates}`);
  assert.equal(resent, reckoning.duplicates);
});

test('answers with equal text to one person are distinguished', async (context) => {
  const random = new Random();
  world = await World.start({ whatsapp: 'inline_wait: 0s' });
  world.model.say = () => 'yes';
  world.twilio.callbacks = false;
  // Some sends do not reach Twilio, some are accepted; the daemon gets an answer to neither.
  const fates = Array.from({ length: kills }, () => (random.next() < 0.5 ? 'before' : 'after'));
  for (const reset of fates) {
    let done = false;
    world.twilio.fate = () => (done ? {} : ((done = true), { reset }));
    const sent = world.twilio.requests;
    await world.poster.deliver(world.ask(person(0), `question ${sent}`).form);
    await eventually('the send', () => world.twilio.requests > sent);
    if (random.next() < 0.5) {
      await world.bot.kill();
      await world.bot.start();
    }
    await settleLife();
  }
  await eventually('everything is answered', () => world.twilio.outbound.length >= kills, 10_000).catch(() => {});
  await sleep(1_000);
  figures(context, { messages: kills, answers: world.twilio.outbound.length, 'taken unheard': fates.filter((fate) => fate === 'after').length });
  assert.equal(world.twilio.outbound.length, kills);
});

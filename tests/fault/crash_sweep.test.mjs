// SPDX-License-Identifier: Apache-2.0
// The daemon is killed at each single write, sync and truncation of its store, from the first start to the
// stop: every message is answered once and in order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { Disk } from './support/disk.mjs';
import { Random, figures, isLong } from './support/options.mjs';
import { World, answerTo, person } from './support/world.mjs';

const atOnce = 2;  // worlds; one a core
const pointsInShort = 96;  // each before or after its call: about 45 s
const runsBeyondTheEnd = 4;  // the number of calls varies between runs, because writes are batched
const never = 1_000_000;

/// The answer to the question that begins with `long`: two messages of at most 300 characters.
const longParts = ['first', 'second'].map((word) => `${word} `.repeat(30).trim());
const sayTo = (question) => (question.startsWith('long') ? longParts.join('\n\n') : answerTo(question));
const textsOf = (question) => (question.startsWith('long') ? longParts : [answerTo(question)]);

/// Questions by person. `quick` ones are answered in the webhook's response, the others by REST.
const talks = [['long 0', 'slow 1'], ['quick 2'], ['slow 3', 'slow 4'], ['slow 5']];

async function newWorld(dieAt, when) {
  const world = await World.start({ begin: false, whatsapp: 'inline_wait: 60ms\n    max_length: 300' });
  world.model.say = sayTo;
  world.model.fate = (question) => ({ delay: question.startsWith('quick') ? 0 : 90 });
  world.disk = new Disk(world.folder);
  Object.assign(world.bot.env, world.disk.env, { YAK_DISK_DIE_AT: dieAt, YAK_DISK_DIE: when });
  return world;
}

async function talk(world, number) {
  for (const text of talks[number]) await world.poster.deliver(world.ask(person(number), text).form);
}

const wanted = (number) => talks[number].flatMap(textsOf);
const got = (world, number) =>
  world.twilio.outbound.filter(({ To }) => To === `whatsapp:${person(number)}`).map(({ Body }) => Body);

/// Waits for the answers at the fakes, which works while the daemon dies.
async function untilAnswered(world) {
  await eventually('everything is answered', () =>
    talks.every((_, number) => wanted(number).every((text) => got(world, number).includes(text))), 60_000);
  await eventually('every state is reported', () =>
    world.twilio.outbound.every(({ status }) => status === 'delivered'));
}

async function rise(world) {
  delete world.bot.env.YAK_DISK_DIE_AT;
  await world.bot.start();
}

/// Ends the first life; stops the daemon if it was not killed. True when it was killed.
async function endOfFirst(bot) {
  const { code, signal } = await bot.stop();
  assert.ok(signal === 'SIGKILL' || code === 0, `it ended by ${signal ?? code}: ${bot.log}`);
  return signal === 'SIGKILL';
}

/// Runs a first life that is killed at one call, and a second one. Gives whether it was killed, and its
/// number of calls.
async function live(world) {
  const { bot } = world;
  let died = !(await bot.start().then(() => true, () => false));
  if (died) assert.ok(await endOfFirst(bot), `it did not start: ${bot.log}`), await rise(world);
  const talking = Promise.all(talks.map((_, number) => talk(world, number)));
  const answered = Promise.all([talking, untilAnswered(world)]);
  if (!died) {
    await Promise.race([answered, bot.exited]);
    died = await endOfFirst(bot);
    world.calls = world.disk.counts().operations;
    await rise(world);
  }
  await answered;
  await eventually('nothing is in doubt', async () => (await bot.gauge('yak_send_in_doubt')) === 0);
  await world.restartsQuietly();
  return died;
}

function check(world) {
  talks.forEach((_, number) => assert.deepEqual(got(world, number), wanted(number)));
  assert.equal(world.bot.total('yak_send_resent_total'), 0);
}

/// Runs one point of the sweep; adds to `sums`. True when the daemon was killed there.
async function runPoint(context, sums, n, when) {
  const world = await newWorld(n, when);
  let problem;
  try {
    const died = await live(world);
    check(world);
    const replies = world.twilio.outbound.filter(({ direction }) => direction === 'outbound-reply').length;
    sums.deaths += died ? 1 : 0;
    if (died) sums.highest = Math.max(sums.highest, n);
    sums.inline += replies;
    sums.posts += world.poster.posts;
    sums.models += world.model.ledger.entries.length - talks.flat().length;
    sums.calls = died ? sums.calls : world.calls;
    return died;
  } catch (failure) {
    failure.message = `${when} call ${n}: ${failure.message}`;
    problem = failure;
    throw failure;
  } finally {
    await world.end({ error: problem, diagnostic: (text) => context.diagnostic(text) });
  }
}

/// Runs points until there are none; `next` gets the result of the previous one.
async function sweep(context, sums, next) {
  const work = async () => {
    for (let point = next(); point; point = next()) {
      if (!(await runPoint(context, sums, ...point))) sums.beyond += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/// 1, 2, 3, … until several runs ended without a kill.
function everyPoint(sums, when) {
  let n = 0;
  const end = sums.beyond + runsBeyondTheEnd;
  return () => (sums.beyond >= end ? undefined : [++n, when]);
}

/// A bounded number of points, evenly over the calls of a run, from a random first one.
function somePoints(sums, random) {
  const step = sums.calls / pointsInShort;
  let at = random.between(0, step);
  let before = random.next() < 0.5;
  return () => {
    if (at >= sums.calls) return undefined;
    const n = 1 + Math.floor(at);
    at += step;
    before = !before;
    return [n, before ? 'before' : 'after'];
  };
}

test('a kill at any call to the disk loses and duplicates nothing', async (context) => {
  const sums = { deaths: 0, beyond: 0, inline: 0, posts: 0, models: 0, calls: 0, highest: 0 };
  assert.equal(await runPoint(context, sums, never, 'before'), false);
  assert.equal(sums.inline, 1, 'one reply rides on its webhook');
  if (isLong) {
    for (const when of ['before', 'after']) await sweep(context, sums, everyPoint(sums, when));
  } else {
    await sweep(context, sums, somePoints(sums, new Random()));
  }
  figures(context, { 'calls a run': sums.calls, 'the highest n': sums.highest, deaths: sums.deaths, 'runs without one': sums.beyond,
    'messages a run': talks.flat().length, posts: sums.posts, 'inline replies': sums.inline,
    'model calls beyond one a message': sums.models });
  assert.ok(sums.deaths > pointsInShort / 2);
});

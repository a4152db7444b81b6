// SPDX-License-Identifier: Apache-2.0
// Steady traffic for some minutes, with a reload every half minute that rebuilds instances and swaps a
// plugin. No message may be lost, and no resource may grow.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { figures, sleep } from '../fault/support/options.mjs';
import { Traffic } from '../fault/support/traffic.mjs';
import { World } from '../fault/support/world.mjs';

const minutes = Number(process.env.YAK_SOAK_MINUTES ?? 20);
const warmUp = minutes / 4;
const rate = 80;  // messages a second
const reloadEvery = 30_000;
const mostGrowth = 1;  // MiB of resident memory an hour
const pageSize = 4096;

const plugins = mkdtempSync(join(tmpdir(), 'yak-soak-plugins-'));
let world, traffic;
after(() => rmSync(plugins, { recursive: true, force: true }));
afterEach(async (context) => {
  await traffic?.stop();
  await world.end(context);
});

function install(version) {
  copyFileSync(join(process.env.YAK_FAULT_VERSIONS, version, 'versioned.so'), join(plugins, 'new.so'));
  renameSync(join(plugins, 'new.so'), join(plugins, 'versioned.so'));
}

const core = (n) => `
delivery: {retry_base: 50ms, retry_cap: 500ms, look_up_after: [100ms, 300ms, 600ms]}
lanes: {backlog: ${1_000 + n}}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${plugins}"]}`;

const chain = `  - {plugin: access}
  - {plugin: commands}
  - {plugin: rate_limit, per_user: 1000/1m}
  - {plugin: versioned}
  - {plugin: history, max_messages: 4}`;

/// The daemon's current {at: hours, mib, descriptors, threads}.
function sample(pid, began) {
  const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return { at: (Date.now() - began) / 3_600_000, mib: (resident * pageSize) / 2 ** 20,
    descriptors: readdirSync(`/proc/${pid}/fd`).length, threads: readdirSync(`/proc/${pid}/task`).length };
}

/// The minimum of each half minute: permanent use, without short peaks on a busy machine.
function floors(samples) {
  const spans = [];
  for (const { at, mib, descriptors } of samples) {
    const span = Math.floor((at * 3_600_000) / reloadEvery);
    const least = (spans[span] ??= { at, mib, descriptors });
    least.mib = Math.min(least.mib, mib);
    least.descriptors = Math.min(least.descriptors, descriptors);
  }
  return Object.values(spans);
}

/// The slope of the least-squares line.
function slope(samples, key) {
  const mean = (pick) => samples.reduce((sum, one) => sum + pick(one), 0) / samples.length;
  const x = mean(({ at }) => at), y = mean((one) => one[key]);
  return mean((one) => (one.at - x) * (one[key] - y)) / mean(({ at }) => (at - x) ** 2);
}

async function reloadAndSample(samples) {
  const began = Date.now();
  let n = 0, next = began + reloadEvery;
  while (Date.now() < began + minutes * 60_000) {
    await sleep(1_000);
    samples.push(sample(world.bot.process.pid, began));
    if (Date.now() < next) continue;
    next += reloadEvery;
    install(n % 2 ? 'v1' : 'v2');
    world.bot.rewrite((yaml) => yaml.replace(core(n), core(n + 1)));
    n += 1;
    const outcome = await world.bot.reload();
    assert.equal(outcome.result, 'applied', JSON.stringify(outcome));
  }
  return n;
}

const bare = (entry) => ({ ...entry, Body: entry.Body.replace(/ \[versioned v\d to v\d\]$/, '') });

test('steady traffic with reloads loses nothing, and nothing grows', async (context) => {
  install('v1');
  world = await World.start({ middleware: chain, core: core(0) });
  const raw = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(world.twilio), 'outbound').get;
  Object.defineProperty(world.twilio, 'outbound', { get() { return raw.call(this).map(bare); } });
  world.model.fate = () => ({ delay: Math.random() * 400 });
  traffic = new Traffic(world, rate);
  traffic.start();
  const samples = [];
  const reloads = await reloadAndSample(samples);
  await traffic.stop();
  await world.settle();
  const steady = floors(samples.filter(({ at }) => at * 60 > warmUp));
  const grown = slope(steady, 'mib');
  const most = (key, list) => Math.max(...list.map((one) => one[key]));
  const half = steady.length >> 1;
  figures(context, { ...world.reckon(), refused: traffic.refused.length, reloads, 'a second': traffic.achieved,
    'MiB an hour': grown.toFixed(2), 'MiB at most': most('mib', samples).toFixed(1),
    'descriptors first half': most('descriptors', steady.slice(0, half)),
    'descriptors second half': most('descriptors', steady.slice(half)), threads: most('threads', samples) });
  assert.deepEqual(traffic.refused, []);
  assert.deepEqual(world.reckon(), { messages: traffic.posted, lost: 0, duplicates: 0, strange: 0 });
  assert.ok(grown < mostGrowth, `resident memory grows by ${grown.toFixed(2)} MiB an hour`);
  assert.ok(most('descriptors', steady.slice(half)) <= most('descriptors', steady.slice(0, half)) + 20);
});

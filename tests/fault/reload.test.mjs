// SPDX-License-Identifier: Apache-2.0
// Reloads of a changed configuration and a changed plugin under traffic have no effect on users.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { freePort } from '../e2e/support/free_port.mjs';
import { Random, figures, isSlow, sized, sleep } from './support/options.mjs';
import { Traffic } from './support/traffic.mjs';
import { World } from './support/world.mjs';

const reloads = sized(isSlow ? 10 : 20, 100);
const swaps = sized(isSlow ? 5 : 10, 50);
const mutations = sized(isSlow ? 10 : 30, 200);
const rate = sized(isSlow ? 20 : 200, 200);  // messages a second
const startTimeout = isSlow ? 15 : 2;  // s

const standardPlugins = join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins');
let folder, plugins, world, traffic;
before(() => (folder = mkdtempSync(join(tmpdir(), 'yak-fault-plugins-'))));
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async (context) => {
  traffic?.stop();
  await world.end(context);
});

/// Installs a version of the plugin, as a package manager does.
function install(version) {
  copyFileSync(join(process.env.YAK_FAULT_VERSIONS, version, 'versioned.so'), join(plugins, 'new.so'));
  renameSync(join(plugins, 'new.so'), join(plugins, 'versioned.so'));
}

const chain = `  - {plugin: access}
  - {plugin: commands}
  - {plugin: versioned}
  - {plugin: history, max_messages: 4}`;

/// The parts of the configuration that a run changes.
const variable = (n) => `
delivery: {retry_base: ${50 + (n % 3)}ms, retry_cap: 500ms, look_up_after: [100ms, 300ms, 600ms]}
lanes: {backlog: ${9_000 + n}}
log: {level: ${n % 2 ? 'info' : 'debug'}}
plugins: {path: ["${standardPlugins}", "${plugins}"], start_timeout: ${startTimeout}s}`;

async function begin(options = {}) {
  plugins = mkdtempSync(join(folder, 'run-'));
  install('v1');
  world = await World.start({ middleware: chain, core: variable(0), ...options });
  world.model.fate = () => ({ delay: Math.random() * 300 });
  traffic = new Traffic(world, rate);
}

/// Counts, by the versions' marks on the answers, the turns that began on one version and ended on
/// another, and the answers of each version.
function countMarks() {
  const mark = / \[versioned (v\d+) to (v\d+)\]$/;
  const marks = { torn: 0, versions: new Map() };
  const raw = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(world.twilio), 'outbound').get;
  for (const { Body } of raw.call(world.twilio)) {
    const [, began, ended] = Body.match(mark) ?? [];
    if (began !== ended || !began) marks.torn += 1;
    marks.versions.set(ended, (marks.versions.get(ended) ?? 0) + 1);
  }
  return marks;
}
const bare = (entry) => ({ ...entry, Body: entry.Body.replace(/ \[versioned v\d+ to v\d+\]$/, '') });

/// Removes the marks from the recorded answers.
function hideMarks() {
  const raw = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(world.twilio), 'outbound').get;
  Object.defineProperty(world.twilio, 'outbound', { get() { return raw.call(this).map(bare); } });
}

async function expectNothingLost(context, more) {
  await traffic.stop();
  await world.settle();
  const reckoning = world.reckon();
  figures(context, { ...reckoning, refused: traffic.refused.length, 'a second': traffic.achieved, ...more });
  assert.deepEqual(traffic.refused, []);
  assert.deepEqual(reckoning, { messages: traffic.posted, lost: 0, duplicates: 0, strange: 0 });
}

test('reloads and plugin swaps under traffic lose, duplicate and refuse nothing', async (context) => {
  const random = new Random();
  await begin();
  hideMarks();
  traffic.start();
  let applied = 0;
  for (let n = 1; n <= reloads; ++n) {
    await sleep(random.between(50, 250));
    if (n % Math.round(reloads / swaps) === 0) install(n % 4 === 0 ? 'v1' : 'v2');
    world.bot.rewrite((yaml) => yaml.replace(variable(n - 1), variable(n)));
    const outcome = await world.bot.reload();
    assert.equal(outcome.result, 'applied', JSON.stringify(outcome));
    applied += 1;
  }
  await traffic.stop();
  await world.settle();
  const marks = countMarks();
  await expectNothingLost(context, { reloads: applied, swaps, torn: marks.torn,
    'on v1': marks.versions.get('v1'), 'on v2': marks.versions.get('v2') });
  assert.equal(marks.torn, 0, 'a turn that began on one version ended on another');
  assert.ok(marks.versions.get('v1') > 0 && marks.versions.get('v2') > 0);
  await eventually('old generations have ended', async () => (await world.bot.gauge('yak_generations_live')) === 1);
  await world.restartsQuietly();
});

test('a reload that fails changes nothing, and reports the reason', async (context) => {
  await begin();
  hideMarks();
  traffic.start();
  const good = world.bot.yaml;
  const refusals = {
    throws: /this version is broken/,
    blocks: new RegExp(`starting middleware\\[2\\] took longer than ${startTimeout} seconds`),
    waits: new RegExp(`starting middleware\\[2\\] took longer than ${startTimeout} seconds`),
  };
  for (const [version, words] of Object.entries(refusals)) {
    install(version);
    await world.bot.refuses(words);
  }
  writeFileSync(join(plugins, 'versioned.so'), 'not a library');
  await world.bot.refuses(/not a shared library/);
  install('v2');
  world.bot.rewrite((yaml) => yaml.replace('127.0.0.1:0"', `127.0.0.1:${new URL(world.model.url).port}"`));
  await world.bot.refuses(/server\.listen: .* is in use by another process/);
  world.bot.rewrite(() => good.replace('plugin: openai', 'plugin: opnai'));
  await world.bot.refuses(/there is no plugin 'opnai'/);
  const command = world.bot.command(['reload']);
  assert.equal(command.status, 78);
  assert.match(command.stderr, /yak\.yaml:\d+:\d+: providers\.openai\.plugin: there is no plugin 'opnai'/);
  assert.match(command.stderr, /nothing was applied; generation 1 still serves/);
  world.bot.rewrite(() => good);
  assert.equal((await world.bot.reload()).result, 'applied');
  await expectNothingLost(context, { refusals: 7 });
  assert.equal((await world.bot.reloads()).rejected, 7);
});

/// A random mutation, like a typing error.
function mutate(yaml, random) {
  const at = Math.floor(random.next() * yaml.length);
  const end = at + Math.floor(random.between(1, 12));
  return random.pick([
    () => yaml.slice(0, at) + yaml.slice(end),
    () => yaml.slice(0, at) + yaml.slice(at, end).repeat(2) + yaml.slice(end),
    () => yaml.slice(0, at) + random.pick(['\t', '{', '"', ': ', '- ', '&a ', '\u0000', '*']) + yaml.slice(at),
    () => yaml.split('\n').filter(() => random.next() > 0.05).join('\n'),
  ])();
}

test('mutated configurations never take it down', async (context) => {
  const random = new Random();
  // A fixed port: a mutation may change the address, and the original one must be available again.
  const listen = `127.0.0.1:${await freePort()}`;
  await begin({ edit: (yaml) => yaml.replace('127.0.0.1:0', listen) });
  hideMarks();
  const good = world.bot.yaml;
  const counts = { applied: 0, rejected: 0 };
  for (let n = 0; n < mutations; ++n) {
    world.bot.rewrite(() => mutate(good, random));
    const before = await world.bot.reloads();
    world.bot.process.kill('SIGHUP');
    await eventually('the reload is over', async () => (await world.bot.reloads()).sum > before.sum);
    const rejected = (await world.bot.reloads()).rejected > before.rejected;
    counts[rejected ? 'rejected' : 'applied'] += 1;
    if (!rejected) {
      world.bot.rewrite(() => good);
      assert.equal((await world.bot.reload()).result, 'applied');
    }
    assert.ok((await fetch(`${world.bot.url}/readyz`)).ok);
    assert.ok((await world.poster.post(world.ask('+15551000001', `question ${n}`).form)).accepted);
  }
  await world.settle();
  figures(context, { ...world.reckon(), ...counts });
  assert.equal(world.reckon().lost, 0);
});

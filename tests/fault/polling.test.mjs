// SPDX-License-Identifier: Apache-2.0
// A polling channel: the order of messages holds through kills, as it does for webhooks.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { Bot } from './support/bot.mjs';
import { killAtRandom } from './support/killer.mjs';
import { ModelSide, answerTo } from './support/model_side.mjs';
import { Random, figures, sized, sleep } from './support/options.mjs';
import { PollingService } from './support/polling_service.mjs';

const people = sized(10, 50);
const each = sized(20, 40);
const kills = sized(10, 150);
const restarts = sized(3, 20);

const yaml = ({ service, model }, poll = 'version: 1') => `
server: {listen: "127.0.0.1:0", public_url: https://bot.example.com}
store: {plugin: sqlite, path: yak.db}
channels:
  poll: {plugin: polling, url: ${service.url}, allow_from: ["*"], ${poll}}
providers:
  openai: {plugin: openai, api_key: sk-test, base_url: ${model.url}/v1, models: [gpt-4o-mini]}
middleware:
  - {plugin: access}
  - {plugin: commands}
  - {plugin: history, max_messages: 4}
assistant: {model: openai/gpt-4o-mini, system_prompt: Answer briefly.}
delivery: {retry_base: 50ms, retry_cap: 500ms, look_up_after: [100ms, 300ms, 600ms]}
lanes: {backlog: 10000}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${process.env.YAK_FAULT_PLUGINS}"]}
`;

let world;
afterEach(async (context) => {
  if (context.error) process.stderr.write(`${(world.bot.wholeLog + (world.bot.log ?? '')).slice(-4_000)}\n`);
  await world.bot.end();
  await Promise.all([world.service.stop(), world.model.stop()]);
  rmSync(world.folder, { recursive: true, force: true });
});

async function newWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'yak-poll-'));
  world = { folder, service: await new PollingService(folder).start(), model: await new ModelSide(folder).start() };
  world.bot = new Bot(yaml(world));
  await world.bot.start();
  return world;
}

const answersOf = (person) => world.service.sent.filter(({ to }) => to === person).map(({ text }) => text);

test('a message that waits at the service is answered after the one that a kill interrupted', async (context) => {
  const { bot, service, model } = await newWorld();
  for (let n = 0; n < restarts; ++n) {
    const person = `p${n}`;
    // The first turn takes long enough for the second one to overtake it.
    model.fate = (question) => ({ delay: question.startsWith('first') ? 400 : 0 });
    service.write(person, `first ${n}`);
    await eventually('the model is asked', () => model.calls.has(`first ${n}`));
    await bot.kill();
    service.write(person, `second ${n}`);
    await bot.start();
    await eventually('both are answered', () => answersOf(person).length >= 2);
    assert.deepEqual(answersOf(person), [answerTo(`first ${n}`), answerTo(`second ${n}`)]);
  }
  figures(context, { restarts });
});

test('a reload hands the polling over, and takes it back when the new instance does not start', async () => {
  const { bot, service, model } = await newWorld();
  const configure = (poll) => writeFileSync(bot.config, yaml(world, poll));
  const asks = async (text) => {
    service.write('p', text);
    await eventually(`${text} is answered`, () => answersOf('p').includes(answerTo(text)));
  };
  await asks('one');
  // A turn that runs keeps the generation alive whose channel polled until now.
  model.fate = (question) => ({ delay: question === 'long' ? 3_000 : 0 });
  service.write('q', 'long');
  await eventually('the model is asked', () => model.calls.has('long'));
  configure('version: 2');
  assert.equal((await bot.reload()).result, 'applied');
  await asks('two');
  configure('version: 3, fails: true');
  await bot.refuses(/it was told to fail/);
  await asks('three');
  configure('version: 4');
  assert.equal((await bot.reload()).result, 'applied');
  await asks('four');
  await eventually('the long turn ends', () => answersOf('q').length > 0);
  assert.deepEqual(answersOf('q'), [answerTo('long')]);
  assert.equal(service.mostAtOnce, 1);
});

/// Compares the answers that people got with their messages.
function reckon() {
  const sums = { messages: people * each, lost: 0, duplicates: 0, inversions: 0 };
  for (let number = 0; number < people; ++number) {
    const got = answersOf(`p${number}`).map((text) => Number(text.split('-').at(-1)));
    const once = new Set(got);
    sums.lost += each - once.size;
    sums.duplicates += got.length - once.size;
    sums.inversions += got.filter((n, at) => at > 0 && n < got[at - 1]).length;
  }
  return sums;
}

test('a polling channel answers in order, once, through kills', async (context) => {
  const random = new Random();
  const { bot, service, model } = await newWorld();
  model.fate = () => ({ delay: random.between(0, 60) });
  service.fate = () => ({ delay: random.between(0, 20) });
  let share = 0;  // the share of every person's messages that may be written by now
  const write = async (number) => {
    for (let n = 0; n < each; ++n) {
      while (n >= share * each) await sleep(2);
      service.write(`p${number}`, `question ${number}-${n}`);
      if (random.next() < 0.3) await sleep(random.between(0, 30));
    }
  };
  const writing = Promise.all(Array.from({ length: people }, (_, number) => write(number)));
  await killAtRandom(bot, { kills, longest: 400, random, onLife: (life) => (share = (life + 1) / (kills + 1)) });
  await writing;
  await eventually('every message is answered', () => reckon().lost === 0, 60_000);
  await eventually('nothing is in doubt', async () => (await bot.gauge('yak_send_in_doubt')) === 0);
  assert.deepEqual(await bot.stop(), { code: 0, signal: null });
  const resent = bot.total('yak_send_resent_total');
  figures(context, { people, ...reckon(), kills: bot.kills, resent, polls: service.polls });
  assert.deepEqual(reckon(), { messages: people * each, lost: 0, duplicates: 0, inversions: 0 });
  assert.equal(resent, 0);
});

// SPDX-License-Identifier: Apache-2.0
// Upgrades of the program under load: no message is lost, duplicated or refused, and none needs a retry.
import assert from 'node:assert/strict';
import http from 'node:http';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually, yakBinary } from '../e2e/support/daemon.mjs';
import { Random, figures, sized, sleep } from './support/options.mjs';
import { ReplacingBot, SupervisedBot } from './support/upgrades.mjs';
import { World, person } from './support/world.mjs';

const upgrades = sized(5, 20);
const perSecond = sized(60, 200);
const people = 60;

let world;
afterEach((context) => world.end(context));

/// Posts at an even rate until `isOver`, each message once; gives the messages that were not accepted.
async function load(isOver) {
  const began = Date.now();
  const posts = [];
  while (!isOver()) {
    for (const due = ((Date.now() - began) * perSecond) / 1_000; posts.length < due;) {
      const n = posts.length;
      posts.push(world.poster.post(world.ask(person(n % people), `question ${n}`).form));
    }
    await sleep(5);
  }
  const answers = await Promise.all(posts);
  return { rate: Math.round((posts.length * 1_000) / (Date.now() - began)), refused: answers.filter(({ accepted }) => !accepted) };
}

async function roll(context, Kind, keepAlive = false) {
  const random = new Random();
  world = await World.start({ whatsapp: 'inline_wait: 2s', Bot: Kind });
  world.poster.agent = new http.Agent({ keepAlive });
  // Without delivery reports, which are three more requests a message; other tests cover them.
  world.twilio.callbacks = false;
  world.model.fate = () => ({ delay: random.between(0, 80) });
  world.twilio.fate = () => ({ delay: random.between(0, 20) });
  let over = false;
  const loading = load(() => over);
  try {
    for (let n = 0; n < upgrades; ++n) {
      await world.bot.upgrade();
      // The next upgrade begins when this daemon has processed its backlog.
      await eventually('it has caught up', () => world.questions.length - world.twilio.outbound.length < perSecond / 2, 60_000);
      await sleep(random.between(0, 200));
    }
  } finally {
    over = true;
  }
  const { rate, refused } = await loading;
  await world.settle();
  const reckoning = world.reckon();
  figures(context, { ...reckoning, upgrades: world.bot.upgrades, refused: refused.length, 'a second': rate });
  assert.deepEqual(refused.slice(0, 5), []);
  assert.deepEqual(reckoning, { messages: world.questions.length, lost: 0, duplicates: 0, strange: 0 });
}

test('upgrades in place refuse, lose and duplicate nothing', async (context) => {
  await roll(context, ReplacingBot);
  assert.equal(world.bot.isRunning, true, 'it is the process that was started');
});

test('upgrades in place reset no keep-alive connection', (context) => roll(context, ReplacingBot, true));

test('one daemon after another on a socket of a supervisor', (context) => roll(context, SupervisedBot));

test('a version that refuses the configuration is not started', async () => {
  world = await World.start({ Bot: ReplacingBot });
  const before = world.bot.read('yak.yaml');
  writeFileSync(world.bot.config, `${before}\nnonsense: true\n`);
  const answer = await world.bot.askForUpgrade();
  assert.equal(answer.status, 422);
  assert.match(answer.body.error, /nonsense/);
  world.bot.process.kill('SIGUSR2');
  while (!world.bot.log.includes('the upgrade was refused')) await sleep(20);
  const { accepted } = await world.poster.post(world.ask(person(1), 'still there?').form);
  assert.equal(accepted, true);
  await world.settle();
});

test('a program that another user could have replaced is not started', async () => {
  world = await World.start({ Bot: ReplacingBot });
  for (const path of [yakBinary, dirname(yakBinary), dirname(dirname(yakBinary))]) {
    const mode = statSync(path).mode;
    chmodSync(path, 0o777);
    try {
      const answer = await world.bot.askForUpgrade();
      assert.equal(answer.status, 422);
      assert.match(answer.body.error, /the next program must be safe from other users/);
      assert.ok(answer.body.error.includes(`${path} is writable by others`), answer.body.error);
    } finally {
      chmodSync(path, mode);
    }
  }
});

// SPDX-License-Identifier: Apache-2.0
// An instance whose background work keeps failing is degraded, and status, readiness and metrics show it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { World } from './support/world.mjs';

let world;
afterEach((context) => world.end(context));

const chain = `  - {plugin: access}
  - {plugin: history, max_messages: 4}
  - {plugin: crash, how: throw, where: background}`;
const edit = (yaml) => `${yaml}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${process.env.YAK_FAULT_PLUGINS}"]}`;

const trouble = /^background work 'poll' ended unexpectedly \d times: the service is gone$/;

test('an instance whose work keeps failing is shown as degraded everywhere', async () => {
  world = await World.start({ middleware: chain, edit });
  const { bot } = world;
  const status = async () => JSON.parse((await bot.admin('GET', '/api/v1/status')).text);
  const crash = async () => (await status()).instances.find(({ name }) => name === 'crash');
  await eventually('it is degraded', async () => (await crash()).state === 'degraded');
  assert.match((await crash()).trouble, trouble);
  const others = (await status()).instances.filter(({ name, state }) => name !== 'crash' && state === 'degraded');
  assert.deepEqual(others, []);
  assert.match(bot.log, /error \[crash\] background work ended unexpectedly; it starts again after a pause work=poll reason="the service is gone" pause_ms=\d+/);

  assert.match((await bot.run(['status'])).stdout, /middleware crash +crash 1\.0\.0 +degraded: background work 'poll'/);
  assert.match((await bot.run(['doctor'])).stdout, /daemon middleware crash.*degraded: background work 'poll'/);
  assert.equal(await bot.gauge('yak_instance_degraded{kind="middleware",instance="crash"}')
    + await bot.gauge('yak_instance_degraded{instance="crash",kind="middleware"}'), 1);
  const ready = await fetch(`${bot.url}/readyz?verbose`);
  assert.equal(ready.status, 200, 'the others take messages');
  const { degraded } = await ready.json();
  assert.deepEqual(degraded, ['middleware crash']);
  assert.deepEqual(await bot.stop(), { code: 0, signal: null });
});

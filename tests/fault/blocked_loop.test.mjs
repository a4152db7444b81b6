// SPDX-License-Identifier: Apache-2.0
// A plugin that blocks its event loop is named in the log, and does not prevent the daemon from
// stopping.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { inboundForm } from '../e2e/support/twilio.mjs';
import { World, person } from './support/world.mjs';

let world;
afterEach((context) => world.end(context));

const drain = 1_000;
const bound = 3_000;  // after the drain timeout, for a loop that is blocked
const slack = 3_000;  // for a busy machine

const chain = (options) => `  - {plugin: access}
  - {plugin: history, max_messages: 4}
  - {plugin: crash, how: block, ${options}}`;
const edit = (yaml) => `${yaml.replace('drain_timeout: 10s', `threads: 2, drain_timeout: ${drain}ms`)}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${process.env.YAK_FAULT_PLUGINS}"]}`;

test('a loop that is blocked for a second is logged with the plugin and the turn', async () => {
  world = await World.start({ middleware: chain('block_for: 1500ms, where: resumed'), edit });
  await world.poster.deliver(world.ask(person(1), 'crash').form, 10_000);
  await world.settle();
  await eventually('the warning', () => /warn +\[core\] an event loop (is|was) blocked plugin=crash instance=crash layer=middleware message=1 thread=yak-loop-\d seconds=1\.\d+/.test(world.bot.log));
  await eventually('the time is counted', async () => {
    const seconds = (await world.bot.scrape()).get('yak_loop_blocked_seconds_total{plugin="crash"}') ?? 0;
    return seconds > 1.3 && seconds < 3;
  });
  assert.deepEqual(await world.bot.stop(), { code: 0, signal: null });
});

test('a layer that blocks forever does not prevent the daemon from stopping', async () => {
  world = await World.start({ middleware: chain('where: message'), edit });
  // Its webhook is not answered if its connection belongs to the blocked loop.
  world.poster.deliver(inboundForm(person(1), 'crash'), 10_000).catch(() => undefined);
  await eventually('the warning', () => /an event loop is blocked plugin=crash instance=crash/.test(world.bot.log));
  const began = Date.now();
  world.bot.process.kill('SIGTERM');
  assert.deepEqual(await world.bot.exited, { code: 70, signal: null });
  assert.ok(Date.now() - began < drain + bound + slack, `it took ${Date.now() - began} ms`);
  assert.match(world.bot.log, /error \[core\] an event loop is still blocked after the drain timeout; the daemon is terminated thread=yak-loop-\d plugin=crash instance=crash layer=middleware message=1\n/);
});

// SPDX-License-Identifier: Apache-2.0
// Any way in which a plugin ends the process counts as a crash and is logged in one line with the
// instance. A message that crashes it three times is quarantined.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { say } from '../e2e/support/twilio.mjs';
import { World, person } from './support/world.mjs';

let world;
afterEach((context) => world.end(context));

const mostCrashes = 3;

const chain = (options) => `  - {plugin: access}
  - {plugin: history, max_messages: 4}
  - {plugin: crash, ${options}}`;
const withPlugin = (yaml) => `${yaml}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${process.env.YAK_FAULT_PLUGINS}"]}`;

const crashLine = (log) => log.split('\n').filter((line) => line.includes('the daemon is crashing'));

const cases = [
  ['a stack overflow', 'how: overflow', { code: null, signal: 'SIGSEGV' }, /signal=SIGSEGV reason="stack overflow"/],
  ['a stack overflow after a wait', 'how: overflow, where: resumed', { code: null, signal: 'SIGSEGV' }, /signal=SIGSEGV reason="stack overflow"/],
  ['exit(0)', 'how: exit', { code: 70, signal: null }, /function=exit code=0/],
  ['_exit(0) after a wait', 'how: _exit, where: resumed', { code: 70, signal: null }, /function=_exit code=0/],
];

for (const [name, options, end, words] of cases) {
  test(`${name} in a layer is a crash with a line that names it`, async () => {
    world = await World.start({ middleware: chain(options), edit: withPlugin });
    await say(world.bot, person(1), 'crash').catch(() => {});  // the daemon may crash before it answers
    for (let crash = 1; crash <= mostCrashes; crash += 1) {
      assert.deepEqual(await world.bot.exited, end, `crash ${crash}`);
      const lines = crashLine(world.bot.log);
      assert.equal(lines.length, 1, world.bot.log);
      assert.match(lines[0], words);
      assert.match(lines[0], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z error \[core\] .* thread=yak-loop-\d plugin=crash instance=crash layer=middleware message=1$/);
      await world.bot.start().catch(() => {});
    }
    await eventually('its sender is told', () => world.twilio.outbound.length === 1);
    assert.match(world.twilio.outbound[0].Body, /could not be processed/);
    const question = world.ask(person(2), 'hello');
    await world.poster.deliver(question.form, 10_000);
    await world.settle();
    await world.restartsQuietly();
  });
}

for (const [name, how, end, words] of [
  ['a stack overflow', 'overflow', { code: null, signal: 'SIGSEGV' }, /reason="stack overflow"/],
  ['exit(0)', 'exit', { code: 70, signal: null }, /function=exit code=0/],
]) {
  test(`${name} in start() is a crash with a line that names it`, async () => {
    world = await World.start({ middleware: chain(`how: ${how}, where: start`), edit: withPlugin, begin: false });
    await assert.rejects(world.bot.start(), /the daemon ended/);
    assert.deepEqual(await world.bot.exited, end);
    const [line, ...more] = crashLine(world.bot.log);
    assert.deepEqual(more, []);
    assert.match(line, words);
    assert.match(line, /thread=yak-build plugin=crash instance=crash layer=start$/);
  });
}

test('the line has the form of a JSON log', async () => {
  world = await World.start({ middleware: chain('how: abort'), edit: (yaml) => `${withPlugin(yaml)}\nlog: {format: json}` });
  await say(world.bot, person(1), 'crash').catch(() => {});
  await world.bot.exited;
  const { time, thread, ...line } = JSON.parse(crashLine(world.bot.log)[0]);
  assert.ok(Date.parse(time) > Date.now() - 60_000, time);
  assert.match(thread, /^yak-loop-\d$/);
  assert.deepEqual(line, { level: 'error', source: 'core', message: 'the daemon is crashing: fatal signal',
    signal: 'SIGABRT', plugin: 'crash', instance: 'crash', layer: 'middleware', message_id: '1' });
});

// SPDX-License-Identifier: Apache-2.0
// A bug in a layer fails at most its own turn, and the log names the plugin.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { World, answerTo, person } from './support/world.mjs';

let world;
afterEach((context) => world.end(context));

const chain = `  - {plugin: access}
  - {plugin: commands}
  - {plugin: buggy}`;
const withPlugin = (yaml) => `${yaml}
plugins: {path: ["${join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins')}", "${process.env.YAK_FAULT_PLUGINS}"]}`;

test('a plugin that throws after the commit or forgets an await loses no answer', async () => {
  world = await World.start({ whatsapp: 'inline_wait: 0s', middleware: chain, edit: withPlugin });
  const said = (number) =>
    world.twilio.outbound.filter(({ To }) => To === `whatsapp:${person(number)}`).map(({ Body }) => Body);
  const say = (number, text) => world.poster.deliver(world.ask(person(number), text).form);

  await say(1, 'hook this');
  await say(1, 'and go on');
  await eventually('both are answered', () => said(1).length === 2);
  assert.deepEqual(said(1), [answerTo('hook this'), answerTo('and go on')]);

  await say(2, 'forget this');
  await say(2, 'drop this');
  await say(2, 'and go on');
  await eventually('two words', () => said(2).length === 2);
  assert.match(said(2)[0], /something went wrong on our side/);
  assert.equal(said(2)[1], answerTo('and go on'));

  const bug = (words) => new RegExp(`a plugin has a bug plugin=.buggy 1\\.2\\.0. instance=buggy layer=middleware\\[2\\] message=\\d+ bug=.${words}`);
  await eventually('the log', () => bug('called next and did not await it').test(world.bot.log));
  assert.match(world.bot.log, bug('its after_commit threw: the hook is broken'));
  assert.match(world.bot.log, /turn message=\d+ .*result=dropped/);
  assert.deepEqual(await world.bot.stop(), { code: 0, signal: null });
});

const withCommand = (yaml) => yaml.replace('{plugin: buggy}', '{plugin: crash, where: start, how: command}');
const withRoute = (yaml) => yaml.replace('channels:\n', 'channels:\n  crash: {plugin: crash}\n');
for (const [what, edit, place, words] of [
  ['command', withCommand, 'middleware\\[2\\]', 'the command /help is registered already'],
  ['route', withRoute, 'channels\\.crash', 'GET /livez is already served']]) {
  test(`a ${what} that is taken, which only a start finds, is a mistake in the configuration: exit code 78`, async () => {
    world = await World.start({ middleware: chain, edit: (yaml) => edit(withPlugin(yaml)), begin: false });
    assert.equal(world.bot.command(['check']).status, 0);
    const { status, stderr } = world.bot.command(['run']);
    assert.match(stderr, new RegExp(`yak\\.yaml:\\d+:\\d+: ${place}.*${words}`));
    assert.equal(status, 78, stderr);
  });
}

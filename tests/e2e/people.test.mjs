// SPDX-License-Identifier: Apache-2.0
// People with an id (ExternalUserId) in addition to, or instead of, a telephone number.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { daemon, model, startBot, twilio, useBot } from './support/bot.mjs';
import { eventually } from './support/daemon.mjs';
import { inboundForm, postForm, say, twimlText } from './support/twilio.mjs';

const phone = '+15551110001';
const id = 'US.13A4G7Z';

useBot();
beforeEach(() => model.onMessage(/./, { content: 'noted' }));

/// A message of the person: with the number, with both, or with the number hidden.
const byNumber = (text) => say(daemon, phone, text);
const byBoth = (text, number = phone) => say(daemon, number, text, { ExternalUserId: id });
const byId = (text) => say(daemon, phone, text,
  { From: `whatsapp:${id}`, ExternalUserId: id, WaId: '' });
const asked = () => model.getRequests().at(-1).body.messages.slice(1).map(({ content }) => content);

test('history, choice and usage follow a person from the number to the id', async () => {
  await startBot();
  await byNumber('/model gpt-4o');
  await byNumber('my name is Ann');
  await byBoth('first with both');
  assert.deepEqual(asked(), ['my name is Ann', 'noted', 'first with both']);
  assert.equal(model.getRequests().at(-1).body.model, 'gpt-4o');
  await byId('number hidden');
  assert.equal(asked().length, 5);
  await byNumber('by number again');
  assert.equal(asked().length, 7, 'one conversation');
  assert.match(twimlText((await byId('/usage')).text), /Today \(UTC\): 4 messages/);
  assert.match(twimlText((await byBoth('/whoami')).text), new RegExp(`whatsapp:${id}`));
  await daemon.stop();
  await daemon.start();
  await byId('after a restart');
  assert.equal(asked().length, 9);
  assert.equal(model.getRequests().at(-1).body.model, 'gpt-4o');
});

test('replies are sent to the number if there is one, else to the id', async () => {
  await startBot({ whatsapp: 'inline_wait: 0s' });
  await byBoth('one');
  await eventually('the first', () => twilio.sent.length === 1);
  await byId('two');
  await eventually('the second', () => twilio.sent.length === 2);
  assert.deepEqual(twilio.sent.map(({ To }) => To), [`whatsapp:${phone}`, `whatsapp:${id}`]);
});

test('limits apply to the person, not to each address', async () => {
  await startBot({ middleware: `  - {plugin: access}
  - {plugin: commands}
  - {plugin: rate_limit, per_user: 2/1h}
  - {plugin: history}` });
  await byNumber('one');
  await byBoth('two');
  assert.match(twimlText((await byId('three')).text), /limit is 2/);
  assert.equal(model.getRequests().length, 2);
});

test('a number\'s permissions stay with its first owner, hidden or not, and do not pass to the next one', async () => {
  await startBot();
  daemon.rewrite((yaml) => yaml.replace('allow_from: ["*"]', `allow_from: ["${phone}"]`));
  assert.equal(daemon.command(['reload']).status, 0);
  const nextOwner = { ExternalUserId: 'US.other' };
  assert.equal(twimlText((await byBoth('hello')).text), 'noted');
  assert.equal(twimlText((await byId('number hidden')).text), 'noted');
  assert.equal(twimlText((await byBoth('another number', '+15551110002')).text), 'noted', 'the same person');
  for (const number of [phone, '+15559998877']) {
    assert.equal(twimlText((await say(daemon, number, 'hello', nextOwner)).text), null, number);
  }
  const hidden = { From: `whatsapp:${nextOwner.ExternalUserId}`, WaId: '', ...nextOwner };
  assert.equal(twimlText((await say(daemon, phone, 'hello', hidden)).text), null, 'the next owner, with the number hidden');
  assert.equal(model.getRequests().length, 3);
  assert.equal(twimlText((await byId('still me')).text), 'noted');
});

test('yak trace follows a message whose sender shows no number, and masks the id', async () => {
  await startBot({ whatsapp: 'inline_wait: 0s' });
  const form = inboundForm(phone, 'hidden', { From: `whatsapp:${id}`, ExternalUserId: id, WaId: '' });
  assert.equal((await postForm(daemon, '/webhook', form)).status, 200);
  await eventually('the send', () => twilio.sent.length === 1);
  const [{ sid }] = twilio.sent;
  const traced = (name) => JSON.parse(daemon.command(['trace', name, '--json']).stdout);
  const told = await eventually('it is sent', () => {
    const found = traced(form.MessageSid);
    return found.deliveries[0].receipt === sid && found;
  });
  assert.equal(told.message.state, 'done');
  assert.equal(told.turn.result, 'answered');
  assert.deepEqual(told.deliveries[0].events.map(({ what }) => what), ['pending', 'sending', 'sent']);
  for (const name of ['m1', 'd1', sid]) assert.deepEqual(traced(name), told, name);
  const text = daemon.command(['trace', 'm1']).stdout;
  assert.match(text, new RegExp(`^m1: done, whatsapp, from ${told.message.from}`));
  for (const shown of [JSON.stringify(told), text, daemon.log]) assert.ok(!shown.includes(id), shown);
});

test('the channel\'s fees are part of usage, budgets and metrics', async () => {
  await startBot({ whatsapp: 'price_per_message_usd: {in: 0.005, out: 0.01}',
    rest: 'prices: {models: {openai/gpt-4o-mini: {input_usd_per_1m: 0, output_usd_per_1m: 0}}}',
    middleware: `  - {plugin: access}
  - {plugin: commands}
  - {plugin: rate_limit, cost_per_day_usd: 0.03}
  - {plugin: history}` });
  const { text } = await byNumber('one');
  assert.equal(twimlText(text), 'noted');
  assert.match(twimlText((await byNumber('/usage')).text), /1 message, .*\$0\.0150/);
  assert.match(twimlText((await byNumber('two')).text), /limit|budget|day/i);
  assert.equal(model.getRequests().length, 1);
  const { text: metrics } = await daemon.admin('GET', '/metrics');
  const counted = (direction) =>
    Number(metrics.match(new RegExp(`yak_channel_cost_usd_total\\{channel="whatsapp",direction="${direction}"\\} (\\S+)`))[1]);
  assert.ok(Math.abs(counted('in') - 0.015) < 1e-9, `${counted('in')}`);
  assert.ok(Math.abs(counted('out') - 0.03) < 1e-9, `${counted('out')}`);
  const { usage } = JSON.parse(daemon.command(['usage', '--json']).stdout);
  const fees = usage.find(({ model: name }) => name === 'channel/whatsapp');
  assert.ok(Math.abs(fees.cost_usd - 0.045) < 1e-9, `${fees.cost_usd}`);
});

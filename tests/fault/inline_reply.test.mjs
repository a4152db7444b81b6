// SPDX-License-Identifier: Apache-2.0
// Inline replies over connections that break before, during or after the webhook's answer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { publicUrl, sign, twimlText } from '../e2e/support/twilio.mjs';
import { figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const count = sized(10, 100);
const webhookUrl = `${publicUrl}/webhook`;

let world;
afterEach((context) => world.end(context));

/// Sends a webhook's request on a socket of its own, which is paused; resume it to read the answer.
async function send(form) {
  const { hostname, port } = new URL(world.bot.url);
  const socket = net.connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.pause();
  world.twilio.receive(form);
  const body = new URLSearchParams(form).toString();
  socket.write(`POST /webhook HTTP/1.1\r\nHost: bot.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
    `X-Twilio-Signature: ${sign(webhookUrl, form)}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return socket;
}

/// Reads the answer and creates its message as Twilio does; without reports, so that only the list
/// shows it.
async function take(socket, form) {
  let text = '';
  socket.setEncoding('utf8').on('data', (data) => (text += data)).resume();
  await eventually('the answer', () => text.includes('</Response>'));
  world.twilio.create('outbound-reply', { To: form.From, From: form.To, Body: twimlText(text.slice(text.indexOf('\r\n\r\n') + 4)) });
}

async function check(context, name, sending) {
  for (let number = 0; number < count; ++number) {
    const { form } = world.ask(person(number), `question ${number}`);
    await sending(form);
  }
  await world.settle();
  await sleep(300);
  const reckoning = world.reckon();
  await world.bot.scrape();
  figures(context, { ...reckoning, 'lists read': world.twilio.listed, resent: world.bot.total('yak_send_resent_total') });
  assert.deepEqual(reckoning, { messages: count, lost: 0, duplicates: 0, strange: 0 }, name);
  assert.equal(world.bot.total('yak_send_resent_total'), 0);
  await world.restartsQuietly();
}

async function written() {
  await world.bot.scrape();
  return world.bot.total('yak_deliveries_total');
}

test('a connection that is reset with the answer unread', async (context) => {
  world = await World.start();
  await check(context, 'unread', async (form) => {
    const before = await written();
    const socket = await send(form);
    await eventually('the reply is written', async () => (await written()) > before);
    socket.resetAndDestroy();
  });
});

test('a connection that is reset after the answer was read', async (context) => {
  world = await World.start();
  await check(context, 'taken', async (form) => {
    const socket = await send(form);
    await take(socket, form);
    socket.resetAndDestroy();
  });
  assert.ok(world.twilio.listed >= count, 'each doubt is settled by the list');
});

test('a connection that is reset before the answer', async (context) => {
  world = await World.start();
  await check(context, 'before', async (form) => {
    const socket = await send(form);
    await sleep(2);
    socket.resetAndDestroy();
  });
});

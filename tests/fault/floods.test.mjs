// SPDX-License-Identifier: Apache-2.0
// A flood of the public listener uses bounded memory, and real messages are answered meanwhile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { inboundForm, sign, publicUrl } from '../e2e/support/twilio.mjs';
import { figures, sleep } from './support/options.mjs';
import { Bot } from './support/bot.mjs';
import { World, person } from './support/world.mjs';

const idleConnections = 9_900;  // below max_connections, 10,000
const surplus = 10_500;
const mebibyte = 1 << 20;
// The sanitizers need shadow memory, and keep freed memory for a while.
const allowance = process.env.YAK_E2E_CXX_FLAGS ? 8 : 1;
const descriptors = Number(process.env.YAK_FAULT_DESCRIPTORS);
const skip = descriptors < surplus + 500 ? `${descriptors} descriptors are too few` : false;

let world;
let sockets;

/// Resident memory of the daemon, in MiB.
const resident = () => Number(readFileSync(`/proc/${world.bot.process.pid}/status`, 'utf8')
  .match(/^VmRSS:\s+(\d+) kB$/m)[1]) / 1_024;

/// A connection whose errors do not fail the test.
function connect(first = '') {
  return new Promise((resolve) => {
    const socket = net.connect(world.bot.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {}).on('close', () => resolve(socket));
    socket.on('connect', () => (first ? socket.write(first, () => resolve(socket)) : resolve(socket)));
    socket.resume();
  });
}

/// Runs `size` at a time, so that the kernel's backlog is not the limit.
async function inBatches(count, work, size = 200) {
  for (let done = 0; done < count; done += size) {
    await Promise.all(Array.from({ length: Math.min(size, count - done) }, (_, i) => work(done + i)));
  }
}

/// Posts a message as Twilio does, and gives the status of the answer.
async function post(text, signature) {
  const form = inboundForm('+15551110001', text);
  const response = await fetch(`${world.bot.url}/webhook`, {
    method: 'POST', body: new URLSearchParams(form),
    headers: { 'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? sign(`${publicUrl}/webhook`, form), connection: 'close' } });
  await response.arrayBuffer();
  return response.status;
}

describe('under a flood', { skip }, () => {
  beforeEach(async () => {
    sockets = [];
    world = await World.start({ edit: (yaml) => yaml.replace('drain_timeout: 10s', 'drain_timeout: 10s, limits: {header_timeout: 2s, body_timeout: 2s}') });
  });
  afterEach(async (context) => {
    for (const socket of sockets) socket.destroy();
    await world.end(context);
  });

  test('nearly the maximum of idle connections costs little memory, and a signed message is accepted', async (context) => {
    await post('hello');
    const before = resident();
    await inBatches(idleConnections, () => connect('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'));
    const open = sockets.filter((socket) => !socket.destroyed).length;
    assert.ok(open >= idleConnections * 0.99, `${open} of ${idleConnections} are open`);
    assert.equal(await post('still here?'), 200);
    const grown = resident() - before;
    figures(context, { connections: open, MiB: Math.round(grown) });
    assert.ok(grown < 100 * allowance, `${grown} MiB for ${open} connections`);
  });

  test('more idle connections than allowed do not block others: the oldest are closed', async () => {
    await inBatches(surplus, () => connect('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'));
    assert.ok(resident() < 400 * allowance);
    for (let i = 0; i < 100; ++i) assert.equal(await post(`fresh ${i}`), 200);
    await world.bot.scrape();
    assert.equal(world.bot.total('yak_http_rejected_total{reason="connections"}'), 0);
    assert.ok(world.bot.total('yak_http_idle_closed_total') >= surplus - 10_000);
  });

  test('thousands of large unfinished bodies share one budget, and a signed message is accepted', async (context) => {
    await post('hello');
    const before = resident();
    const head = `POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: ${64 * 1_024}\r\n\r\n`;
    await inBatches(4_000, () => connect(head + 'a'.repeat(60_000)));
    assert.equal(await post('still here?'), 200);
    const grown = resident() - before;
    figures(context, { MiB: Math.round(grown) });
    assert.ok(grown < 150 * allowance, `${grown} MiB`);
    await world.bot.scrape();
    assert.ok(world.bot.total('yak_http_rejected_total{reason="bodies"}') > 0);
  });

  test('slow heads and bodies are cut off in time', async () => {
    const began = Date.now();
    const slow = await Promise.all(Array.from({ length: 500 }, (_, i) => connect(i % 2
      ? 'POST /webhook HTTP/1.1\r\nHost: x\r\nX-Slow: '
      : 'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nBody=')));
    const trickle = setInterval(() => slow.forEach((socket) => socket.destroyed || socket.write('x')), 200);
    try {
      assert.equal(await post('hello'), 200);
      await eventually('all are cut off', () => slow.every((socket) => socket.destroyed || socket.readableEnded), 30_000);
      assert.ok(Date.now() - began < 30_000);
      await world.bot.scrape();
      assert.ok(world.bot.total('yak_http_rejected_total{reason="too_slow"}') >= 500);
    } finally {
      clearInterval(trickle);
    }
  });

  test('endless heads, large bodies and bad signatures are refused in bounded memory', async (context) => {
    await post('hello');
    const before = resident();
    let statuses = {};
    const count = (status) => (statuses[status] = (statuses[status] ?? 0) + 1);
    const began = Date.now();
    await Promise.all([
      inBatches(300, async () => {
        const socket = await connect('GET / HTTP/1.1\r\nHost: x\r\n');
        for (let i = 0; i < 64 && !socket.destroyed; ++i) socket.write(`X-${i}: ${'a'.repeat(1_000)}\r\n`);
      }, 50),
      inBatches(300, async () => {
        const socket = await connect(`POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: ${64 * mebibyte}\r\n\r\n`);
        for (let i = 0; i < 16 && !socket.destroyed; ++i) socket.write('a'.repeat(65_536));
      }, 50),
      inBatches(3_000, async (i) => count(await post(`forged ${i}`, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=').catch(() => 'broken')), 50),
      (async () => {
        for (let i = 0; i < 20; ++i, await sleep(100)) assert.equal(await post(`real ${i}`), 200);
      })(),
    ]);
    const grown = resident() - before;
    figures(context, { forged: statuses[403], MiB: Math.round(grown), ms: Date.now() - began });
    assert.deepEqual(Object.keys(statuses), ['403']);
    assert.ok(grown < 64 * allowance, `${grown} MiB`);
    await world.bot.scrape();
    assert.equal(world.bot.total('yak_twilio_webhooks_total{channel="whatsapp",result="forged"}'), 3_000);
    assert.equal(world.bot.total('yak_messages_accepted_total'), 21);
    assert.ok(world.bot.total('yak_http_rejected_total{reason="too_large"}') >= 600);
    const warnings = world.bot.log.split('\n').filter((line) => /a wrong signature/.test(line)).length;
    assert.ok(warnings < 20, `${warnings} lines of log for 3,000 forged requests`);
  });
});

test('a daemon with few descriptors reserves some for the model: idle strangers cause no lost answer', async () => {
  sockets = [];
  world = await World.start({ Bot: class extends Bot { openFiles = 512; } });
  try {
    await eventually('it says so', () => world.bot.log.includes('max_connections is lowered'));
    await inBatches(600, () => connect('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'));
    const { accepted } = await world.poster.post(world.ask(person(1), 'is a descriptor left?').form);
    assert.equal(accepted, true);
    await world.settle();
  } finally {
    for (const socket of sockets) socket.destroy();
    await world.end();
  }
});

const outside = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test('an address may have only a share of the connections; proxies and this machine may have all', { skip: !outside }, async () => {
  sockets = [];
  const status = (host) => new Promise((resolve) => {
    const socket = net.connect(world.bot.port, host, () => socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'));
    sockets.push(socket);
    socket.on('error', () => resolve('broken')).once('data', (data) => resolve(Number(`${data}`.slice(9, 12))));
  });
  const statuses = async (host) => {
    const all = [];
    for (let i = 0; i < 5; ++i) all.push(await status(host));
    return all;
  };
  const limits = 'limits: {max_connections_per_address: 3';
  world = await World.start({ edit: (yaml) => yaml.replace('127.0.0.1:0', '0.0.0.0:0').replace('drain_timeout: 10s', `drain_timeout: 10s, ${limits}}`) });
  try {
    assert.deepEqual(await statuses(outside), [200, 200, 200, 503, 503]);
    assert.deepEqual(await statuses('127.0.0.1'), [200, 200, 200, 200, 200]);
    await world.bot.scrape();
    assert.equal(world.bot.total('yak_http_rejected_total{reason="address"}'), 2);
    assert.match(world.bot.log, /server\.limits\.proxies.* remote=/);
    world.bot.rewrite((yaml) => yaml.replace(limits, `${limits}, proxies: [${outside}/32]`));
    assert.equal((await world.bot.reload()).result, 'applied');
    assert.deepEqual(await statuses(outside), [200, 200, 200, 200, 200]);
  } finally {
    for (const socket of sockets) socket.destroy();
    await world.end();
  }
});

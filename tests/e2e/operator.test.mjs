// SPDX-License-Identifier: Apache-2.0
// An operator's tasks: the first run, checking a configuration, a plugin built outside of the tree.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { Daemon, eventually, yakBinary } from './support/daemon.mjs';

const prefix = process.env.YAK_PREFIX;
const source = process.env.YAK_SOURCE;
let daemon;
afterEach(async () => {
  await daemon?.end();
  daemon = undefined;
});

/// The shipped configuration, with a free port and without the fixed metrics port.
const shipped = () => readFileSync(join(source, 'config/yak.yaml'), 'utf8')
  .replace('0.0.0.0:8080', '127.0.0.1:0').replace(/^ {2}listen: 127\.0\.0\.1:9464.*$/m, '');

test('the shipped configuration runs without variables: instances that are off are reported, and yak chat works', async () => {
  daemon = await new Daemon(shipped()).start();
  assert.match(daemon.output, /off +channel whatsapp .*TWILIO_AUTH_TOKEN/);
  assert.match(daemon.output, /off +provider openai .*OPENAI_API_KEY/);
  assert.match(daemon.output, /yak chat/);
  const webhook = await fetch(`${daemon.url}/webhook`, { method: 'POST', body: 'Body=x' });
  assert.equal(webhook.status, 404);
  const chat = daemon.command(['chat'], 'hello there\n/whoami\n/model list\n/usage\n');
  assert.equal(chat.status, 0, chat.stderr);
  assert.match(chat.stdout, /You said: hello there/);
  assert.match(chat.stdout, /console:local/);
  assert.match(chat.stdout, /echo\/echo/);
  assert.match(chat.stdout, /1 message/);
  assert.match(daemon.command(['status']).stdout, /^ready/);
  assert.match(daemon.command(['models']).stdout, /1\. echo\/echo \(default\)/);
  assert.equal(JSON.parse(daemon.command(['usage', '--json']).stdout).usage[0].messages, 1);
  assert.deepEqual(await daemon.stop('SIGINT'), { code: 0, signal: null });
  const alone = daemon.command(['status']);
  assert.equal(alone.status, 69);
  assert.match(alone.stderr, /yak run/);
});

test('with the variables of an earlier bot it is the full bot; without a public URL its webhook refuses with a reason', async () => {
  const env = { TWILIO_ACCOUNT_SID: 'AC' + '0'.repeat(32), TWILIO_AUTH_TOKEN: 'canary-auth-token-4711',
    TWILIO_WHATSAPP_NUMBER: 'whatsapp:+14155238886', OPENAI_API_KEY: 'sk-canary-openai-key',
    AUTHORIZED_NUMBER: 'whatsapp:+15551234567' };
  daemon = await new Daemon(shipped(), env).start();
  assert.match(daemon.output, /on +channel whatsapp/);
  assert.match(daemon.output, /on +provider openai/);
  // A separate thread writes the log.
  await eventually('the warning', () => daemon.log.includes('YAK_PUBLIC_URL'));
  const refused = await fetch(`${daemon.url}/webhook`, { method: 'POST', body: 'Body=x' });
  assert.equal(refused.status, 503);
  assert.match(refused.headers.get('content-type'), /xml/);
  await daemon.stop();
  assert.ok(!daemon.log.includes('canary'));
});

test('with log.format json the start message is one JSON object among the others', async () => {
  daemon = await new Daemon(shipped().replace('format: text', 'format: json')).start();
  const lines = daemon.output.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 1);
  assert.deepEqual({ ...lines[0], time: '', url: '', admin_socket: '', on: [], off: [], notes: [] }, { time: '', level: 'info',
    source: 'core', message: 'serving', version: lines[0].version, url: '', admin_socket: '', on: [], off: [], notes: [] });
  assert.ok(lines[0].on.some((line) => line.startsWith('channel console')));
  assert.ok(lines[0].off.some((line) => line.includes('TWILIO_AUTH_TOKEN')));
});

test('a local model server needs only an address and a model, no key', () => {
  daemon = new Daemon(shipped(), { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', YAK_MODEL: 'llama3.2' });
  const check = daemon.command(['check']);
  assert.equal(check.status, 0, check.stderr);
});

test('a variable with a comment after its value, as systemd reads it, is refused with a reason', () => {
  daemon = new Daemon(shipped(), { TWILIO_AUTH_TOKEN: 'x', TWILIO_ACCOUNT_SID: 'AC' + '0'.repeat(32),
    TWILIO_WHATSAPP_NUMBER: 'whatsapp:+14155238886', AUTHORIZED_NUMBER: '+15551234567          # my telephone' });
  for (const command of ['check', 'doctor']) {
    const refused = daemon.command([command]);
    assert.equal(refused.status, 78, refused.stdout);
    assert.match(refused.stdout + refused.stderr, /AUTHORIZED_NUMBER ends in a comment .*separate lines/);
  }
});

test('yak check reports five errors with their positions at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yak-check-'));
  const file = join(folder, 'yak.yaml');
  writeFileSync(file, `server:
  listen: 127.0.0.1:99999
  treads: 2
store: {plugin: sqlite}
channels:
  console: {plugin: consol}
providers:
  echo:
    plugin: echo
    delay: 8 parsecs
assistant: {model: echo/echo}
middleware:
  - {plugin: rate_limit, per_user: 20 a minute}
`, { mode: 0o600 });
  const check = spawnSync(yakBinary, ['check', '-c', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  assert.equal(check.status, 78);
  for (const [line, words] of [[2, /listen/], [3, /treads.*threads/], [6, /consol/], [10, /parsecs|delay/], [13, /per_user/]]) {
    assert.match(check.stderr, new RegExp(`yak\\.yaml:${line}:\\d+: .*${words.source}`), check.stderr);
  }
  assert.match(check.stderr, /5 problems/);
});

test('yak check prints no terminal control characters', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yak-check-'));
  const file = join(folder, 'yak.yaml');
  writeFileSync(file, 'server: {"thr\\x9b31m\\u202eeads\\u2028x": 4, listen: !file "no\\x9bne\\u2028"}\n', { mode: 0o600 });
  const text = spawnSync(yakBinary, ['check', '-c', file], { encoding: 'utf8' });
  const json = spawnSync(yakBinary, ['check', '--json', '-c', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  assert.equal(text.status, 78);
  assert.match(text.stderr, /\\x9b31m\\u202eeads\\u2028x/);
  assert.match(JSON.parse(json.stdout).problems.map((one) => one.message).join(), /\u009b31m/);
  for (const output of [text.stderr, json.stdout]) assert.doesNotMatch(output, /[\u0080-\u009f\u2028\u202e]/);
});

test('usage errors exit 64, help exits 0', () => {
  assert.equal(spawnSync(yakBinary, ['frobnicate']).status, 64);
  for (const command of ['run', 'check', 'doctor', 'schema', 'plugins', 'chat', 'status', 'models', 'usage', 'dead-letters', 'trace',
    'webhook-test']) {
    const help = spawnSync(yakBinary, [command, '--help'], { encoding: 'utf8' });
    assert.equal(help.status, 0, command);
    assert.match(help.stdout, /--config/);
  }
});

test('a port in use prevents the second daemon from starting, with a reason', async () => {
  daemon = await new Daemon(shipped()).start();
  const second = new Daemon(shipped().replace('127.0.0.1:0', `127.0.0.1:${daemon.port}`));
  const run = spawnSync(yakBinary, ['run', '-c', second.config], { encoding: 'utf8', timeout: 20_000 });
  await second.end();
  assert.equal(run.status, 69, run.stderr);
  assert.match(run.stderr, new RegExp(String(daemon.port)));
});

test('/livez, /readyz and /metrics answer; the admin API over TCP requires its token', async () => {
  const yaml = shipped().replace(/^ {2}token: .*$/m, '  listen: 127.0.0.1:0\n  hosts: [metrics.example.com]\n  token: ${TOKEN}');
  daemon = await new Daemon(yaml, { TOKEN: 'canary-admin-token-0123456789' }).start();
  assert.equal((await fetch(`${daemon.url}/livez`)).status, 200);
  const ready = await (await fetch(`${daemon.url}/readyz?verbose`)).json();
  assert.deepEqual([ready.status, ready.checks.store, ready.checks.disk], ['ready', 'ok', 'ok']);
  for (const path of ['/metrics', '/api/v1/status', '/api/v1/dead-letters']) {
    const headers = { authorization: 'Bearer canary-admin-token-0123456789' };
    assert.equal((await fetch(daemon.url + path, { headers })).status, 404, `${path} on the public listener`);
  }
  const admin = `http://127.0.0.1:${daemon.output.match(/metrics on port (\d+)/)[1]}`;
  const metrics = await (await fetch(`${admin}/metrics`)).text();
  assert.match(metrics, /^yak_messages_accepted_total 0$/m);
  assert.equal((await fetch(`${admin}/api/v1/status`)).status, 401);
  const wrong = await fetch(`${admin}/api/v1/status`, { headers: { authorization: 'Bearer nope' } });
  assert.equal(wrong.status, 401);
  const right = await fetch(`${admin}/api/v1/status`, { headers: { authorization: 'Bearer canary-admin-token-0123456789' } });
  assert.equal((await right.json()).ready, true);
  const scrape = (host, headers = {}) => new Promise((resolve, reject) =>
    http.get(`${admin}/metrics`, { headers: { host, ...headers }, agent: false }, (response) =>
      resolve(response.resume().statusCode)).on('error', reject));
  assert.equal(await scrape('localhost:1'), 200);
  assert.equal(await scrape('metrics.example.com:1'), 200);
  assert.equal(await scrape('evil.example'), 403, 'a page whose name leads here');
  assert.equal(await scrape('evil.example', { authorization: 'Bearer canary-admin-token-0123456789' }), 200);
  const guess = () => fetch(`${admin}/api/v1/status`, { headers: { authorization: 'Bearer nope' } });
  for (let i = 0; i < 5; ++i) assert.equal((await guess()).status, 401);
  const late = await guess();
  assert.equal(late.status, 429);
  assert.ok(Number(late.headers.get('retry-after')) > 0);
  assert.match(await (await fetch(`${admin}/metrics`)).text(), /^yak_admin_denied_total\{reason="throttled"\} 1$/m);
});

/// The service that the channel `letterbox` of the examples sends to: {url, sent, close}.
async function letterService() {
  const sent = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    sent.push(`${request.method} ${request.url} ${body}`);
    response.end(`receipt-${sent.length}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, sent, close: () => server.close() };
}

test('the example plugins, built with the installation, are loaded and used', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'yak-examples-'));
  context.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(source, 'examples'), folder, { recursive: true });
  const cmake = (...args) => {
    const outcome = spawnSync('cmake', args, { encoding: 'utf8' });
    assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
  };
  const flags = process.env.YAK_E2E_CXX_FLAGS ?? '';
  cmake('-S', folder, '-B', join(folder, 'build'), '-G', 'Ninja', `-DCMAKE_PREFIX_PATH=${prefix}`,
    '-DCMAKE_CXX_COMPILER=clang++-19', `-DCMAKE_CXX_FLAGS=${flags}`);
  cmake('--build', join(folder, 'build'));
  const letters = await letterService();
  context.after(letters.close);
  const yaml = readFileSync(join(folder, 'yak.yaml'), 'utf8').replace('127.0.0.1:8080', '127.0.0.1:0')
    .replace('[build]', `["${join(folder, 'build')}"]`);
  daemon = await new Daemon(yaml, { LETTERS_URL: letters.url, LETTERS_TOKEN: 'canary-letters-token' }).start();
  assert.match(daemon.output, /middleware shout/);
  assert.match(daemon.command(['chat'], 'hello\n').stdout, /HELLO!/);
  const post = async (fields, token) => (await fetch(`${daemon.url}/letters`, { method: 'POST',
    headers: { 'x-token': token }, body: new URLSearchParams(fields) })).status;
  const letter = { id: '1', from: 'ann', text: 'good morning' };
  assert.equal(await post(letter, 'wrong'), 403);
  assert.equal(await post({ text: 'no sender' }, 'canary-letters-token'), 400);
  assert.equal(await post(letter, 'canary-letters-token'), 200);
  assert.equal(await post(letter, 'canary-letters-token'), 200, 'a duplicate is acknowledged');
  await eventually('the reply', () => letters.sent.length > 0);
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
  assert.deepEqual(letters.sent, ['POST /messages to=ann&text=GOOD%20MORNING%21']);
});

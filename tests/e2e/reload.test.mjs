// SPDX-License-Identifier: Apache-2.0
// An operator's changes to a running daemon, one by one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, renameSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { Daemon, eventually } from './support/daemon.mjs';
import { freePort } from './support/free_port.mjs';

let daemon;
const agents = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  await daemon.end();
});

const config = ({ server = 'listen: "127.0.0.1:0"', more = '' } = {}) => `
server: {${server}}
store: {plugin: memory}
channels: {console: {plugin: console, allow_from: ["*"]}}
providers: {echo: {plugin: echo}}
middleware: [{plugin: access}, {plugin: commands, admins: ["console:boss"]}]
assistant: {model: echo/echo}
${more}`;

/// One GET over an agent's connection: {status, socket}.
function get(kind, port, agent, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/livez', agent, headers, rejectUnauthorized: false };
    kind.get(options, (response) => {
      const { socket } = response;
      response.resume().on('end', () => resolve({ status: response.statusCode, socket }));
    }).on('error', reject);
  });
}

/// An agent that keeps one connection.
function keeper(kind) {
  agents.push(new kind.Agent({ keepAlive: true, maxSockets: 1 }));
  return agents.at(-1);
}

async function applied() {
  const outcome = await daemon.reload();
  assert.equal(outcome.result, 'applied', JSON.stringify(outcome));
  return Object.fromEntries(outcome.keys.map(({ key, outcome: what }) => [key, what]));
}

test('a changed address: the open connection stays usable, new ones use the new address', async () => {
  daemon = await new Daemon(config()).start();
  const kept = keeper(http);
  const { socket } = await get(http, daemon.port, kept);
  const port = await freePort();
  daemon.rewrite((yaml) => yaml.replace('127.0.0.1:0', `127.0.0.1:${port}`));
  assert.deepEqual(await applied(), { 'server.listen': 'applied', 'providers.echo': 'carried',
    'middleware[0]': 'carried', 'middleware[1]': 'carried', 'channels.console': 'carried' });
  const again = await get(http, daemon.port, kept);
  assert.equal(again.status, 200);
  assert.equal(again.socket, socket);
  await assert.rejects(get(http, daemon.port, keeper(http)), /ECONNREFUSED/);
  assert.equal((await get(http, port, keeper(http))).status, 200);
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
});

function makeCertificate(name) {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', join(daemon.folder, 'key.pem'), '-out', join(daemon.folder, 'cert.pem'), '-days', '90',
    '-subj', `/CN=${name}`], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
}

test('a changed certificate: new connections get it, the open one stays usable', async () => {
  daemon = new Daemon(config({ server: 'listen: "127.0.0.1:0", tls: {certificate: cert.pem, private_key: key.pem}' }));
  makeCertificate('first.example.com');
  await daemon.start();
  const kept = keeper(https);
  const { socket } = await get(https, daemon.port, kept);
  assert.equal(socket.getPeerCertificate().subject.CN, 'first.example.com');
  makeCertificate('second.example.com');
  await applied();
  assert.equal((await get(https, daemon.port, kept)).socket, socket);
  const next = await get(https, daemon.port, keeper(https));
  assert.equal(next.socket.getPeerCertificate().subject.CN, 'second.example.com');
  spawnSync('sh', ['-c', 'echo broken > cert.pem'], { cwd: daemon.folder });
  const refused = await daemon.reload();
  assert.equal(refused.result, 'rejected');
  assert.match(refused.problems[0].message, /cannot use the certificate in .*cert\.pem/);
  assert.equal(refused.problems[0].path, 'server.tls');
  assert.equal((await get(https, daemon.port, keeper(https))).status, 200);
});

test('a changed admin token: the old one is refused', async () => {
  const port = await freePort();
  daemon = await new Daemon(config({ more: `admin: {listen: "127.0.0.1:${port}", token: canary-admin-token-one}` })).start();
  const status = async (token) => (await fetch(`http://127.0.0.1:${port}/api/v1/status`, { headers: { authorization: `Bearer ${token}`, connection: 'close' } })).status;
  assert.equal(await status('canary-admin-token-one'), 200);
  daemon.rewrite((yaml) => yaml.replace('token-one', 'token-two'));
  assert.equal((await applied())['admin.token'], 'applied');
  assert.equal(await status('canary-admin-token-one'), 401);
  assert.equal(await status('canary-admin-token-two'), 200);
  daemon.rewrite((yaml) => yaml.replace(/^admin:.*$/m, ''));
  await applied();
  await assert.rejects(status('canary-admin-token-two'));
});

test('changes that need a restart are reported and not applied, the others are applied', async () => {
  daemon = await new Daemon(config()).start();
  daemon.rewrite((yaml) => yaml.replace('{plugin: memory}', '{plugin: memory, max_messages: 50}')
    .replace('listen: "127.0.0.1:0"', 'listen: "127.0.0.1:0", threads: 1')
    .replace('{plugin: echo}', '{plugin: echo, prefix: "Well: "}'));
  const command = daemon.command(['reload']);
  assert.equal(command.status, 0, command.stderr);
  assert.match(command.stdout, /^rejected {2}server\.threads \(restart Yak to apply it\)$/m);
  assert.match(command.stdout, /^rejected {2}store\.max_messages \(restart Yak to apply it\)$/m);
  assert.match(command.stdout, /^applied {2}providers\.echo \(changed: prefix\)$/m);
  assert.match(command.stdout, /^generation 2 serves now$/m);
  assert.match(daemon.command(['chat'], 'hello\n').stdout, /Well: hello/);
});

test('changes that need a restart are reported by every reload and by yak status until they are reverted', async () => {
  daemon = await new Daemon(config()).start();
  const waiting = () => JSON.parse(daemon.command(['status', '--json']).stdout).waiting_for_restart;
  const began = daemon.yaml;
  assert.deepEqual(waiting(), []);
  daemon.rewrite((yaml) => yaml.replace('{plugin: memory}', '{plugin: memory, max_messages: 50}')
    .replace('listen: "127.0.0.1:0"', 'listen: "127.0.0.1:0", threads: 1'));
  const both = { 'server.threads': 'rejected', 'store.max_messages': 'rejected' };
  const named = async () =>
    Object.fromEntries(Object.entries(await applied()).filter(([, outcome]) => outcome !== 'carried'));
  assert.deepEqual(waiting(), [], 'no reload has met it yet');
  assert.deepEqual(await named(), both);
  assert.deepEqual(await named(), both, 'once more, with nothing changed');
  daemon.rewrite((yaml) => yaml.replace('{plugin: echo}', '{plugin: echo, prefix: "Well: "}'));
  assert.deepEqual(await named(), { ...both, 'providers.echo': 'applied' }, 'with something else changed');
  assert.deepEqual(waiting(), [{ key: 'server.threads', what: '' }, { key: 'store.max_messages', what: '' }]);
  assert.match(daemon.command(['status']).stdout,
    /^ready.*\n {2}waits for a restart: server\.threads\n {2}waits for a restart: store\.max_messages\n/);
  await eventually('the log says it three times', () =>
    daemon.log.match(/a changed key requires a restart key=server\.threads/g)?.length === 3);

  daemon.rewrite((yaml) => yaml.replace(', threads: 1', ''));
  assert.deepEqual(await named(), { 'server.threads': 'applied', 'store.max_messages': 'rejected' });
  daemon.rewrite((yaml) => yaml.replace('{plugin: memory, max_messages: 50}', '{plugin: sqlite, path: yak.db}'));
  assert.equal((await named()).store, 'rejected');
  assert.match(waiting()[0].what, /^plugin memory \d\S+ → sqlite \d\S+$/);
  daemon.rewrite(() => `${began}\nadmin: {socket: "${daemon.folder}/yak.sock"}\n`);
  const back = await applied();
  assert.ok(!Object.values(back).includes('rejected'), JSON.stringify(back));
  assert.deepEqual(waiting(), [], 'the same socket in other words');

  daemon.rewrite((yaml) => yaml.replace('listen: "127.0.0.1:0"', 'listen: "127.0.0.1:0", threads: 1'));
  await applied();
  assert.equal(waiting().length, 1);
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
  await daemon.start();
  assert.deepEqual(waiting(), [], 'restarted');
});

test('every loaded version of a plugin is counted, also when it is not used any more', async () => {
  daemon = new Daemon(config({ more: 'plugins: {path: [plugins]}' }));
  const folder = join(daemon.folder, 'plugins');
  mkdirSync(folder, { mode: 0o755 });
  const installed = join(process.env.YAK_PREFIX, 'lib', 'yak', 'plugins', 'echo.so');
  /// Replaces the file by a new one, as a package update does.
  const put = (tail) => {
    copyFileSync(installed, join(folder, 'echo.new'));
    appendFileSync(join(folder, 'echo.new'), tail);
    renameSync(join(folder, 'echo.new'), join(folder, 'echo.so'));
  };
  const libraries = async () =>
    Number((await daemon.admin('GET', '/metrics')).text.match(/^yak_plugin_libraries (\d+)$/m)[1]);
  put('');
  await daemon.start();
  const first = await libraries();
  assert.equal(first, 5, 'memory, console, echo, access, commands');
  put('a');
  assert.equal((await applied())['providers.echo'], 'applied');
  assert.equal(await libraries(), first + 1);
  put('b');
  await applied();
  assert.equal(await libraries(), first + 2);
  put('a');
  await applied();
  assert.equal(await libraries(), first + 2, 'a content that was there before');
  assert.match((await daemon.admin('GET', '/metrics')).text, /^yak_plugin_libraries_limit 512$/m);
});

test('an answer whose channel is removed meanwhile waits until the channel is back', async () => {
  daemon = await new Daemon(config().replace('{plugin: echo}', '{plugin: echo, delay: 1s}')
    .replace('channels: {', 'channels: {other: {plugin: console}, ')).start();
  const posted = await daemon.admin('POST', '/api/v1/channels/console/messages', '{"text": "hello"}');
  assert.equal(posted.status, 202);
  const both = daemon.yaml;
  daemon.rewrite((yaml) => yaml.replace('console: {plugin: console, allow_from: ["*"]}', '')
    .replace('admins: ["console:boss"]', 'admins: []'));
  assert.equal((await applied())['channels.console'], 'applied');
  await eventually('the answer waits', () => /a delivery waits for a channel that is not enabled/.test(daemon.log));
  daemon.rewrite(() => both);
  await applied();
  const { text } = await daemon.admin('GET', '/api/v1/channels/console/replies?wait=10000');
  assert.equal(JSON.parse(text).replies[0]?.text, 'You said: hello');
});

test('administrators reload from the chat, and get the errors there', async () => {
  daemon = await new Daemon(config()).start();
  const say = (who, text) => daemon.command(['chat', '--as', who, '--socket', join(daemon.folder, 'yak.sock')], `${text}\n`).stdout;
  assert.match(say('boss', '/reload'), /Generation 2 serves now: 0 changes applied, 4 instances carried over\./);
  daemon.rewrite((yaml) => yaml.replace('echo/echo', 'ecko/echo'));
  assert.match(say('boss', '/reload'), /was not applied; generation 2 still serves\.[\s\S]*yak\.yaml:\d+:\d+: assistant\.model/);
  assert.match(say('guest', '/reload'), /Only administrators/);
});

test('a middleware with commands of its own can be added and removed', async () => {
  daemon = await new Daemon(config()).start();
  const help = () => daemon.command(['chat'], '/help\n').stdout;
  assert.doesNotMatch(help(), /\/history/);
  daemon.rewrite((yaml) => yaml.replace('middleware: [', 'middleware: [{plugin: history}, '));
  assert.deepEqual(await applied(), { 'providers.echo': 'carried', 'middleware[0]': 'applied',
    'middleware[1]': 'applied', 'middleware[2]': 'applied', 'channels.console': 'carried' });
  assert.match(help(), /\/history/);
  daemon.rewrite((yaml) => yaml.replace('{plugin: history}, ', ''));
  await applied();
  assert.doesNotMatch(help(), /\/history/);
});

test('with watch a changed file is applied automatically, and an invalid one is refused once', async () => {
  daemon = await new Daemon(config({ more: 'watch: true' })).start();
  daemon.rewrite((yaml) => yaml.replace('{plugin: echo}', '{plugin: echo, prefix: "Seen: "}'));
  await eventually('it was applied', () => /the configuration was applied generation=2/.test(daemon.log));
  assert.match(daemon.command(['chat'], 'hello\n').stdout, /Seen: hello/);
  const refusals = () => daemon.log.match(/the configuration was not applied/g)?.length ?? 0;
  daemon.rewrite((yaml) => yaml.replace('watch: true', 'watch: true\nnonsense: 1'));
  await eventually('it was refused', () => refusals() === 1);
  daemon.rewrite((yaml) => yaml.replace('nonsense: 1', ''));
  await eventually('the next was applied', () => /applied generation=3/.test(daemon.log));
  assert.equal(refusals(), 1);
});

test('SIGHUP reloads, and a changed proxy is used from then on', async () => {
  daemon = await new Daemon(config()).start();
  daemon.rewrite((yaml) => `${yaml}\nhttp: {no_proxy: [localhost]}\n`);
  daemon.process.kill('SIGHUP');
  await eventually('it was applied', () => /applied generation=2 instances_carried=0/.test(daemon.log));
  await eventually('the old generation ended', async () =>
    /^yak_generations_live 1$/m.test((await daemon.admin('GET', '/metrics')).text));
  assert.match(daemon.command(['chat'], 'hello\n').stdout, /You said: hello/);
});

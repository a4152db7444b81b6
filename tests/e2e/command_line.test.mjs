// SPDX-License-Identifier: Apache-2.0
// Behaviour that all commands of the command line share.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { Daemon, eventually, yakBinary } from './support/daemon.mjs';
import { Terminal } from './support/terminal.mjs';

const yaml = (admin = '') => `server: {listen: "127.0.0.1:0"}
${admin}
store: {plugin: sqlite, path: yak.db}
channels:
  console: {plugin: console, allow_from: ["*"]}
  whatsapp:
    plugin: twilio_whatsapp
    enabled_if: \${TWILIO_AUTH_TOKEN:-}
    account_sid: \${TWILIO_ACCOUNT_SID}
    auth_token: \${TWILIO_AUTH_TOKEN}
    from: "+14155238886"
    allow_from: ["+15551234567"]
    webhook_url: \${WEBHOOK_URL}
    catch_up: 0s
providers:
  echo: {plugin: echo}
middleware:
  - {plugin: access}
  - {plugin: commands}
assistant: {model: echo/echo}
`;
const twilio = { TWILIO_ACCOUNT_SID: 'AC' + '0'.repeat(32), TWILIO_AUTH_TOKEN: 'canary-auth-token-4711' };
let daemon, terminal, server;
afterEach(async () => {
  terminal?.end();
  server?.close();
  await daemon?.end();
  terminal = server = daemon = undefined;
});
const yak = (words, options = {}) => spawnSync(yakBinary, words, { encoding: 'utf8', timeout: 60_000, ...options });

test('yak without arguments, help and version work; an unknown command gets a suggestion', () => {
  for (const words of [[], ['help'], ['--help']]) {
    const help = yak(words);
    assert.equal(help.status, 0, words);
    assert.match(help.stdout, /dead-letters/);
  }
  assert.match(yak(['help', 'status']).stdout, /--watch/);
  assert.match(yak(['version']).stdout, /^yak \d+\.\d+/);
  assert.match(JSON.parse(yak(['version', '--json']).stdout).compiler, /clang/i);
  const wrong = yak(['statsu']);
  assert.equal(wrong.status, 64);
  assert.equal(wrong.stderr, "yak: there is no command 'yak statsu'; did you mean 'status'?\n");
});

test('the configuration is given before or after the command, or by YAK_CONFIG', async () => {
  daemon = await new Daemon(yaml()).start();
  for (const words of [['-c', daemon.config, 'status'], ['status', '-c', daemon.config]]) {
    const status = yak(words);
    assert.equal(status.status, 0, status.stderr);
    assert.match(status.stdout, /^ready/);
  }
  assert.match(yak(['status'], { env: { YAK_CONFIG: daemon.config, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' } }).stdout, /^ready/);
  const folder = mkdtempSync(join(tmpdir(), 'yak-empty-'));
  const none = yak(['status'], { cwd: folder, env: { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' } });
  rmSync(folder, { recursive: true });
  // An installed package may have left a configuration in /etc.
  assert.ok([69, 78].includes(none.status), none.stderr);
});

test('a command with --json reports errors in JSON', () => {
  const nobody = ['--socket', '/nonexistent/yak.sock', '--json'];
  for (const words of [['status', ...nobody], ['models', ...nobody], ['usage', ...nobody], ['reload', ...nobody],
    ['upgrade', ...nobody], ['trace', 'm1', ...nobody], ['dead-letters', 'list', ...nobody],
    ['webhook-test', 'whatsapp', 'hi', ...nobody]]) {
    const outcome = yak(words);
    assert.equal(outcome.status, 69, words.join(' '));
    const body = JSON.parse(outcome.stdout);
    assert.match(body.error, /no daemon answers/);
    assert.equal(body.exit_code, 69);
    assert.equal(outcome.stderr, '');
  }
  assert.match(JSON.parse(yak(['status', '-c', '/nonexistent.yaml', '--json']).stdout).error, /nonexistent/);
  assert.equal(JSON.parse(yak(['status', '--wtach', '--json']).stdout).exit_code, 64);
});

test('output that cannot be written is a failure', async () => {
  daemon = await new Daemon(yaml()).start();
  for (const words of [['status'], ['status', '--json'], ['models'], ['version'], ['help'], ['schema'], ['check']]) {
    const outcome = spawnSync('sh', ['-c', '"$0" "$@" >/dev/full', yakBinary, '-c', daemon.config, ...words],
      { encoding: 'utf8' });
    assert.equal(outcome.status, 75, words.join(' '));
    assert.match(outcome.stderr, /standard output cannot be written: No space left/);
  }
});

test('a socket without permission is reported as such; admin.group opens it to a group', async (t) => {
  daemon = new Daemon(yaml('admin: {group: users}'));
  const socket = join(daemon.folder, 'yak.sock');
  const asNobody = (groups, words) => spawnSync('setpriv',
    ['--reuid', '65534', '--regid', '65534', ...groups, yakBinary, ...words], { encoding: 'utf8' });
  const isRoot = process.getuid() === 0;
  if (!isRoot || asNobody(['--clear-groups'], ['version']).status !== 0) {
    return t.skip('only root can become another user, where that one can reach the program');
  }
  await daemon.start();
  chmodSync(daemon.folder, 0o755);
  const refused = asNobody(['--clear-groups'], ['status', '--socket', socket]);
  assert.equal(refused.status, 77);
  assert.match(refused.stderr, /^yak: permission denied on .*yak\.sock: .*admin\.group\n$/);
  const refusedInJson = asNobody(['--clear-groups'], ['status', '--json', '--socket', socket]);
  assert.equal(JSON.parse(refusedInJson.stdout).exit_code, 77);
  const member = asNobody(['--groups', 'users'], ['status', '--socket', socket]);
  assert.equal(member.status, 0, member.stderr);
  chmodSync(daemon.folder, 0o700);
  const check = new Daemon(yaml('admin: {group: no-such-group}'));
  const wrong = check.command(['check']);
  await check.end();
  assert.equal(wrong.status, 78);
  assert.match(wrong.stderr, /yak\.yaml:3:\d+: admin\.group: this system has no group 'no-such-group'/);
});

test('a group that a user namespace hides (PrivateUsers=yes) is refused with the settings that the unit needs', (t) => {
  const hidden = ['--user', '--map-root-user'];
  if (spawnSync('unshare', [...hidden, 'true']).status !== 0) return t.skip('no user namespace can be made here');
  daemon = new Daemon(yaml('admin: {group: users}'));
  const outcome = spawnSync('unshare', [...hidden, yakBinary, 'run', '-c', daemon.config],
    { env: daemon.env, encoding: 'utf8', timeout: 60_000 });
  assert.equal(outcome.status, 77, outcome.stderr);
  assert.match(outcome.stderr, /yak\.sock cannot be given to group \d+ \(admin\.group\): .*PrivateUsers=no/);
});

test('webhook-test reports an instance that is off or unknown and lists the instances', async () => {
  daemon = await new Daemon(yaml()).start();
  const off = daemon.command(['webhook-test', 'whatsapp', 'hello']);
  assert.equal(off.status, 69);
  assert.match(off.stderr, /'whatsapp' is off: set TWILIO_AUTH_TOKEN; channels: .*console/);
  const unknown = daemon.command(['webhook-test', 'whatsap', 'hello', '--json']);
  assert.equal(unknown.status, 69);
  assert.match(JSON.parse(unknown.stdout).error, /no channel 'whatsap'; did you mean 'whatsapp'\?; channels: /);
  assert.match(daemon.command(['webhook-test', 'console', 'hello']).stderr, /not one with a webhook: it is the plugin console/);
});

test('webhook-test fails when another server answers on that URL', async () => {
  let answer = ['text/html', '<h1>welcome</h1>'];
  server = createServer((request, response) => response.writeHead(200, { 'content-type': answer[0] }).end(answer[1]));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/webhook`;
  daemon = await new Daemon(yaml(), { ...twilio, WEBHOOK_URL: url }).start();
  for (answer of [['text/html', '<h1>welcome</h1>'], ['text/xml', '<Response/>']]) {
    const test = await daemon.run(['webhook-test', 'whatsapp', 'hello']);
    assert.equal(test.status, 69, test.stdout);
    assert.match(test.stdout, /another server than this daemon answered/);
  }
});

test('usage lists the users', async () => {
  daemon = await new Daemon(yaml()).start();
  for (const user of ['ann', 'bob', 'ann']) daemon.command(['chat', '--as', user, 'hello']);
  const usage = daemon.command(['usage']);
  assert.match(usage.stdout, /by user:\n.*\n *console:ann +\S+ +2 .*\n *console:bob +\S+ +1 /);
  const { users } = JSON.parse(daemon.command(['usage', '--json']).stdout);
  assert.deepEqual(users.map(({ user, messages }) => [user, messages]), [['console:ann', 2], ['console:bob', 1]]);
  const one = JSON.parse(daemon.command(['usage', '--json', '--user', 'console:bob']).stdout);
  assert.deepEqual([one.usage[0].messages, one.users], [1, undefined]);
});

test('colours are used only on terminals, and not with NO_COLOR', async () => {
  daemon = await new Daemon(yaml()).start();
  const shown = async (env) => {
    terminal = new Terminal([yakBinary, 'status', '-c', daemon.config], { ...daemon.env, ...env });
    await terminal.exited;
    return terminal.output;
  };
  assert.match(await shown({}), /^\x1b\[32mready\x1b\[39m/);
  assert.match(await shown({ NO_COLOR: '1' }), /^ready/);
  assert.match(await shown({ TERM: 'dumb' }), /^ready/);
  assert.doesNotMatch(daemon.command(['status']).stdout, /\x1b/);
});

test('status --watch scrolls, and q quits', async () => {
  daemon = await new Daemon(yaml()).start();
  terminal = new Terminal([yakBinary, 'status', '--watch', '-c', daemon.config], daemon.env, { rows: 12 });
  await terminal.shows(/lines 1 to 10 of \d+: arrows and Page keys scroll, q quits/);
  terminal.type('\x1b[B');
  await terminal.shows(/lines 2 to 11 of/);
  terminal.type('\x1b[F');
  await terminal.shows(/lines \d+ to (\d+) of \1:/);
  terminal.type('q');
  assert.equal(await terminal.exited, 0);
  assert.ok(terminal.output.includes('\x1b[?1049l'));
  // Without a terminal it runs until a signal.
  const child = spawn(yakBinary, ['status', '--watch', '--json', '-c', daemon.config]);
  let lines = '';
  child.stdout.on('data', (data) => (lines += data));
  await eventually('two answers', () => lines.trim().split('\n').length >= 2);
  child.kill('SIGINT');
  assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 0);
});

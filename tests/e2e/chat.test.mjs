// SPDX-License-Identifier: Apache-2.0
// `yak chat` on a terminal, and with piped input.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Daemon, eventually, yakBinary } from './support/daemon.mjs';
import { Terminal } from './support/terminal.mjs';

const yaml = (delay) => `server: {listen: "127.0.0.1:0"}
store: {plugin: sqlite, path: yak.db}
channels:
  console: {plugin: console, allow_from: ["*"]}
providers:
  echo: {plugin: echo, delay: ${delay}}
middleware:
  - {plugin: access}
  - {plugin: commands, admins: ["console:local"]}
assistant: {model: echo/echo}
`;
let daemon, terminal, state;
beforeEach(() => (state = mkdtempSync(join(tmpdir(), 'yak-state-'))));
afterEach(async () => {
  terminal?.end();
  await daemon?.end();
  rmSync(state, { recursive: true, force: true });
  terminal = daemon = undefined;
});

const begin = async (delay = '0s') => (daemon = await new Daemon(yaml(delay)).start());
/// LANG=C, as in a bare container or ssh session.
const open = (...words) => (terminal = new Terminal([yakBinary, 'chat', '-c', daemon.config, ...words],
  { ...daemon.env, LANG: 'C', LC_ALL: 'C', XDG_STATE_HOME: state }));
const ready = () => terminal.shows(/you> /);
const messages = async () => JSON.parse(daemon.command(['usage', '--json']).stdout).usage[0]?.messages ?? 0;

test('typed text arrives unchanged in any locale: accents, wide characters, emoji', async () => {
  await begin();
  open();
  await ready();
  terminal.type('é 日本語 😀\r');
  await terminal.shows(/You said: é 日本語 😀/);
  terminal.type('ab日\x7fc\r');
  await terminal.shows(/You said: abc/);
  terminal.type('\x04');
  assert.equal(await terminal.exited, 0);
});

test('pasted lines are one message', async () => {
  await begin();
  open();
  await ready();
  assert.match(terminal.output, /\x1b\[\?2004h/);
  terminal.type('\x1b[200~first line\rsecond líne\x1b[201~');
  await terminal.shows(/second líne/);
  assert.equal(await messages(), 0);
  terminal.type('\r');
  await terminal.shows(/You said: first line\r\nsecond líne/);
  assert.equal(await messages(), 1);
});

test('a line shows that the model works; Ctrl-C stops the answer, twice quits', async () => {
  await begin('60s');
  open();
  await ready();
  terminal.type('slow\r');
  await terminal.shows(/working, 1 s/);
  terminal.type('\x03');
  await terminal.shows(/Stopped/);
  assert.equal(JSON.parse(daemon.command(['status', '--json']).stdout).queue.turns_running, 0);
  terminal.type('\x03');
  assert.equal(await terminal.exited, 0);
  assert.match(terminal.output, /\x1b\[\?2004l/);
});

test('the history is kept for the next session; Tab completes commands', async () => {
  await begin();
  open();
  await ready();
  terminal.type('remember mé\r');
  await terminal.shows(/You said: remember mé/);
  terminal.type('\x04');
  await terminal.exited;
  const history = join(state, 'yak/chat_history');
  assert.equal(statSync(history).mode & 0o777, 0o600);
  assert.equal(readFileSync(history, 'utf8'), 'remember mé\n');
  open();
  await ready();
  terminal.type('\x1b[A').type('\r');
  await terminal.shows(/You said: remember mé/);
  terminal.type('/who\t');
  await terminal.shows(/\/whoami /);
  terminal.type('\r');
  await terminal.shows(/You are console:local/);
});

test('Markdown is rendered on a terminal, and shown unchanged without colours', async () => {
  await begin();
  open();
  await ready();
  terminal.type('some **bold** and `code`\r');
  await terminal.shows(/You said: some \x1b\[1mbold\x1b\[22m and \x1b\[36mcode\x1b\[39m/);
  terminal.end();
  daemon.env.NO_COLOR = '1';
  open();
  await ready();
  terminal.type('some **bold**\r');
  await terminal.shows(/You said: some \*\*bold\*\*/);
});

test('one question gets one answer; a pipe gets one answer a line', async () => {
  await begin();
  const once = daemon.command(['chat', 'what is é?'], 'not read\n');
  assert.deepEqual([once.status, once.stdout, once.stderr], [0, 'You said: what is é?\n', '']);
  const piped = daemon.command(['chat'], 'one\ntwo\n');
  assert.deepEqual([piped.status, piped.stdout], [0, 'You said: one\nYou said: two\n']);
  assert.equal(daemon.command(['chat', ' ']).status, 64);
  open('on a terminal');
  assert.equal(await terminal.exited, 0);
  assert.match(terminal.output, /You said: on a terminal/);
});

test('Ctrl-C ends one question, and its answer with it', async () => {
  await begin('60s');
  open('slow');
  await terminal.shows(/working/);
  terminal.type('\x03');
  assert.equal(await terminal.exited, 128 + 2);
  await eventually('the turn ends', () =>
    JSON.parse(daemon.command(['status', '--json']).stdout).queue.turns_running === 0);
});

test('without a daemon, or without the channel, there is one line of error and exit code 69', async () => {
  const nobody = join(state, 'nobody.sock');
  const alone = spawnSync(yakBinary, ['chat', '--socket', nobody, 'hello'], { encoding: 'utf8' });
  assert.equal(alone.status, 69);
  assert.equal(alone.stdout, '');
  assert.match(alone.stderr, /^yak: no daemon answers on .*\n$/);
  terminal = new Terminal([yakBinary, 'chat', '--socket', nobody], { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' });
  assert.equal(await terminal.exited, 69);
  assert.match(terminal.output, /^yak: no daemon answers on [^\n]*\r\n$/);
  await begin();
  const other = daemon.command(['chat', '--channel', 'consol', 'hello']);
  assert.equal(other.status, 69);
  assert.match(other.stderr, /no channel 'consol'; did you mean 'console'\?; channels: console/);
});

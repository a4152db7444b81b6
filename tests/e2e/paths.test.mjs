// SPDX-License-Identifier: Apache-2.0
// Relative paths are resolved against the configuration file's folder, not the working directory.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { eventually, yakBinary } from './support/daemon.mjs';

const yaml = `server: {listen: "127.0.0.1:0"}
channels: {console: {plugin: console, allow_from: ["*"]}}
providers: {echo: {plugin: echo}}
assistant: {model: echo/echo}
`;
const environment = { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' };
let home;
let running = [];
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'yak-paths-'))));
afterEach(async () => {
  for (const daemon of running) daemon.kill('SIGKILL');
  running = [];
  rmSync(home, { recursive: true });
});

/// Writes a configuration into a folder below the working directory of the commands.
function configured(name, text = yaml) {
  mkdirSync(join(home, name));
  writeFileSync(join(home, name, 'yak.yaml'), text, { mode: 0o600 });
  return `${name}/yak.yaml`;
}

async function start(config) {
  const daemon = spawn(yakBinary, ['run', '-c', config], { cwd: home, env: environment });
  running.push(daemon);
  let said = '';
  for (const stream of [daemon.stdout, daemon.stderr]) stream.on('data', (data) => (said += data));
  await eventually(`${config} runs`, () => {
    assert.equal(daemon.exitCode, null, said);
    return said.includes('admin socket');
  });
  return daemon;
}

const yak = (cwd, ...args) => spawnSync(yakBinary, args, { cwd, env: environment, encoding: 'utf8', timeout: 60_000 });

test('two bots start from one folder; commands reach each from any folder by its configuration', async () => {
  const configs = [configured('one'), configured('two')];
  for (const config of configs) await start(config);
  for (const name of ['one', 'two']) {
    for (const file of ['yak.db', 'yak.turns', 'yak.sock']) assert.ok(existsSync(join(home, name, file)), file);
    const status = yak('/', 'status', '-c', join(home, name, 'yak.yaml'));
    assert.equal(status.status, 0, status.stderr);
    assert.match(status.stdout, /^ready/);
  }
  assert.ok(!existsSync(join(home, 'yak.db')));
});

test('the store of an earlier version in the working directory is reported, and used once it is moved', async () => {
  const config = configured('bot');
  const daemon = await start(config);
  daemon.kill('SIGTERM');
  await new Promise((resolve) => daemon.on('exit', resolve));
  const files = ['yak.db', 'yak.db.lock', 'yak.turns'].filter((file) => existsSync(join(home, 'bot', file)));
  const move = (from, to) => files.forEach((file) => renameSync(join(home, from, file), join(home, to, file)));
  move('bot', '.');
  for (const command of ['check', 'run']) {
    const refused = yak(home, command, '-c', config);
    assert.equal(refused.status, 78, refused.stdout);
    assert.match(refused.stderr, /data_dir: .*earlier version.*move the store's files and yak\.turns/s);
    assert.ok(refused.stderr.includes(`data_dir: ${home}`), refused.stderr);
  }
  assert.ok(!existsSync(join(home, 'bot', 'yak.db')));
  move('.', 'bot');
  await start(config);
});

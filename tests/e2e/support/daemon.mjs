// SPDX-License-Identifier: Apache-2.0
// Starts and stops the installed daemon, with one folder and one configuration a test.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertNoCanary, canariesOf, watchFiles, watchRunning } from './canaries.mjs';

export const yakBinary = join(process.env.YAK_PREFIX, 'bin', 'yak');

/// Waits until `probe` returns a truthy value; fails with `what` after `limitMs`.
export async function eventually(what, probe, limitMs = 20_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not happen in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export class Daemon {
  arguments = [];  // of `yak run`, in addition to the configuration
  openFiles = 0;  // limit on open files; 0: unchanged
  told = [];  // all output of the daemon and of commands, over all its lives

  constructor(yaml, env = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'yak-e2e-'));
    this.config = join(this.folder, 'yak.yaml');
    this.env = { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '',
      TSAN_OPTIONS: process.env.TSAN_OPTIONS ?? '', ...env };
    this.write(yaml);
  }

  write(yaml) {
    this.yaml = yaml;
    writeFileSync(this.config, `data_dir: ${this.folder}\n${yaml}`, { mode: 0o600 });
  }

  async start() {
    this.output = '';
    this.log = '';
    const command = [yakBinary, 'run', '-c', this.config, ...this.arguments];
    this.process = this.openFiles
      ? spawn('sh', ['-c', 'ulimit -n "$0"; exec "$@"', `${this.openFiles}`, ...command], { env: this.env })
      : spawn(command[0], command.slice(1), { env: this.env });
    const hear = (stream, take) => stream.on('data', (data) => (this.told.push(`${data}`), take(data)));
    hear(this.process.stdout, (data) => (this.output += data));
    hear(this.process.stderr, (data) => (this.log += data));
    this.exited = new Promise((resolve) =>
      this.process.on('exit', (code, signal) => resolve({ code, signal })));
    let over = false;
    this.exited.then(() => (over = true));
    await eventually('the daemon listens', () => {
      if (over) throw new Error(`the daemon ended: ${this.log}${this.output}`);
      return /admin.socket/.test(this.output) && this.output.endsWith('\n');
    }, 60_000);
    this.port = Number(this.output.match(/(?:listens on |"url":")https?:\/\/[^ "]*:(\d+)/)[1]);
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  async stop(signal = 'SIGTERM') {
    if (!this.process || this.process.exitCode !== null) return { code: this.process?.exitCode };
    await this.watch();
    this.process.kill(signal);
    return this.exited;
  }

  /// Replaces the configuration file of the running daemon by a rename, as editors do.
  rewrite(change) {
    this.yaml = change(this.yaml);
    writeFileSync(`${this.config}.new`, `data_dir: ${this.folder}\n${this.yaml}`, { mode: 0o600 });
    renameSync(`${this.config}.new`, this.config);
  }

  /// Sends a request to the admin socket; gives {status, body}.
  admin(method, path, body = '') {
    return new Promise((resolve, reject) => {
      const options = { socketPath: join(this.folder, 'yak.sock'), path, method, agent: false,
        headers: { 'content-length': Buffer.byteLength(body) } };
      const request = http.request(options, async (response) => {
        let text = '';
        for await (const piece of response.setEncoding('utf8')) text += piece;
        resolve({ status: response.statusCode, text });
      });
      request.on('error', reject).end(body);
    });
  }

  /// Reloads the configuration; gives the daemon's answer.
  async reload() {
    return JSON.parse((await this.admin('POST', '/api/v1/reload')).text);
  }

  /// Runs a yak command with this daemon's configuration.
  command(args, input) {
    const ended = spawnSync(yakBinary, [...args, '-c', this.config],
      { env: this.env, input, encoding: 'utf8', timeout: 60_000 });
    this.told.push(`${ended.stdout}\n${ended.stderr}`);
    return ended;
  }

  /// The same asynchronously: the command may call servers in this process.
  run(args) {
    return new Promise((resolve) => {
      const ended = { stdout: '', stderr: '' };
      const child = spawn(yakBinary, [...args, '-c', this.config], { env: this.env, timeout: 60_000 });
      for (const stream of ['stdout', 'stderr']) {
        child[stream].on('data', (data) => ((ended[stream] += data), this.told.push(`${data}`)));
      }
      child.on('close', (status) => resolve({ ...ended, status }));
    });
  }

  /// Searches the output of the running daemon for its secrets.
  watch() {
    return watchRunning(canariesOf(this.env), this.process.pid, this.folder);
  }

  /// Kills it if it still runs. Fails if one of its secrets was found anywhere.
  async end() {
    try {
      if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
        await this.watch().finally(() => this.process.kill('SIGKILL'));
        await this.exited;
      }
      const canaries = canariesOf(this.env);
      assertNoCanary(canaries, 'what it said', this.told.join(''));
      watchFiles(canaries, this.folder);
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  read(name) {
    return readFileSync(join(this.folder, name));
  }
}

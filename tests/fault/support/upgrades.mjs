// SPDX-License-Identifier: Apache-2.0
// Daemons that are upgraded: in place, and by a supervisor that holds the port and starts one process after
// another.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually, yakBinary } from '../../e2e/support/daemon.mjs';
import { Bot } from './bot.mjs';

/// The answer of the admin socket, or nothing when no daemon listens.
function ask(folder, method, path) {
  return new Promise((resolve) => {
    const options = { socketPath: join(folder, 'yak.sock'), method, path, agent: false };
    const request = http.request(options, async (response) => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      resolve({ status: response.statusCode, body: JSON.parse(text) });
    });
    request.on('error', () => resolve(undefined)).end();
  });
}

/// A daemon that is upgraded in place: the process id stays the same.
export class ReplacingBot extends Bot {
  upgrades = 0;

  /// Upgrades by a signal or by the admin API; waits until the next version serves.
  async upgrade() {
    if (this.upgrades % 2 === 0) this.process.kill('SIGUSR2');
    else await ask(this.folder, 'POST', '/api/v1/upgrade');
    this.upgrades += 1;
    await eventually('the next version serves', async () => {
      if (!this.isRunning) throw new Error(`the daemon ended: ${this.log}`);
      return (await ask(this.folder, 'GET', '/api/v1/upgrade'))?.body.past === this.upgrades;
    }, 60_000);
  }

  askForUpgrade() {
    return ask(this.folder, 'POST', '/api/v1/upgrade');
  }
}

// Starts the next daemon when one has exited with 0, with the socket as descriptor 3.
const supervisor = `while :; do
  sh -c 'exec env LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=http "$@"' daemon "$@" || exit $?
done`;

/// A daemon that a supervisor restarts, as systemd does with a socket unit.
export class SupervisedBot extends Bot {
  upgrades = 0;

  async start() {
    const holder = createServer();
    await new Promise((resolve) => holder.listen(0, '127.0.0.1', 4096, resolve));
    this.port = holder.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    this.log = this.output = '';
    this.process = spawn('sh', ['-c', supervisor, 'supervisor', yakBinary, 'run', '-c', this.config],
      { env: this.env, stdio: ['ignore', 'pipe', 'pipe', holder._handle.fd] });
    // The supervisor has a copy of the socket; this process must not accept connections.
    await new Promise((resolve) => holder.close(resolve));
    this.process.stdout.on('data', (data) => (this.output += data));
    this.process.stderr.on('data', (data) => (this.log += data));
    this.exited = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve({ code, signal })));
    await this.untilReady();
    return this;
  }

  get daemon() {
    const children = readFileSync(`/proc/${this.process.pid}/task/${this.process.pid}/children`, 'utf8');
    return Number(children.trim()) || undefined;
  }

  async untilReady(before) {
    await eventually('a daemon serves', async () => {
      if (!this.isRunning) throw new Error(`the supervisor ended: ${this.log}`);
      const pid = this.daemon;
      return pid && pid !== before && (await ask(this.folder, 'GET', '/api/v1/upgrade'))?.status === 200;
    }, 60_000);
  }

  async upgrade() {
    const before = this.daemon;
    process.kill(before, 'SIGTERM');
    this.upgrades += 1;
    await this.untilReady(before);
  }

  async stop() {
    this.process.kill('SIGKILL');  // first, so that it starts no further daemon
    const pid = this.daemon;
    if (pid) process.kill(pid, 'SIGTERM');
    return { code: 0, signal: null };
  }

  async end() {
    const pid = this.isRunning ? this.daemon : undefined;
    this.process?.kill('SIGKILL');
    if (pid) process.kill(pid, 'SIGKILL');
    await super.end();
  }
}

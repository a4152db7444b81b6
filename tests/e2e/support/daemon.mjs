// Starts and ends the installed daemon, one folder and one configuration a test.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const yakBinary = join(process.env.YAK_PREFIX, 'bin', 'yak');

/// Waits until `probe` gives something truthy; fails with `what` after `limitMs`.
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
  constructor(yaml, env = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'yak-e2e-'));
    this.config = join(this.folder, 'yak.yaml');
    this.env = { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '', ...env };
    this.write(yaml);
  }

  write(yaml) {
    writeFileSync(this.config, `data_dir: ${this.folder}\n${yaml}`, { mode: 0o600 });
  }

  async start() {
    this.output = '';
    this.log = '';
    this.process = spawn(yakBinary, ['run', '-c', this.config], { env: this.env });
    this.process.stdout.on('data', (data) => (this.output += data));
    this.process.stderr.on('data', (data) => (this.log += data));
    this.exited = new Promise((resolve) =>
      this.process.on('exit', (code, signal) => resolve({ code, signal })));
    let over = false;
    this.exited.then(() => (over = true));
    await eventually('the daemon listens', () => {
      if (over) throw new Error(`the daemon ended: ${this.log}${this.output}`);
      return this.output.includes('admin socket') && this.output.endsWith('\n');
    }, 60_000);
    this.port = Number(this.output.match(/listens on https?:\/\/[^ ]*:(\d+)/)[1]);
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  async stop(signal = 'SIGTERM') {
    if (!this.process || this.process.exitCode !== null) return { code: this.process?.exitCode };
    this.process.kill(signal);
    return this.exited;
  }

  /// Runs another yak command against this daemon's configuration.
  command(args, input) {
    return spawnSync(yakBinary, [...args, '-c', this.config],
      { env: this.env, input, encoding: 'utf8', timeout: 60_000 });
  }

  async end() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await this.exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  read(name) {
    return readFileSync(join(this.folder, name));
  }
}

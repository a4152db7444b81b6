// A program on a pseudo-terminal, made by script(1) of util-linux, which every Debian has.
import { spawn } from 'node:child_process';
import { eventually } from './daemon.mjs';

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

export class Terminal {
  output = '';

  /// Runs `words` on a terminal of so many lines and columns.
  constructor(words, env, { rows = 24, columns = 100 } = {}) {
    const command = `stty rows ${rows} cols ${columns}; exec ${words.map(quoted).join(' ')}`;
    this.process = spawn('script', ['-qfec', command, '/dev/null'], { env: { TERM: 'xterm-256color', ...env } });
    this.process.stdout.setEncoding('utf8').on('data', (text) => (this.output += text));
    this.process.stdin.on('error', () => {});  // It may have ended already.
    this.exited = new Promise((resolve) => this.process.on('exit', (code) => resolve(code)));
  }

  /// Types, or whatever else the bytes mean.
  type(text) {
    this.seen = this.output.length;
    this.process.stdin.write(text);
    return this;
  }

  /// Waits until what was written since the last typing matches. Gives it.
  async shows(pattern) {
    const fresh = () => this.output.slice(this.seen ?? 0);
    try {
      await eventually(`the terminal shows ${pattern}`, () => pattern.test(fresh()));
    } catch (failure) {
      throw new Error(`${failure.message}: ${JSON.stringify(fresh())}`);
    }
    return fresh();
  }

  end() {
    this.process.kill('SIGKILL');
  }
}

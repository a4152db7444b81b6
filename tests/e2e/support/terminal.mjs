// SPDX-License-Identifier: Apache-2.0
// Runs a program on a pseudo-terminal, with script(1) of util-linux, which every Debian has.
import { spawn } from 'node:child_process';
import { eventually } from './daemon.mjs';

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

export class Terminal {
  output = '';

  /// Runs `words` on a terminal of `rows` lines and `columns` columns.
  constructor(words, env, { rows = 24, columns = 100 } = {}) {
    const command = `stty rows ${rows} cols ${columns}; exec ${words.map(quoted).join(' ')}`;
    this.process = spawn('script', ['-qfec', command, '/dev/null'], { env: { TERM: 'xterm-256color', ...env } });
    this.process.stdout.setEncoding('utf8').on('data', (text) => (this.output += text));
    this.process.stdin.on('error', () => {});  // the program may have ended already
    this.exited = new Promise((resolve) => this.process.on('exit', (code) => resolve(code)));
  }

  /// Sends bytes as if typed.
  type(text) {
    this.seen = this.output.length;
    this.process.stdin.write(text);
    return this;
  }

  /// Waits until the output since the last input matches `pattern`. Gives that output.
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

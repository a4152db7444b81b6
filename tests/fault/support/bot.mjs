// SPDX-License-Identifier: Apache-2.0
// The installed daemon through many lives: killed and restarted on the same journal. Counters are
// summed over all lives.
import assert from 'node:assert/strict';
import http from 'node:http';
import { join } from 'node:path';
import { Daemon, eventually } from '../../e2e/support/daemon.mjs';

const scrapeTimeout = 2_000;

/// Parses lines such as `yak_x_total{a="b"} 3` into a map from `yak_x_total{a="b"}` to 3.
function parseMetrics(text) {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

export class Bot extends Daemon {
  kills = 0;
  lives = 0;
  past = new Map();    // counters of the earlier lives
  latest = new Map();  // of this life, as last read
  wholeLog = '';

  get isRunning() {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  async start() {
    this.lives += 1;
    await super.start();
    return this;
  }

  /// Starts the daemon and kills it after `afterMs`, possibly before it listens.
  async dieEarly(afterMs) {
    const started = this.start().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await this.kill();
    await started;
  }

  async kill(signal = 'SIGKILL') {
    this.kills += 1;
    this.process.kill(signal);
    await this.#over();
  }

  async stop(signal) {
    await this.scrape().catch(() => {});
    const end = await super.stop(signal);
    await this.#over();
    return end;
  }

  async #over() {
    await this.exited;
    this.wholeLog += this.log;
    for (const [name, value] of this.latest) this.past.set(name, (this.past.get(name) ?? 0) + value);
    this.latest = new Map();
  }

  /// Waits until the journal has the time at which the daemon was alive. The daemon writes it when it is
  /// ready; it is the only write of an idle store.
  async untilMarked() {
    await eventually('it is ready', async () => (await fetch(`${this.url}/readyz`)).ok);
    const writes = () => this.total('yak_store_writes_total');
    await eventually('the mark', async () => (await this.scrape(), writes() > 0));
  }

  /// Reads the metrics of this life from the admin socket.
  scrape() {
    return new Promise((resolve, reject) => {
      const options = { socketPath: join(this.folder, 'yak.sock'), path: '/metrics', timeout: scrapeTimeout, agent: false };
      const request = http.get(options, async (response) => {
        try {
          let text = '';
          for await (const piece of response.setEncoding('utf8')) text += piece;
          resolve((this.latest = parseMetrics(text)));
        } catch (failure) {
          reject(failure);
        }
      });
      request.on('timeout', () => request.destroy(new Error('no metrics in time')));
      request.on('error', reject);
    });
  }

  /// Reloads and expects a refusal with these words.
  async refuses(words) {
    const outcome = await this.reload();
    assert.equal(outcome.result, 'rejected', JSON.stringify(outcome));
    const said = outcome.problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
    assert.match(said, words);
  }

  /// The numbers of refused and of applied reloads in this life.
  async reloads() {
    const metrics = await this.scrape();
    const [applied, rejected] = ['applied', 'rejected'].map((result) => metrics.get(`yak_reload_total{result="${result}"}`) ?? 0);
    return { rejected, sum: applied + rejected };
  }

  /// A counter's sum over its labels and over all lives, as of the last scrape.
  total(name) {
    let sum = 0;
    for (const values of [this.past, this.latest]) {
      for (const [key, value] of values) if (key === name || key.startsWith(`${name}{`)) sum += value;
    }
    return sum;
  }

  /// A gauge of this life.
  async gauge(name) {
    return (await this.scrape()).get(name) ?? 0;
  }
}

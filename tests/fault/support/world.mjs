// SPDX-License-Identifier: Apache-2.0
// A daemon with a fake Twilio, a fake model and a poster of webhooks, and the checks at the end.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../e2e/support/daemon.mjs';
import { botEnv, botYaml, inboundForm } from '../../e2e/support/twilio.mjs';
import { Bot } from './bot.mjs';
import { ModelSide, answerTo } from './model_side.mjs';
import { Poster } from './poster.mjs';
import { TwilioSide } from './twilio_side.mjs';

/// Short waits, so that tests are fast.
const quickCore = `
delivery: {retry_base: 50ms, retry_cap: 500ms, look_up_after: [100ms, 300ms, 600ms]}
lanes: {backlog: 10000}
`;
const plainChain = `  - {plugin: access}
  - {plugin: commands}
  - {plugin: history, max_messages: 4}`;

export const person = (number) => `+1555${String(1_000_000 + number)}`;

export class World {
  /// `whatsapp`, `openai` and `core` are further configuration keys there. `via` gives the URLs of the fakes in
  /// the configuration (proxies); `middleware` is the chain; `edit` changes the whole text; `Bot` is the class
  /// of the daemon.
  static async start(options = {}) {
    const world = new World();
    world.folder = mkdtempSync(join(tmpdir(), 'yak-fault-'));
    world.twilio = await new TwilioSide(world.folder).start();
    world.model = await new ModelSide(world.folder).start();
    const urls = (await options.via?.(world)) ?? { twilio: world.twilio.url, model: world.model.url };
    const yaml = botYaml({
      twilio: { url: urls.twilio }, model: urls.model, whatsapp: options.whatsapp, openai: options.openai,
      rest: options.core ?? quickCore, middleware: options.middleware ?? plainChain });
    world.bot = new (options.Bot ?? Bot)(options.edit?.(yaml) ?? yaml, botEnv);
    world.twilio.deliverTo = () => world.bot.url;
    world.poster = new Poster(world.twilio, world.bot);
    if (options.begin !== false) await world.bot.start();
    return world;
  }

  questions = [];  // {from, text, form}, in the order of asking

  /// Registers a message; each text is used once, so that its answer identifies it.
  ask(from, text) {
    const form = inboundForm(from, text);
    const question = { from, text, form };
    this.questions.push(question);
    return question;
  }

  /// Compares the answers that users got with their questions.
  reckon(expected = answerTo) {
    const wanted = new Map(this.questions.map(({ from, text }) => [`whatsapp:${from} ${expected(text)}`, 0]));
    let strange = 0;
    for (const { To, Body } of this.twilio.outbound) {
      const key = `${To} ${Body}`;
      if (wanted.has(key)) wanted.set(key, wanted.get(key) + 1);
      else strange += 1;
    }
    const counts = [...wanted.values()];
    return { messages: counts.length, lost: counts.filter((count) => count === 0).length,
      duplicates: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0), strange };
  }

  /// Waits until all questions are answered and no work is left.
  async settle(limitMs = 60_000, expected = answerTo) {
    await eventually('every message is answered', () => this.reckon(expected).lost === 0, limitMs)
      .catch((failure) => this.explain(failure, expected));
    await eventually('nothing is in doubt', async () => (await this.bot.gauge('yak_send_in_doubt')) === 0, limitMs);
  }

  explain(failure, expected) {
    const got = new Set(this.twilio.outbound.map(({ To, Body }) => `${To} ${Body}`));
    const missing = this.questions.filter(({ from, text }) => !got.has(`whatsapp:${from} ${expected(text)}`));
    failure.message += `; without an answer: ${missing.slice(0, 5).map(({ text, form }) => `${text} (${form.MessageSid})`).join(', ')}`;
    throw failure;
  }

  /// Checks that a start on the settled journal finds no work and sends nothing.
  async restartsQuietly() {
    const before = this.twilio.outbound.length;
    assert.deepEqual(await this.bot.stop(), { code: 0, signal: null });
    await this.bot.start();
    assert.deepEqual(await this.bot.stop(), { code: 0, signal: null });
    assert.equal(this.twilio.outbound.length, before, 'a start on a settled journal sent something');
  }

  /// Stops everything. After a failed test the ledgers, the journal and the log are kept.
  async end(context) {
    this.poster.isOver = true;
    const failed = context?.passed === false || context?.error;
    if (failed) {
      cpSync(this.bot.folder, join(this.folder, 'daemon'), { recursive: true, filter: (path) => !path.endsWith('.sock') });
      context.diagnostic?.(`ledgers and journal: ${this.folder}`);
      process.stderr.write(`ledgers and journal: ${this.folder}\n${(this.bot.wholeLog + (this.bot.log ?? '')).slice(-4_000)}\n`);
    }
    await this.bot.end();
    await this.twilio.stop();
    await this.model.stop();
    if (!failed) rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.twilio.problems, []);
  }
}

export { answerTo };

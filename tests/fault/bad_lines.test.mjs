// SPDX-License-Identifier: Apache-2.0
// Bad connections to Twilio and the model: slow, cut, sliced, reset, throttled and dead for a while. Every
// message still gets one answer or one error message, and the number of calls to the model is bounded.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { Random, figures, isLong, sized, sleep } from './support/options.mjs';
import { Proxy } from './support/proxy.mjs';
import { World, answerTo, person } from './support/world.mjs';

const messages = sized(12, 100);  // for each kind of fault
const callsAllowed = 3;           // of a turn to a model: one and two retries

let world;
/// For the long form: a long outage.
const deadFor = 300_000;

let proxies;
let people = 0;

beforeEach(async () => {
  world = await World.start({
    whatsapp: 'inline_wait: 0s\n    timeout: 2s\n    typing: false',
    openai: 'first_token_timeout: 2s\n    stall_timeout: 2s\n    connect_timeout: 1s',
    core: `
delivery: {retry_base: 50ms, retry_cap: 500ms, look_up_after: [100ms, 300ms, 600ms]}`,
    via: async ({ twilio, model }) => {
      proxies = { twilio: await new Proxy(twilio.url).start(), model: await new Proxy(model.url).start() };
      return { twilio: proxies.twilio.url, model: proxies.model.url };
    } });
});
afterEach(async (context) => {
  await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
  await world.end(context);
});

/// One message from each of many people, so that each answer belongs to one message.
async function askAll() {
  const asked = Array.from({ length: messages }, (_, n) => world.ask(person(people++), `question ${n}`));
  await Promise.all(asked.map(({ form }) => world.poster.deliver(form)));
  return asked;
}

/// The answers, as soon as all people have one and no delivery is in doubt.
async function outcome(asked, limitMs = 40_000) {
  const got = ({ from }) => world.twilio.outbound.filter(({ To }) => To === `whatsapp:${from}`);
  await eventually('everybody has an answer', () => asked.every((question) => got(question).length > 0), limitMs);
  await eventually('nothing is in doubt', async () => (await world.bot.gauge('yak_send_in_doubt')) === 0, limitMs);
  const sizes = asked.map((question) => got(question).length);
  return { messages: asked.length, lost: sizes.filter((size) => size === 0).length,
    duplicates: sizes.reduce((sum, size) => sum + size - 1, 0),
    answered: asked.filter((question) => got(question)[0].Body === answerTo(question.text)).length,
    'most calls a turn': Math.max(...asked.map(({ text }) => world.model.calls.get(text) ?? 0)) };
}

async function check(context, asked, { allAnswered, mayResend = false }) {
  const result = await outcome(asked);
  figures(context, { ...result, resent: world.bot.total('yak_send_resent_total'),
    'connections to Twilio': proxies.twilio.connections, 'to the model': proxies.model.connections });
  assert.equal(result.lost, 0);
  assert.equal(result.duplicates, 0);
  assert.ok(result['most calls a turn'] <= callsAllowed, `${result['most calls a turn']} calls`);
  if (allAnswered) assert.equal(result.answered, messages);
  if (!mayResend) assert.equal(world.bot.total('yak_send_resent_total'), 0);
}

const lines = {
  'slow lines': () => ({ latency: 150 }),
  'bytes in small slices': () => ({ slice: 7 }),
  'one kilobyte a second': () => ({ bytesPerSecond: 1_024 }),
};
for (const [name, line] of Object.entries(lines)) {
  test(`${name} change nothing but the time`, async (context) => {
    const slow = name.startsWith('one');
    proxies.model.line = line;
    // The timeout of a request to Twilio is 2 s here.
    proxies.twilio.line = slow ? () => ({ bytesPerSecond: 4_096 }) : line;
    await check(context, await askAll(), { allAnswered: !slow });
  });
}

test('connections that are reset in the middle of an answer', async (context) => {
  const random = new Random();
  const some = () => (random.next() < 0.4 ? { resetAfter: Math.floor(random.between(0, 300)) } : {});
  proxies.model.line = some;
  proxies.twilio.line = some;
  await check(context, await askAll(), { allAnswered: false });
});

test('connections that the server closes before it answers', async (context) => {
  const random = new Random();
  const some = () => (random.next() < 0.4 ? { halfClose: true } : {});
  proxies.model.line = some;
  proxies.twilio.line = some;
  await check(context, await askAll(), { allAnswered: false });
});

test('a storm of 429 from both', async (context) => {
  const random = new Random();
  world.model.fate = (question, before) => (before < 2 && random.next() < 0.6 ? { status: 429, headers: { 'retry-after-ms': '50' } } : {});
  world.twilio.fate = () => (random.next() < 0.6 ? { refuse: 429 } : {});
  await check(context, await askAll(), { allAnswered: true });
});

test('5xx from Twilio after and before it accepts a message', async (context) => {
  const random = new Random();
  world.twilio.fate = () => random.pick([{}, { taken: 500 }, { refuse: 503 }, { reset: 'after' }, { reset: 'before' }]);
  await check(context, await askAll(), { allAnswered: true });
});

test('Twilio is dead for a while', async (context) => {
  proxies.twilio.line = () => ({ dead: true });
  const asked = await askAll();
  await eventually('it was tried', () => proxies.twilio.connections > 2 * messages);
  await sleep(sized(0, deadFor));
  proxies.twilio.line = () => ({});
  // Neither sends nor lookups are answered for that long, so every resend is counted.
  await check(context, asked, { allAnswered: true, mayResend: isLong });
});

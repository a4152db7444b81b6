// SPDX-License-Identifier: Apache-2.0
// The breaker stops calls to a model that is down, and resumes them when it is up again.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { figures } from './support/options.mjs';
import { Proxy } from './support/proxy.mjs';
import { World, answerTo, person } from './support/world.mjs';

const failures = 3;
const whileDead = 30;

let world;
let proxy;
let people = 0;
after(async (context) => {
  await proxy?.stop();
  await world?.end(context);
});

async function ask() {
  const question = world.ask(person(people++), `question ${people}`);
  await world.poster.deliver(question.form);
  const mine = () => world.twilio.outbound.filter(({ To }) => To === `whatsapp:${question.from}`);
  const [first] = await eventually('an answer', () => (mine().length > 0 ? mine() : null));
  return first.Body === answerTo(question.text);
}

test('the breaker opens while the model is down and closes when it is up', async (context) => {
  world = await World.start({
    openai: 'max_retries: 1\n    connect_timeout: 1s',
    edit: (yaml) => yaml.replace('assistant: {', `assistant: {breaker: {failures: ${failures}, open_for: 1s}, `),
    via: async ({ twilio, model }) => {
      proxy = await new Proxy(model.url).start();
      return { twilio: twilio.url, model: proxy.url };
    } });
  assert.ok(await ask());

  proxy.line = () => ({ dead: true });
  proxy.cutAll();
  const before = proxy.connections;
  for (let n = 0; n < failures; ++n) assert.ok(!(await ask()));
  const openedAfter = proxy.connections - before;
  const refused = await Promise.all(Array.from({ length: whileDead }, ask));
  const tried = proxy.connections - before - openedAfter;
  assert.ok(refused.every((answered) => !answered), 'everybody is told that it does not work');
  assert.ok(tried <= 4, `${tried} connections while the breaker was open`);

  proxy.line = () => ({});
  await eventually('the model answers again', ask, 10_000);
  assert.ok(await ask());
  await world.bot.scrape();
  figures(context, { messages: people, 'failures until it opened': openedAfter, 'calls while open': tried,
    opened: world.bot.total('yak_model_breaker_opened_total') });
  assert.ok(world.bot.total('yak_model_breaker_opened_total') >= 1);
  assert.equal(world.twilio.outbound.length, people);
});

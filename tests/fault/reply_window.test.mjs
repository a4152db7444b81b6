// SPDX-License-Identifier: Apache-2.0
// A reply is not sent when the person's last message is older than 24 hours.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { ShiftedClock, hour } from './support/clock.mjs';
import { World, answerTo, person } from './support/world.mjs';

const contentSid = `HX${'a'.repeat(32)}`;
const patient = `
delivery: {retry_base: 50ms, retry_cap: 500ms, lifetime: 2d}
lanes: {backlog: 10000}
`;

let world;
afterEach((context) => world.end(context));

/// Starts the daemon a day later, with a reply that was ready but that Twilio did not accept.
async function aDayLater(template) {
  world = await World.start({ whatsapp: `inline_wait: 0s\n    ${template}`, core: patient, begin: false });
  const clock = new ShiftedClock(world.folder);
  Object.assign(world.bot.env, clock.env);
  await world.bot.start();
  await world.bot.untilMarked();
  let tries = 0;
  world.twilio.fate = () => ((tries += 1), { refuse: 429 });
  await world.poster.deliver(world.ask(person(1), 'question 1').form);
  await eventually('a send was put off', () => tries > 0);
  await world.bot.stop();
  world.twilio.fate = () => ({});
  world.twilio.now = () => clock.now();
  clock.set(24 * hour + 60);
  await world.bot.start();
}

const deadLetters = async () =>
  JSON.parse((await world.bot.admin('GET', '/api/v1/dead-letters')).text).dead_letters;

test('without a template it is a dead letter with the reason, and is sent once the person has written', async () => {
  await aDayLater('');
  await eventually('a dead letter', async () => (await deadLetters()).length === 1);
  const [letter] = await deadLetters();
  assert.match(letter.reason, /reply window is closed: this person last wrote more than 24 hours ago/);
  assert.deepEqual(world.twilio.outbound, []);

  await world.poster.deliver(world.ask(person(1), 'question 2').form);
  await eventually('the new answer', () => world.twilio.outbound.length === 1);
  await world.bot.admin('POST', `/api/v1/dead-letters/${letter.id}/retry`);
  await eventually('the old answer', () => world.twilio.outbound.length === 2);
  assert.deepEqual(world.twilio.outbound.map(({ Body }) => Body), [answerTo('question 2'), answerTo('question 1')]);
});

test('with a template, the template is sent instead', async () => {
  await aDayLater(`window_template: {content_sid: ${contentSid}, variables: {"1": "Your answer: {text}"}}`);
  await eventually('the template', () => world.twilio.outbound.length === 1);
  const [sent] = world.twilio.outbound;
  assert.equal(sent.ContentSid, contentSid);
  assert.deepEqual(JSON.parse(sent.ContentVariables), { 1: `Your answer: ${answerTo('question 1')}` });
  assert.equal(sent.Body, undefined);
  assert.deepEqual(await deadLetters(), []);
});

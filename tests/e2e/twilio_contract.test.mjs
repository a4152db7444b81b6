// SPDX-License-Identifier: Apache-2.0
// The daemon's requests to Twilio's REST API, checked by Prism against Twilio's API description.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon, eventually } from './support/daemon.mjs';
import { Prism, fieldsOf, readDescription } from './support/prism.mjs';
import { Relay } from './support/relay.mjs';
import { FakeTwilio, accountSid, botEnv, botNumber, botYaml, publicUrl, say, twimlText } from './support/twilio.mjs';

const ann = '+15551110001';
const admin = '+15550000001';
const messages = `/2010-04-01/Accounts/${accountSid}/Messages.json`;

describe('the twilio_whatsapp plugin, checked against the official API description', () => {
  const description = readDescription('twilio_messages');
  let model;
  let twilio;
  let prism;
  let relay;
  let daemon;

  const startBot = async (whatsapp = 'inline_wait: 0s') => {
    daemon = await new Daemon(botYaml({ model: model.url, twilio: relay, whatsapp }), botEnv).start();
  };
  /// The requests with this method and path that passed Prism.
  const passed = (method, path) =>
    relay.exchanges.filter((exchange) => exchange.method === method && exchange.path.split('?')[0] === path);
  /// Compares the names of fields, because Prism drops a form's unknown fields.
  const onlyKnownFields = () => {
    for (const { method, path, sent } of relay.exchanges.filter((exchange) => exchange.sent)) {
      const operation = description.paths[path.replace(accountSid, '{AccountSid}')][method.toLowerCase()];
      const { schema } = operation.requestBody.content['application/x-www-form-urlencoded'];
      const known = fieldsOf(schema, description);
      for (const name of new URLSearchParams(sent).keys()) assert.ok(known.includes(name), `${path} has no ${name}`);
    }
  };

  before(async () => {
    model = await new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await model.start();
    twilio = await new FakeTwilio().start();
    prism = await new Prism().start('twilio_messages', twilio.url);
  });
  after(async () => {
    await prism.stop();
    await twilio.stop();
    await model.stop();
  });
  beforeEach(async () => {
    model.clearFixtures();
    Object.assign(twilio, { sent: [], typing: [], listed: [], problems: [], script: [], callbacks: true });
    relay = await new Relay(prism.url).start();
  });
  afterEach(async () => {
    await daemon?.end();
    await relay.stop();
    onlyKnownFields();
    assert.deepEqual(twilio.problems, []);
  });

  test('the request for a message with any text is valid and requests callbacks', async () => {
    const text = 'Größe & Preis = 1+1; 100 % 🙂\nnext line';
    model.onMessage(/plain/, { content: text });
    await startBot();
    await say(daemon, ann, 'plain');
    await eventually('the send', () => passed('POST', messages).length > 0);
    assert.deepEqual(relay.refused, []);
    assert.deepEqual(twilio.textsTo(ann), [text]);
    assert.ok(twilio.sent[0].StatusCallback.startsWith(`${publicUrl}/webhook/status?`));
  });

  test('the requests for all parts of a long answer are valid', async () => {
    const content = Array.from({ length: 30 }, (_, i) => `Paragraph ${i} ${'wörd '.repeat(40).trim()}.`).join('\n\n');
    model.onMessage(/long/, { content });
    await startBot();
    await say(daemon, ann, 'long');
    await eventually('all parts or a refusal', () =>
      relay.refused.length > 0 || twilio.textsTo(ann).join('\n\n') === content);
    assert.deepEqual(relay.refused, []);
    assert.ok(passed('POST', messages).length > 3);
  });

  test('the request for a message without status callbacks is valid', async () => {
    twilio.callbacks = false;
    model.onMessage(/plain/, { content: 'no callback' });
    await startBot('inline_wait: 0s\n    status_callbacks: false');
    await say(daemon, ann, 'plain');
    await eventually('the send', () => passed('POST', messages).length > 0);
    assert.deepEqual(relay.refused, []);
    assert.equal(twilio.sent[0].StatusCallback, undefined);
  });

  test('the request for the typing indicator is valid', async () => {
    model.onMessage(/think/, { content: 'thought' }, { streamingProfile: { ttft: 2_500 } });
    await startBot();
    await say(daemon, ann, 'think');
    await eventually('the answer', () => passed('POST', messages).length > 0);
    assert.deepEqual(relay.refused, []);
    assert.equal(passed('POST', '/v2/Indicators/Typing.json').length, 1);
    assert.equal(twilio.typing.length, 1);
  });

  test('the request of /credits for the balance is valid', async () => {
    await startBot('inline_wait: 8s');
    assert.match(twimlText((await say(daemon, admin, '/credits')).text), /12\.34 USD/);
    assert.deepEqual(relay.refused, []);
    assert.equal(passed('GET', `/2010-04-01/Accounts/${accountSid}/Balance.json`).length, 1);
  });

  test('a send without an answer is looked up with a valid request and not repeated when it is found', async () => {
    model.onMessage(/doubt/, { content: 'said once' });
    twilio.script.push((form) => {
      twilio.sent.push({ ...form, sid: `SM${'a'.repeat(32)}`, at: new Date().toUTCString().replace('GMT', '+0000') });
      return { drop: true };
    });
    await startBot();
    await say(daemon, ann, 'doubt');
    // At its start the daemon lists the messages to the bot's own number.
    const lookUps = () => twilio.listed.filter((query) => query.To === `whatsapp:${ann}`);
    await eventually('the look-up', () => lookUps().length > 0, 30_000);
    for (const { status, answer } of passed('GET', messages)) assert.equal(status, 200, answer);
    const [lookUp] = lookUps();
    assert.equal(lookUp.From, `whatsapp:${botNumber}`);
    assert.match(lookUp['DateSent>'], /^\d{4}-\d{2}-\d{2}$/);
    await eventually('nothing is left to send', () => {
      const { status } = JSON.parse(daemon.command(['status', '--json']).stdout);
      return ['messages unfinished', 'deliveries pending', 'deliveries in doubt'].every((key) => status[key] === '0');
    });
    assert.equal(passed('POST', messages).length, 1);
    assert.deepEqual(twilio.textsTo(ann), ['said once']);
  });

  test('an invalid request is detected: a dead letter, not retried', async () => {
    model.onMessage(/plain/, { content: 'never' });
    await startBot(`inline_wait: 0s\n    status_url: "${publicUrl}/status|x"`);
    await say(daemon, ann, 'plain');
    await eventually('the log line', () => /422/.test(daemon.log));
    assert.match(relay.refused.join(), /StatusCallback must match format/);
    assert.equal(passed('POST', messages).length, 1);
    assert.deepEqual(twilio.sent, []);
  });
});

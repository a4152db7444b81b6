// SPDX-License-Identifier: Apache-2.0
// The daemon's requests to OpenAI, checked by Prism against OpenAI's API description.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon } from './support/daemon.mjs';
import { Prism } from './support/prism.mjs';
import { Relay } from './support/relay.mjs';
import { FakeTwilio, botEnv, botYaml, say, twimlText } from './support/twilio.mjs';

const ann = '+15551110001';
const admin = '+15550000001';
const settings = `flavor: openai
    organization: org-yak
    project: proj_yak
    headers: {X-Trace: on}
    max_retries: 2
    extra_body: {top_p: 0.5, seed: 7, stop: [END], store: false, metadata: {bot: yak}, service_tier: auto}`;

describe('the openai plugin, checked against the official API description', () => {
  let model;
  let prism;
  let relay;
  let twilio;
  let daemon;

  /// Starts the bot with relay and Prism in front of the model; `edit` changes its configuration.
  const startBot = async (openai, edit = (yaml) => yaml) => {
    const yaml = botYaml({ model: relay.url, twilio, openai })
      .replace('assistant: {', 'assistant: {max_tokens: 300, temperature: 0.5, ');
    daemon = await new Daemon(edit(yaml), botEnv).start();
  };
  const asked = () => model.getRequests().at(-1);

  before(async () => {
    model = await new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await model.start();
    model.onMessage(/./, { content: 'Nöted 👍' });
    prism = await new Prism().start('openai_chat', `${model.url}/v1`);
  });
  after(async () => {
    await prism.stop();
    await model.stop();
  });
  beforeEach(async () => {
    model.clearRequests();
    relay = await new Relay(prism.url, { dropPrefix: '/v1' }).start();
    twilio = await new FakeTwilio().start();
  });
  afterEach(async () => {
    await daemon?.end();
    await twilio.stop();
    await relay.stop();
  });

  for (const stream of [true, false]) {
    test(`with every option in use requests are valid and ${stream ? 'streamed' : 'whole'} answers arrive`, async () => {
      await startBot(`${settings}\n    stream: ${stream}`);
      for (const text of ['Grüße, my name is "Ann"\n🙂', 'what is my name?']) {
        assert.equal(twimlText((await say(daemon, ann, text)).text), 'Nöted 👍', relay.refused.join('\n'));
      }
      assert.deepEqual(relay.refused, []);
      const { body, headers } = asked();
      assert.equal(body.stream, stream);
      assert.deepEqual(body.messages.map(({ role }) => role), ['system', 'user', 'assistant', 'user']);
      assert.equal(body.messages[1].content, 'Grüße, my name is "Ann"\n🙂');
      assert.equal(body.max_completion_tokens, 300);
      assert.equal(body.temperature, 0.5);
      assert.deepEqual([body.top_p, body.seed, body.stop, body.metadata], [0.5, 7, ['END'], { bot: 'yak' }]);
      assert.equal(headers['openai-organization'], 'org-yak');
      assert.equal(headers['openai-project'], 'proj_yak');
      assert.equal(headers['x-trace'], 'on');
    });
  }

  test('requests to a reasoning model are valid, with a developer message and without a temperature', async () => {
    await startBot('flavor: openai\n    extra_body: {reasoning_effort: low}',
      (yaml) => yaml.replaceAll('gpt-4o-mini', 'o4-mini'));
    assert.equal(twimlText((await say(daemon, ann, 'think')).text), 'Nöted 👍', relay.refused.join('\n'));
    assert.deepEqual(relay.refused, []);
    const { body } = asked();
    assert.deepEqual(body.messages.map(({ role }) => role), ['developer', 'user']);
    assert.equal(body.temperature, undefined);
    assert.equal(body.max_tokens, undefined);
  });

  for (const [what, extra, complaint] of [
    ['a value of a wrong type', 'top_p: lots', /body.*top_p.*must be number/],
    ['a field that OpenAI does not have', 'tempreature: 1', /additional properties; found 'tempreature'/],
  ]) {
    test(`${what} is detected; the user gets an error message and the request is not retried`, async () => {
      await startBot(`flavor: openai\n    max_retries: 2\n    extra_body: {${extra}}`);
      const words = twimlText((await say(daemon, ann, 'hello')).text);
      assert.equal(relay.refused.length, 1);
      assert.equal(relay.exchanges[0].status, 422);
      assert.match(relay.exchanges[0].answer, complaint);
      assert.equal(model.getRequests().length, 0);
      assert.ok(words.length > 10);
      assert.doesNotMatch(words, /stoplight|prism|422/i);
    });
  }

  test('the request for the list of models is valid', async () => {
    await startBot('flavor: openai', (yaml) => yaml.replace('models: [gpt-4o-mini, gpt-4o]', 'models: []'));
    const words = twimlText((await say(daemon, ann, '/model list')).text);
    const [listed] = relay.exchanges;
    assert.deepEqual([listed.method, listed.path, listed.status], ['GET', '/models', 200]);
    for (const { id } of JSON.parse(listed.answer).data) assert.ok(words.includes(`openai/${id}`), `${id} in ${words}`);
    assert.deepEqual(relay.refused, []);
  });

  test('the request of /credits for the costs is valid, with the admin key', async () => {
    const mock = await new Prism().start('openai_chat');
    const costs = await new Relay(mock.url, { dropPrefix: '/v1' }).start();
    try {
      await startBot('flavor: openai\n    admin_key: sk-admin-canary', (yaml) => yaml.replace(relay.url, costs.url));
      assert.match(twimlText((await say(daemon, admin, '/credits')).text), /0\.06 USD in the last 30 days/);
      assert.deepEqual(costs.refused, []);
      assert.equal(costs.exchanges[0].headers.authorization, 'Bearer sk-admin-canary');
    } finally {
      await costs.stop();
      await mock.stop();
    }
  });
});

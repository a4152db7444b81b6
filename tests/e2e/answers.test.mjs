// SPDX-License-Identifier: Apache-2.0
// How answers of models are sent: bounded in messages and time, never empty, and unchanged where they
// are not Markdown.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon, eventually } from './support/daemon.mjs';
import { FakeTwilio, botEnv, botYaml, say } from './support/twilio.mjs';

describe('answers', () => {
  let model;
  let twilio;
  let daemon;
  let people = 0;

  before(async () => {
    model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', chunkSize: 4096 });
    await model.start();
    twilio = await new FakeTwilio().start();
    daemon = await new Daemon(botYaml({ model: model.url, twilio, whatsapp: 'inline_wait: 0s',
      openai: 'max_retries: 0' }), botEnv).start();
  });
  after(async () => {
    await daemon.end();
    await twilio.stop();
    await model.stop();
    assert.deepEqual(twilio.problems, []);
  });
  /// The messages with the model's answer. The answer to a second question marks their end.
  async function messagesFor(answer) {
    const person = `+1555111${String(++people).padStart(4, '0')}`;
    model.clearFixtures();
    model.onMessage(/ask/, answer);
    model.onMessage(/done/, { content: 'the end' });
    assert.equal((await say(daemon, person, 'ask')).status, 200);
    assert.equal((await say(daemon, person, 'done')).status, 200);
    await eventually('both answers', () => twilio.textsTo(person).at(-1) === 'the end', 30_000);
    return twilio.textsTo(person).slice(0, -1);
  }
  const shown = async (content) => (await messagesFor({ content })).join('\n');

  const cut = /The answer is longer: [\d,]+ more messages were left out/;

  test('a plain answer of 600 KB becomes ten messages, and the last says that it is longer', async () => {
    const messages = await messagesFor({ content: 'lorem ipsum '.repeat(50_000) });
    assert.equal(messages.length, 10);
    assert.match(messages[9], cut);
    assert.match(messages[8], /^lorem ipsum lorem/);
  });

  for (const [what, content] of [
    ['a definition that 500 links name', `[a]: http://x/${'u'.repeat(1_500)}\n\n${'[a] '.repeat(500)}`],
    ['4 KB of a table', `${'|a'.repeat(100)}|\n${'|-'.repeat(100)}|\n${'|x\n'.repeat(1_000)}`],
    ['24 KB of a table with 4,096 columns', `${'|a'.repeat(4_096)}|\n${'|-'.repeat(4_096)}|\n${'|x\n'.repeat(2_700)}`],
    ['60 KB of pipes', '|'.repeat(61_440)],
    ['48 KB of links', `[a]: http://x/${'u'.repeat(24_000)}\n\n${'[a] '.repeat(6_000)}`],
  ]) {
    test(`${what} makes ten messages at most, at most twice as long`, async () => {
      const began = Date.now();
      const messages = await messagesFor({ content });
      assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
      assert.ok(messages.length <= 10, `${messages.length} messages`);
      assert.ok(messages.join('').length <= 2 * content.length);
    });
  }

  test('text that would render as nothing on WhatsApp is sent unchanged', async () => {
    for (const content of ['[1]: https://yak.example', '```\n```', '>', '[]()', 'See (1).\n\n[1]: https://yak.example']) {
      assert.equal(await shown(content), content);
    }
  });

  test('formulas and URLs arrive unchanged', async () => {
    for (const content of ['x**2 and y**3', '5*4*3', 'https://e/a?b=*c*']) assert.equal(await shown(content), content);
  });

  test('the error for a conversation that is too long names the conversation, not the last message', async () => {
    const answer = { error: { message: 'This model\'s maximum context length is 8192 tokens.', type: 'invalid_request_error',
      code: 'context_length_exceeded' }, status: 400 };
    const [words] = await messagesFor(answer);
    assert.match(words, /the conversation is too long: send \/new/);
    assert.doesNotMatch(words, /differently/);
  });
});

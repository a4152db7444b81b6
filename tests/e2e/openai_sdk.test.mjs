// SPDX-License-Identifier: Apache-2.0
// The daemon reads a stream as OpenAI's own SDK does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { Daemon } from './support/daemon.mjs';
import { Relay } from './support/relay.mjs';
import { FakeTwilio, botEnv, botYaml, say, twimlText } from './support/twilio.mjs';

const texts = {
  'letters of two, three and four bytes': 'Größe: 5 µm – naïve café, 東京, Ελλάδα, 🙂🚀 and 𝄞.',
  'emoji joined from several': '👩‍👩‍👧‍👦 with 🏳️‍🌈, 👍🏽 and 🇩🇪🇫🇷',
  'what markup and JSON escape': 'a < b && c > "d"; path C:\\temp\\new, tab\there, line\nnext',
};

describe('streams, compared with the official SDK', () => {
  let model;
  let twilio;
  before(async () => {
    model = await new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await model.start();
    twilio = await new FakeTwilio().start();
  });
  after(async () => {
    await twilio.stop();
    await model.stop();
  });

  // One UTF-16 unit a chunk splits every emoji between two events; three bytes a write split
  // characters and lines.
  for (const [chunkSize, pieceBytes] of [[20, 0], [20, 3], [1, 3]]) {
    test(`text and usage agree, ${chunkSize} units a chunk, ${pieceBytes || 'all'} bytes a write`, async () => {
      const relay = await new Relay(model.url, { pieceBytes }).start();
      const daemon = await new Daemon(
        botYaml({ model: relay.url, twilio, openai: 'flavor: openai' }), botEnv).start();
      const sdk = new OpenAI({ apiKey: botEnv.OPENAI_API_KEY, baseURL: `${relay.url}/v1`, maxRetries: 0 });
      try {
        const theirUsage = { prompt: 0, completion: 0 };
        for (const [index, [what, content]] of Object.entries(texts).entries()) {
          const user = `+1555222000${index}`;
          const usage = { prompt_tokens: 1000 + index, completion_tokens: 70, total_tokens: 1070 + index };
          model.clearFixtures();
          model.onMessage(/./, { content, usage }, { chunkSize });
          const delivered = twimlText((await say(daemon, user, what)).text);
          const theirs = await sdk.chat.completions.stream(model.getRequests().at(-1).body).finalChatCompletion();
          assert.equal(theirs.choices[0].message.content, content, what);
          assert.equal(delivered, theirs.choices[0].message.content, what);
          assert.equal(theirs.usage.total_tokens, usage.total_tokens);
          const words = twimlText((await say(daemon, user, '/usage')).text);
          assert.match(words, new RegExp(`\\b${usage.total_tokens.toLocaleString('en-US')} tokens`), what);
          theirUsage.prompt += theirs.usage.prompt_tokens;
          theirUsage.completion += theirs.usage.completion_tokens;
        }
        const cut = relay.exchanges.some(({ answer }) => /\\ud83[cd]"/.test(answer));
        assert.ok(cut || chunkSize > 1, 'no half of an emoji in an event');
        const { usage } = JSON.parse(daemon.command(['usage', '--json']).stdout);
        const sum = (key) => usage.reduce((total, row) => total + row[key], 0);
        assert.deepEqual({ prompt: sum('prompt_tokens'), completion: sum('completion_tokens') }, theirUsage);
      } finally {
        await daemon.end();
        await relay.stop();
      }
    });
  }
});

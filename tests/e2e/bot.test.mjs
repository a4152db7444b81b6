// SPDX-License-Identifier: Apache-2.0
// The whole bot: signed webhooks arrive, the model's answers are sent.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { daemon, model, startBot, twilio, useBot } from './support/bot.mjs';
import { eventually } from './support/daemon.mjs';
import { botYaml, inboundForm, newSid, postForm, publicUrl, say, sign, twimlText } from './support/twilio.mjs';

const ann = '+15551110001';
const bob = '+15551110002';
const admin = '+15550000001';

describe('the bot', () => {
  useBot();

  test('a quick answer is in the webhook\'s response as TwiML', async () => {
    model.onMessage(/capital/, { content: 'It is **Paris**.' });
    await startBot();
    const answer = await say(daemon, ann, 'What is the capital of France?');
    assert.equal(answer.status, 200);
    assert.match(answer.type, /xml/);
    assert.ok(answer.text.startsWith('<?xml'));
    assert.equal(twimlText(answer.text), 'It is *Paris*.');
    assert.deepEqual(twilio.sent, []);
    const asked = model.getRequests().at(-1).body;
    assert.equal(asked.model, 'gpt-4o-mini');
    assert.equal(asked.messages.at(-1).content, 'What is the capital of France?');
    assert.match(JSON.stringify(asked.messages[0]), /Answer briefly/);
  });

  test('with a slow model the webhook is answered at once and the answers are sent by REST in order', async () => {
    for (const n of [1, 2, 3]) {
      model.onMessage(new RegExp(`question ${n}$`), { content: `answer ${n}` },
        { streamingProfile: { ttft: 700 } });
    }
    await startBot({ whatsapp: 'inline_wait: 200ms' });
    const began = Date.now();
    for (const n of [1, 2, 3]) {
      const answer = await say(daemon, ann, `question ${n}`);
      assert.equal(answer.status, 200);
      assert.equal(twimlText(answer.text), null);
    }
    assert.ok(Date.now() - began < 3_000);
    await eventually('three answers', () => twilio.sent.length === 3, 30_000);
    assert.deepEqual(twilio.textsTo(ann), ['answer 1', 'answer 2', 'answer 3']);
  });

  test('a long answer arrives completely, in parts below the limit', async () => {
    const paragraphs = Array.from({ length: 30 }, (_, i) => `Paragraph ${i} ${'word '.repeat(40).trim()}.`);
    model.onMessage(/long/, { content: paragraphs.join('\n\n') });
    await startBot({ whatsapp: 'inline_wait: 0s' });
    await say(daemon, ann, 'something long');
    await eventually('all parts', () => twilio.textsTo(ann).join('\n\n').includes('Paragraph 29'));
    assert.ok(twilio.sent.length > 3);
    assert.equal(twilio.textsTo(ann).join('\n\n'), paragraphs.join('\n\n'));
  });

  test('a message without text gets a fixed reply, without a model call', async () => {
    model.onMessage(/capital/, { content: 'Paris.' });
    await startBot();
    assert.equal(twimlText((await say(daemon, ann, 'capital?')).text), 'Paris.');
    assert.match(twimlText((await say(daemon, ann, '')).text), /without any text/);
    const photo = { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/x', MediaContentType0: 'image/jpeg' };
    assert.match(twimlText((await say(daemon, ann, '', photo)).text), /an image.*cannot read/);
    const voice = { ...photo, MediaContentType0: 'audio/ogg; codecs=opus' };
    assert.match(twimlText((await say(daemon, ann, '', voice)).text), /a voice message.*cannot read/);
    assert.equal(model.getRequests().length, 1);
  });

  test('a repeated webhook is harmless', async () => {
    model.onMessage(/once/, { content: 'only once' });
    await startBot({ whatsapp: 'inline_wait: 0s' });
    const form = inboundForm(ann, 'once');
    const answers = await Promise.all(Array.from({ length: 5 }, () => postForm(daemon, '/webhook', form)));
    assert.ok(answers.every((answer) => answer.status === 200));
    await eventually('one answer', () => twilio.sent.length === 1);
    assert.equal((await postForm(daemon, '/webhook', form)).status, 200);
    await say(daemon, ann, 'once more, please');
    await eventually('the next answer', () => twilio.sent.length >= 2);
    assert.equal(twilio.sent.length, 2);
    assert.equal(model.getRequests().length, 2);
  });

  test('/model belongs to its user and survives a restart', async () => {
    model.onMessage(/who/, { content: 'me' });
    await startBot();
    assert.match(twimlText((await say(daemon, ann, '/model gpt-4o')).text), /gpt-4o/);
    const modelOf = async (user) => {
      await say(daemon, user, 'who are you?');
      return model.getRequests().at(-1).body.model;
    };
    assert.equal(await modelOf(ann), 'gpt-4o');
    assert.equal(await modelOf(bob), 'gpt-4o-mini');
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    await daemon.start();
    assert.equal(await modelOf(ann), 'gpt-4o');
    assert.equal(await modelOf(bob), 'gpt-4o-mini');
    const refused = twimlText((await say(daemon, ann, 'model: gpt-9')).text);
    assert.match(refused, /openai\/gpt-4o-mini/);
    assert.match(refused, /echo\/echo/);
  });

  test('the 21st message in a minute is refused, commands are not', async () => {
    model.onMessage(/ping/, { content: 'pong' });
    await startBot();
    for (let i = 0; i < 20; ++i) assert.equal(twimlText((await say(daemon, ann, 'ping')).text), 'pong');
    const refused = twimlText((await say(daemon, ann, 'ping')).text);
    assert.match(refused, /limit is 20 in 1 minute/);
    assert.match(refused, /again in/);
    assert.equal(twimlText((await say(daemon, bob, 'ping')).text), 'pong');
    assert.match(twimlText((await say(daemon, ann, '/whoami')).text), /whatsapp:\+15551110001/);
    assert.equal(model.getRequests().length, 21);
  });

  test('a request without a signature for our URL is refused', async () => {
    await startBot();
    const form = inboundForm(ann, 'let me in');
    const tries = [
      [null, 400], ['', 400], ['AAAA', 403], [sign('https://evil.example.com/webhook', form), 403],
      [sign(`${publicUrl}/webhook`, form, 'another token'), 403],
      [sign(`${publicUrl}/webhook`, { ...form, Body: 'other' }), 403],
    ];
    for (const [signature, status] of tries) {
      const answer = await postForm(daemon, '/webhook', form, { signature });
      assert.equal(answer.status, status);
      assert.ok(!/text\/plain/.test(answer.type ?? ''));
    }
    assert.equal(model.getRequests().length, 0);
    await eventually('the log line', () => /signature/i.test(daemon.log));
    assert.match(daemon.log, /bot\.example\.com\/webhook/);
  });

  test('a model\'s output is only text: it runs no command, and is not in the log or the metrics', async () => {
    model.onMessage(/obey/, { content: '/model gpt-4o' });
    model.onMessage(/fail/, { error: { message: 'no\n2026-01-01T00:00:00.000Z error [core] forged\u001b[31m', type: 'invalid_request_error' }, status: 400 });
    await startBot();
    for (const user of [ann, admin]) {
      for (const turn of [1, 2]) {
        assert.equal(twimlText((await say(daemon, user, `obey ${turn}`)).text), '/model gpt-4o');
        assert.equal(model.getRequests().at(-1).body.model, 'gpt-4o-mini');
      }
    }
    await say(daemon, ann, 'fail');
    const line = await eventually('the log line', () => daemon.log.split('\n').find((one) => one.includes('forged')));
    assert.match(line, / warn +\[openai\] model call failed .*forged/);
    assert.ok(!daemon.log.includes('\u001b'), 'an escape in the log');
    const metrics = (await daemon.admin('GET', '/metrics')).text;
    assert.match(metrics, /^yak_messages_accepted_total 5$/m);
    assert.doesNotMatch(metrics, /5551110001|5550000001|obey/);
  });

  test('proxies in the environment are not used', async () => {
    model.onMessage(/direct/, { content: 'yes' });
    const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()])
      .map((name) => [name, 'http://127.0.0.1:9']);
    await startBot({}, Object.fromEntries(proxies));
    assert.equal(twimlText((await say(daemon, ann, 'direct?')).text), 'yes');
  });

  test('history is remembered, /new forgets it', async () => {
    model.onMessage(/./, { content: 'noted' });
    await startBot();
    await say(daemon, ann, 'my name is Ann');
    await say(daemon, ann, 'what is my name?');
    assert.deepEqual(model.getRequests().at(-1).body.messages.slice(1).map((line) => line.content),
      ['my name is Ann', 'noted', 'what is my name?']);
    await say(daemon, ann, '/new');
    await say(daemon, ann, 'and now?');
    assert.deepEqual(model.getRequests().at(-1).body.messages.slice(1).map((line) => line.content), ['and now?']);
  });

  test('kill -9 between accept and answer: after the restart there is one answer', async () => {
    model.onMessage(/survive/, { content: 'I did' }, { streamingProfile: { ttft: 1_500 } });
    await startBot({ whatsapp: 'inline_wait: 0s' });
    assert.equal((await say(daemon, ann, 'survive this')).status, 200);
    await daemon.stop('SIGKILL');
    assert.deepEqual(twilio.sent, []);
    await daemon.start();
    await eventually('the answer', () => twilio.sent.length > 0, 30_000);
    assert.deepEqual(twilio.textsTo(ann), ['I did']);
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    assert.deepEqual(twilio.textsTo(ann), ['I did']);
  });

  test('SIGTERM finishes the running turn and exits 0', async () => {
    model.onMessage(/last/, { content: 'last words' }, { streamingProfile: { ttft: 1_500 } });
    await startBot({ whatsapp: 'inline_wait: 0s' });
    await say(daemon, ann, 'last question');
    await eventually('the model is asked', () => model.getRequests().length === 1);
    assert.deepEqual(await daemon.stop('SIGTERM'), { code: 0, signal: null });
    assert.deepEqual(twilio.textsTo(ann), ['last words']);
  });

  test('/stop ends a slow answer at once', async () => {
    model.onMessage(/slow/, { content: 'too late' }, { streamingProfile: { ttft: 8_000 } });
    await startBot({ whatsapp: 'inline_wait: 100ms' });
    await say(daemon, ann, 'slow question');
    await eventually('the model is asked', () => model.getRequests().length === 1);
    await say(daemon, ann, '/stop');
    assert.match(twimlText((await say(daemon, ann, '/status')).text) ?? twilio.textsTo(ann).join(), /Waiting for an answer here: 0/);
    assert.ok(!twilio.textsTo(ann).includes('too late'));
  });

  test('conversations are separate: another person cannot read, clear or stop one', async () => {
    model.onMessage(/slow/, { content: 'in peace' }, { streamingProfile: { ttft: 1_500 } });
    model.onMessage(/./, { content: 'noted' });
    await startBot({ whatsapp: 'inline_wait: 100ms' });
    const shown = () => model.getRequests().at(-1).body.messages.slice(1).map((line) => line.content);
    await say(daemon, ann, 'my name is Ann');
    await eventually('the answer', async () => (await daemon.admin('GET', '/metrics')).text.includes('yak_turns_total{result="answered"} 1'));
    const asked = model.getRequests().length;
    await say(daemon, bob, 'what is her name?');
    await eventually('the model is asked', () => model.getRequests().length > asked);
    assert.deepEqual(shown(), ['what is her name?']);
    await say(daemon, ann, 'a slow question');
    await eventually('the model is asked', () => model.getRequests().length > asked + 1);
    assert.deepEqual(shown(), ['my name is Ann', 'noted', 'a slow question']);
    for (const command of ['/stop', '/new', '/privacy erase yes']) await say(daemon, bob, command);
    await eventually('the answer', () => twilio.textsTo(ann).includes('in peace'));
    await say(daemon, ann, 'and my name?');
    await eventually('the model is asked', () => model.getRequests().length > asked + 2);
    assert.deepEqual(shown().at(0), 'my name is Ann');
  });

  test('the fallback answers for a model that fails; without one the user gets an error message', async () => {
    model.on({ userMessage: /hard/, model: 'gpt-4o-mini' },
      { error: { message: 'The server had an error: secret upstream detail', type: 'server_error' }, status: 503 });
    model.on({ userMessage: /hard/, model: 'gpt-4o' }, { content: 'from the fallback' });
    await startBot({ openai: 'max_retries: 0', rest: '' });
    const alone = twimlText((await say(daemon, ann, 'hard question')).text);
    assert.ok(alone.length > 10);
    assert.doesNotMatch(alone, /upstream|server_error|503/);
    await daemon.stop();
    daemon.write(botYaml({ model: model.url, twilio, openai: 'max_retries: 0' })
      .replace('assistant: {', 'assistant: {fallbacks: [openai/gpt-4o], '));
    await daemon.start();
    assert.equal(twimlText((await say(daemon, ann, 'hard question')).text), 'from the fallback');
  });

  test('quota errors are not retried', async () => {
    model.onMessage(/money/, { error: { message: 'You exceeded your quota', type: 'insufficient_quota',
      code: 'insufficient_quota' }, status: 429 });
    await startBot();
    const words = twimlText((await say(daemon, ann, 'money?')).text);
    assert.doesNotMatch(words, /exceeded your quota/);
    assert.equal(model.getRequests().length, 1);
  });

  test('a cut stream is a failure, not an answer', async () => {
    model.onMessage(/cut/, { content: 'this will be cut somewhere in the middle of it' },
      { truncateAfterChunks: 1, chunkSize: 5 });
    await startBot({ openai: 'max_retries: 0' });
    const words = twimlText((await say(daemon, ann, 'cut')).text);
    assert.doesNotMatch(words, /this will|this /);
  });

  test('status callbacks are recorded, also out of order', async () => {
    model.onMessage(/track/, { content: 'tracked' });
    await startBot({ whatsapp: 'inline_wait: 0s' });
    await say(daemon, ann, 'track');
    await eventually('the send', () => twilio.sent.length === 1);
    const callback = new URL(twilio.sent[0].StatusCallback);
    const path = callback.pathname + callback.search;
    for (const status of ['delivered', 'sent', 'read', 'queued']) {
      const answer = await postForm(daemon, path,
        { MessageSid: twilio.sent[0].sid, MessageStatus: status, AccountSid: 'AC0123456789abcdef0123456789abcdef' });
      assert.ok([200, 204].includes(answer.status), `${answer.status}`);
    }
    const unsigned = await postForm(daemon, path, { MessageSid: newSid(), MessageStatus: 'failed' }, { signature: null });
    assert.equal(unsigned.status, 400);
  });

  test('a refused send becomes a dead letter with a reason for the operator', async () => {
    model.onMessage(/sandbox/, { content: 'hello' });
    twilio.script.push(() => ({ status: 400, body: { code: 63015, message: 'Channel Sandbox can only send messages to phone numbers that have joined the Sandbox', status: 400 } }));
    await startBot({ whatsapp: 'inline_wait: 0s' });
    await say(daemon, ann, 'sandbox');
    await eventually('the log line', () => daemon.log.includes('63015'));
    assert.match(daemon.log, /has not joined the sandbox/);
    assert.match(daemon.log, /join/);
  });

  test('a send that Twilio throttles is retried', async () => {
    model.onMessage(/busy/, { content: 'finally' });
    twilio.script.push(() => ({ status: 429, body: { code: 20429, message: 'Too Many Requests', status: 429 } }));
    await startBot({ whatsapp: 'inline_wait: 0s' });
    await say(daemon, ann, 'busy');
    await eventually('the second try', () => twilio.sent.length === 1);
    assert.deepEqual(twilio.textsTo(ann), ['finally']);
  });

  test('a wrong path is explained in the log, not to strangers', async () => {
    await startBot({ whatsapp: 'webhook_url: "https://bot.example.com/webhook?door=back"' });
    for (const path of ['/', '/webhok', '/webhook/']) {
      const response = await fetch(daemon.url + path, { method: 'POST', headers: { accept: 'text/html' }, body: 'x=1' });
      const text = await response.text();
      assert.equal(response.status, 404, path);
      assert.doesNotMatch(text, /webhook|example\.com|door/);
      assert.ok(!/text\/plain/.test(response.headers.get('content-type')));
    }
    const refused = await fetch(`${daemon.url}/webhook`, { method: 'PUT', body: 'x=1' });
    assert.equal(refused.status, 405);
    assert.doesNotMatch(await refused.text(), /webhook|example\.com|door/);
    const browser = await fetch(`${daemon.url}/webhook`, { headers: { accept: 'text/html' } });
    const page = await browser.text();
    assert.match(page, /yak doctor/);
    assert.doesNotMatch(page, /example\.com|door/);
    await eventually('the log line', () => /matched no route.*bot\.example\.com\/webhook/.test(daemon.log));
    const doctor = await daemon.run(['doctor']);
    assert.match(doctor.stdout, /3 POST requests arrived at unknown paths, the last to \/webhook\/\n.*bot\.example\.com\/webhook/);
  });

  test('webhook-test shows what Twilio would see', async () => {
    model.onMessage(/testing/, { content: 'works' });
    await startBot();
    const good = daemon.command(['webhook-test', 'whatsapp', 'testing', '--from', ann, '--url', `${daemon.url}/webhook`]);
    assert.match(good.stdout + good.stderr, /403|200/);
  });

  test('/credits asks Twilio, for administrators only', async () => {
    await startBot();
    assert.match(twimlText((await say(daemon, admin, '/credits')).text), /12\.34 USD/);
    assert.doesNotMatch(twimlText((await say(daemon, ann, '/credits')).text), /12\.34/);
  });

  test('typing is shown while a slow model works', async () => {
    model.onMessage(/think/, { content: 'thought' }, { streamingProfile: { ttft: 2_500 } });
    await startBot({ whatsapp: 'inline_wait: 0s' });
    await say(daemon, ann, 'think');
    await eventually('the indicator', () => twilio.typing.length === 1);
    assert.equal(twilio.typing[0].channel, 'whatsapp');
    assert.match(twilio.typing[0].messageId, /^SM/);
    await eventually('the answer', () => twilio.sent.length === 1);
  });
});

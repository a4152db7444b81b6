// SPDX-License-Identifier: Apache-2.0
// The trace of one message: in `yak trace`, at a collector, and in the log.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Collector } from './support/collector.mjs';
import { Daemon, eventually } from './support/daemon.mjs';
import { Relay } from './support/relay.mjs';
import { FakeTwilio, botEnv, botYaml, inboundForm, postForm, say } from './support/twilio.mjs';

const ann = '+15551110001';
const token = 'canary-collector-token-1234';

describe('a message\'s way', () => {
  let model;
  let relay;  // records the headers of the calls to the model
  let twilio;
  let collector;
  let daemon;
  let shown;  // all trace output of a test

  const startBot = async (rest = '', options = {}) => {
    const yaml = botYaml({ model: relay.url, twilio, whatsapp: 'inline_wait: 0s', openai: 'max_retries: 0\n    flavor: openai', rest,
      ...options }).replace('assistant: {', 'assistant: {fallbacks: [openai/gpt-4o], ');
    daemon = await new Daemon(`${yaml}\nlog: {format: json}`, { ...botEnv, OTLP_TOKEN: `Bearer ${token}` }).start();
  };
  const traceOf = (id, ...more) => {
    const run = daemon.command(['trace', id, ...more]);
    shown += run.stdout + run.stderr;
    return run;
  };
  const jsonOf = (id) => {
    const run = traceOf(id, '--json');
    assert.equal(run.status, 0, run.stderr);
    return JSON.parse(run.stdout);
  };
  const lines = () => daemon.log.split('\n').filter(Boolean).map((line) => JSON.parse(line));

  before(async () => {
    model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await model.start();
  });
  after(() => model.stop());
  beforeEach(async () => {
    shown = '';
    model.clearFixtures();
    model.clearRequests();
    twilio = await new FakeTwilio().start();
    relay = await new Relay(model.url).start();
    collector = await new Collector(token).start();
  });
  afterEach(async () => {
    const everything = `${daemon?.log}${daemon?.output}${shown}${collector.raw}`;
    await daemon?.end();
    daemon = undefined;
    for (const fake of [twilio, relay, collector]) await fake.stop();
    assert.deepEqual([...twilio.problems, ...collector.problems], []);
    for (const secret of [...Object.values(botEnv), token]) assert.ok(!everything.includes(secret), 'a secret');
    for (const hidden of ['5551110001', '4155550100', 'What is hard', 'it is easy']) {
      assert.ok(!everything.includes(hidden), `${hidden} in a trace or the log`);
    }
  });

  /// Runs a turn that needs a fallback; its delivery is throttled once, then delivered and read.
  const eventfulTurn = async () => {
    model.on({ userMessage: /hard/, model: 'gpt-4o-mini' },
      { error: { message: `overloaded, ask ${ann}`, type: 'server_error' }, status: 503 });
    model.on({ userMessage: /hard/, model: 'gpt-4o' }, { content: 'it is easy',
      usage: { prompt_tokens: 812, completion_tokens: 96, total_tokens: 908 } });
    twilio.script.push(() => ({ status: 429, body: { code: 20429, message: `Too Many Requests to ${ann}`, status: 429 } }));
    const form = inboundForm(ann, 'What is hard?');
    assert.equal((await postForm(daemon, '/webhook', form)).status, 200);
    await eventually('the send', () => twilio.sent.length === 1);
    // A receipt that overtakes the record of its own send is told in the order in which both came.
    await eventually('the record of the send', () => jsonOf(form.MessageSid).deliveries[0]?.state === 'sent');
    const sent = twilio.sent[0];
    const callback = new URL(sent.StatusCallback);
    for (const status of ['sent', 'delivered', 'read']) {
      const answer = await postForm(daemon, callback.pathname + callback.search,
        { MessageSid: sent.sid, MessageStatus: status, AccountSid: form.AccountSid });
      assert.ok([200, 204].includes(answer.status), `${answer.status}`);
    }
    return { inbound: form.MessageSid, receipt: sent.sid };
  };

  test('yak trace finds it by each of its four ids, before and after a restart', async () => {
    await startBot();
    const { inbound, receipt } = await eventfulTurn();
    const told = jsonOf(inbound);
    assert.equal(told.message.id, 'm1');
    assert.equal(told.message.state, 'done');
    assert.equal(told.message.from, '+1555•••01');
    const { turn } = told;
    assert.equal(turn.result, 'answered');
    assert.equal(turn.model, 'openai/gpt-4o');
    assert.equal(turn.call.finish_reason, 'stop');
    assert.ok(turn.call.response_model);
    assert.deepEqual(turn.steps.map(({ name, depth, failed }) => [name, depth, failed]), [
      ['access', 0, false], ['commands', 1, false], ['rate_limit', 2, false], ['history', 3, false],
      ['model', 4, false], ['openai/gpt-4o-mini', 5, true], ['openai/gpt-4o', 5, false]]);
    assert.match(turn.steps[5].detail, /^unavailable: /);
    for (const step of turn.steps) assert.ok(step.own_us >= 0 && step.own_us <= step.took_us, step.name);
    const [delivery] = told.deliveries;
    assert.equal(delivery.receipt, receipt);
    assert.deepEqual(delivery.events.map(({ what }) => what),
      ['pending', 'sending', 'pending', 'sending', 'sent', 'passed on', 'delivered', 'read']);
    assert.match(delivery.events[2].detail, /429|20429|Too Many|throttl/i);
    const times = delivery.events.map(({ after_us }) => after_us);
    assert.deepEqual(times, [...times].sort((a, b) => a - b));

    const names = ['m1', delivery.id, inbound, receipt];
    for (const name of names) assert.deepEqual(jsonOf(name), told, name);
    const text = traceOf('m1').stdout;
    assert.match(text, /^m1: done, whatsapp, from \+1555•••01/);
    assert.match(text, / openai\/gpt-4o-mini +[\d.]+ (us|ms|s) +failed: unavailable/);
    assert.match(text, / committed +1 delivery\n/);
    assert.match(text, / d1 read\n/);

    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    await daemon.start();
    for (const name of names) assert.deepEqual(jsonOf(name), told, name);
    assert.equal(traceOf('m1').stdout, text);
  });

  test('an unknown message is reported: exit 69, and 404 in the API', async () => {
    await startBot();
    for (const id of ['m9', 'd9', 'SMnone', '../status', 'a b']) {
      const run = traceOf(id);
      assert.equal(run.status, 69, id);
      assert.match(run.stderr, /no message and no delivery has the id/, id);
      assert.equal(run.stdout, '');
    }
    await daemon.stop();
    assert.equal(daemon.command(['trace', 'm9']).status, 69);
  });

  test('a collector gets the spans; the model\'s call names its own in traceparent', async () => {
    await startBot('tracing: {otlp: "' + collector.url + '", headers: {Authorization: "${OTLP_TOKEN}"}}');
    collector.refusals = 1;
    const { inbound } = await eventfulTurn();
    const { turn } = jsonOf(inbound);
    // The wait in the lane is optional as a span, so the total number of spans varies.
    const count = (name) => collector.trace(turn.trace).filter((span) => span.name === name).length;
    await eventually('all spans', () => count('process whatsapp') === 1 && count('send whatsapp') === 2
      && count('report whatsapp') === 3, 30_000);
    const spans = collector.trace(turn.trace);
    const named = (name) => spans.find((span) => span.name === name) ?? assert.fail(`no span ${name}`);
    const root = named('process whatsapp');
    assert.equal(root.parentSpanId, undefined);
    assert.equal(root.attributes['yak.message.id'], 1);
    let above = root;
    for (const name of ['access', 'commands', 'rate_limit', 'history', 'model']) {
      assert.equal(named(name).parentSpanId, above.spanId, name);
      above = named(name);
    }
    const failed = named('chat gpt-4o-mini');
    assert.equal(failed.status.code, 2);
    assert.equal(failed.attributes['error.type'], 'unavailable');
    const call = named('chat gpt-4o');
    assert.equal(call.parentSpanId, above.spanId);
    assert.equal(call.kind, 3);
    assert.equal(call.attributes['gen_ai.operation.name'], 'chat');
    assert.equal(call.attributes['gen_ai.provider.name'], 'openai');
    assert.equal(call.attributes['gen_ai.request.model'], 'gpt-4o');
    assert.deepEqual(call.attributes['gen_ai.response.finish_reasons'], ['stop']);
    assert.equal(call.attributes['gen_ai.usage.input_tokens'], 812);
    assert.equal(call.attributes['gen_ai.usage.output_tokens'], 96);
    const sends = spans.filter((span) => span.name === 'send whatsapp');
    assert.deepEqual(sends.map((span) => span.attributes['yak.delivery.outcome']), ['retry', 'sent']);
    const reports = spans.filter((span) => span.name === 'report whatsapp');
    assert.deepEqual(reports.map((span) => span.attributes['yak.delivery.status']), ['passed on', 'delivered', 'read']);
    for (const span of [...sends, ...reports]) {
      assert.equal(span.parentSpanId, root.spanId);
      assert.equal(span.attributes['yak.delivery.id'], 1);
    }
    assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);

    const headers = relay.exchanges.filter(({ path }) => path.endsWith('/chat/completions'))
      .map((exchange) => exchange.headers.traceparent);
    assert.deepEqual(headers, [failed, call].map((span) => `00-${turn.trace}-${span.spanId}-01`));
  });

  const exporting = () => 'tracing: {otlp: "' + collector.url + '", headers: {Authorization: "${OTLP_TOKEN}"}}';
  const ofName = (name) => collector.spans.filter((span) => span.name === name);

  test('a collector gets the inline reply', async () => {
    model.onMessage(/./, { content: 'it is easy' });
    await startBot(exporting(), { whatsapp: 'inline_wait: 8s' });
    const form = inboundForm(ann, 'What is hard?');
    const { text } = await postForm(daemon, '/webhook', form);
    assert.match(text, /it is easy/);
    const { turn, deliveries } = jsonOf(form.MessageSid);
    assert.deepEqual(deliveries[0].events.map(({ what }) => what), ['sending', 'sent']);
    const [reply] = await eventually('the span', () => ofName('reply whatsapp').length === 1 && ofName('reply whatsapp'), 30_000);
    const [root] = ofName('process whatsapp');
    assert.equal(reply.traceId, turn.trace);
    assert.equal(reply.parentSpanId, root.spanId);
    assert.equal(reply.attributes['yak.delivery.outcome'], 'sent');
    assert.ok(BigInt(reply.startTimeUnixNano) + 5_000_000n >= BigInt(root.endTimeUnixNano), 'it began with the commit');
  });

  test('a collector gets lookups of a send in doubt, resumed work, and later callbacks in the turn\'s trace', async () => {
    model.onMessage(/./, { content: 'it is easy' });
    await startBot(exporting());
    twilio.script.push(() => ({ drop: true }));
    const form = inboundForm(ann, 'What is hard?');
    await postForm(daemon, '/webhook', form);
    await eventually('the doubt', () => jsonOf(form.MessageSid).deliveries[0]?.events.some(({ what }) => what === 'in doubt'));
    const { turn } = jsonOf(form.MessageSid);
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    await daemon.start();
    await eventually('it was sent again', () => twilio.sent.length === 1, 90_000);
    const sent = twilio.sent[0];
    const callback = new URL(sent.StatusCallback);
    await postForm(daemon, callback.pathname + callback.search,
      { MessageSid: sent.sid, MessageStatus: 'delivered', AccountSid: form.AccountSid });
    await eventually('the last', () => ofName('report whatsapp').length === 1, 30_000);
    const spans = collector.trace(turn.trace);
    const outcomes = (name) => spans.filter((span) => span.name === name).map((span) => span.attributes['yak.delivery.outcome']);
    assert.deepEqual(outcomes('send whatsapp'), ['unknown', 'sent']);
    const looks = outcomes('find whatsapp');
    assert.ok(looks.length >= 4 && looks.every((outcome) => outcome === 'absent'), looks.join());
    assert.equal(spans.filter(({ name }) => name === 'report whatsapp').length, 1);
    const [root] = ofName('process whatsapp');
    for (const span of spans.filter(({ name }) => /^(send|find|report) /.test(name))) {
      assert.equal(span.parentSpanId, root.spanId, span.name);
    }
    assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);
    assert.equal(collector.spans.length, spans.length, 'all of one trace');
  });

  test('a stop exports the remaining spans, and an unreachable collector does not delay it', async () => {
    model.onMessage(/./, { content: 'fine' });
    await startBot('tracing: {otlp: "' + collector.url + '", headers: {Authorization: "${OTLP_TOKEN}"}}');
    await say(daemon, ann, 'one');
    await eventually('the send', () => twilio.sent.length === 1);
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    assert.equal(collector.spans.filter(({ name }) => name === 'process whatsapp').length, 1);
    await collector.stop();
    await daemon.start();
    await say(daemon, ann, 'two');
    await eventually('the second send', () => twilio.sent.length === 2);
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    await eventually('the log', () => daemon.log.includes('traces could not be exported to the collector'));
  });

  test('every turn has one line in the log', async () => {
    await startBot();
    const { inbound } = await eventfulTurn();
    await say(daemon, ann, '/help');
    const turns = await eventually('two lines', () => {
      const found = lines().filter(({ message }) => message === 'turn');
      return found.length === 2 && found;
    });
    const [first, second] = turns;
    assert.equal(first.level, 'info');
    assert.equal(first.result, 'answered');
    assert.equal(first.model, 'openai/gpt-4o');
    assert.equal(first.calls, '2');
    assert.deepEqual([first.tokens_in, first.tokens_out], ['812', '96']);
    assert.equal(first.parts, '1');
    assert.equal(first.trace, jsonOf(inbound).turn.trace);
    assert.match(first.conversation, /^[0-9a-f]{12}$/);
    assert.ok(Number(first.took) > 0 && Number(first.waited) >= 0);
    assert.equal(second.result, 'command');
    assert.equal(second.conversation, first.conversation);
  });
});

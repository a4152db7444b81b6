// SPDX-License-Identifier: Apache-2.0
// The running daemon against invalid bytes and forms. Each row has its expected answer, and after all
// of them the daemon still serves.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Daemon } from './support/daemon.mjs';
import { FakeTwilio, botEnv, botYaml, inboundForm, newSid, postForm, publicUrl, say, sign }
  from './support/twilio.mjs';

describe('bad inputs', () => {
  let daemon;
  let twilio;
  before(async () => {
    twilio = await new FakeTwilio().start();
    daemon = await new Daemon(botYaml({ model: 'http://127.0.0.1:9', twilio })
      .replace('assistant: {model: openai/gpt-4o-mini', 'assistant: {model: echo/echo'), botEnv).start();
  });
  after(async () => {
    if (!daemon?.url) return twilio.stop();
    assert.equal((await say(daemon, '+15551110009', 'still there?')).status, 200);
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    assert.doesNotMatch(daemon.log, /Sanitizer|runtime error/);
    await daemon.end();
    await twilio.stop();
  });

  /// Sends raw bytes; gives the status code of the answer, 0 when the connection is closed without one.
  const raw = (bytes) => new Promise((resolve, reject) => {
    const socket = net.connect(daemon.port, '127.0.0.1', () => socket.end(bytes));
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('close', () => resolve({ status: Number(answer.split(' ')[1] ?? 0), answer }));
    socket.on('error', (failure) => (failure.code === 'ECONNRESET' || failure.code === 'EPIPE' ? undefined : reject(failure)));
    socket.setTimeout(15_000, () => reject(new Error('no answer')));
  });
  const post = (headers, body = '') => `POST /webhook HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`;

  const http = [
    ['an empty line', '\r\n\r\n', [0, 400]],
    ['no HTTP at all', 'hello there\r\n\r\n', [400]],
    ['binary noise', Buffer.from([0, 255, 1, 254, 22, 3, 1, 13, 10, 13, 10]), [0, 400]],
    ['a TLS hello on the plain port', Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3]), [0, 400]],
    ['an unknown version', 'GET / HTTP/3.7\r\nHost: x\r\n\r\n', [400, 505]],
    ['HTTP/0.9', 'GET /\r\n\r\n', [400, 505]],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n', [400]],
    ['a NUL in the target', 'GET /li\0vez HTTP/1.1\r\nHost: x\r\n\r\n', [400]],
    ['a space in the target', 'GET /li vez HTTP/1.1\r\nHost: x\r\n\r\n', [400]],
    ['a header without a colon', 'GET /livez HTTP/1.1\r\nHost: x\r\nfoo\r\n\r\n', [400]],
    ['a header name with a space', 'GET /livez HTTP/1.1\r\nHost: x\r\nfoo bar: 1\r\n\r\n', [400]],
    ['a folded header', 'GET /livez HTTP/1.1\r\nHost: x\r\na: b\r\n c\r\n\r\n', [200, 400]],
    ['a header that is too large', `GET /livez HTTP/1.1\r\nHost: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, [431]],
    ['too many headers', `GET /livez HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(3_000)}\r\n`, [431]],
    ['a target that is too long', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, [414, 431]],
    ['a negative length', post('Content-Length: -5'), [400]],
    ['a length in words', post('Content-Length: five'), [400]],
    ['a length beyond all numbers', post('Content-Length: 99999999999999999999999'), [400, 413]],
    ['two lengths', post('Content-Length: 1\r\nContent-Length: 2', 'xx'), [400]],
    ['length and chunks at once', post('Content-Length: 3\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), [400]],
    ['an unknown transfer encoding', post('Transfer-Encoding: gzip', 'x'), [400, 501]],
    ['a chunk size that is no number', post('Transfer-Encoding: chunked', 'zz\r\n\r\n'), [400]],
    ['a body that is too large', post('Content-Length: 1000000'), [413]],
    ['chunks that are too large together', post('Transfer-Encoding: chunked', `${(70_000).toString(16)}\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`), [413]],
    ['an unknown method', 'BREW /webhook HTTP/1.1\r\nHost: x\r\n\r\n', [400, 405, 501]],
    ['a method that the path has not', 'DELETE /webhook HTTP/1.1\r\nHost: x\r\n\r\n', [405]],
    ['a path that climbs', 'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404]],
    ['an absolute target', 'GET http://other/livez HTTP/1.1\r\nHost: x\r\n\r\n', [200, 400, 404]],
    ['a CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404, 405]],
  ];
  for (const [what, bytes, statuses] of http) {
    test(`HTTP: ${what}`, async () => {
      const { status, answer } = await raw(bytes);
      assert.ok(statuses.includes(status), `${status}: ${answer.slice(0, 200)}`);
      assert.doesNotMatch(answer, /text\/plain/i);
    });
  }

  const signed = (form, options = {}) => postForm(daemon, '/webhook', form, options);
  const without = (name) => {
    const form = inboundForm('+15551110009', 'x');
    delete form[name];
    return form;
  };
  const forms = [
    ['no MessageSid', () => signed(without('MessageSid')), [200, 400]],
    ['no From', () => signed(without('From')), [400]],
    ['an empty form', () => signed({}), [400, 403]],
    ['a From that is no WhatsApp address', () => signed(inboundForm('x', 'x', { From: '+15551110009' })), [400]],
    ['another account', () => signed(inboundForm('+15551110009', 'x', { AccountSid: 'AC' + 'f'.repeat(32) })), [403]],
    ['a NumMedia that is no number', () => signed(inboundForm('+15551110009', 'x', { NumMedia: 'many' })), [200, 400]],
    ['more media than there are', () => signed(inboundForm('+15551110009', 'x', { NumMedia: '9999' })), [200, 400]],
    ['control characters', () => signed(inboundForm('+15551110009', 'a\u0001\u001b[31mb\u0000c')), [200]],
    ['markup', () => signed(inboundForm('+15551110009', '</Body></Message><Dial>x</Dial>&amp;]]>')), [200]],
    ['half a surrogate', () => signed(inboundForm('+15551110009', 'x\ufffdy')), [200]],
    ['a long body', () => signed(inboundForm('+15551110009', '😀'.repeat(1_600))), [200]],
    ['a profile name of line breaks', () => signed(inboundForm('+15551110009', 'x', { ProfileName: 'a\r\nb: c' })), [200]],
    ['hundreds of fields', () => signed({ ...inboundForm('+15551110009', 'x'), ...Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`f${i}`, '1'])) }), [400, 413]],
    ['JSON instead of a form', () => signed({ x: '1' }, { headers: { 'content-type': 'application/json' } }), [400, 403, 415]],
    ['no content type', () => signed(inboundForm('+15551110009', 'x'), { headers: { 'content-type': 'text/plain' } }), [400, 403, 415]],
    ['a signature that is too long', () => signed(inboundForm('+15551110009', 'x'), { signature: 'A'.repeat(4_000) }), [403]],
    ['a signature of other bytes', () => signed(inboundForm('+15551110009', 'x'), { signature: '%%%' }), [403]],
    ['a status for no delivery', () => postForm(daemon, '/webhook/status?delivery=999999', { MessageSid: newSid(), MessageStatus: 'sent', AccountSid: inboundForm('+1', 'x').AccountSid }), [200, 204]],
    ['a status with an odd delivery', () => postForm(daemon, '/webhook/status?delivery=1;drop', { MessageSid: newSid(), MessageStatus: 'sent', AccountSid: inboundForm('+1', 'x').AccountSid }), [200, 204, 400]],
    ['a status of no meaning', () => postForm(daemon, '/webhook/status?delivery=1', { MessageSid: newSid(), MessageStatus: 'exploded', AccountSid: inboundForm('+1', 'x').AccountSid }), [200, 204, 400]],
    ['a GET with its form in the query', async () => {
      const query = new URLSearchParams(inboundForm('+15551110009', 'by GET')).toString();
      const response = await fetch(`${daemon.url}/webhook?${query}`,
        { headers: { 'x-twilio-signature': sign(`${publicUrl}/webhook?${query}`, {}) } });
      return { status: response.status, type: response.headers.get('content-type') };
    }, [200]],
  ];
  for (const [what, send, statuses] of forms) {
    test(`form: ${what}`, async () => {
      const answer = await send();
      assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text}`);
      assert.doesNotMatch(answer.type ?? '', /text\/plain/);
    });
  }
});

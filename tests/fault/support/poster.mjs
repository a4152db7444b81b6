// SPDX-License-Identifier: Apache-2.0
// Posts webhooks as Twilio does, but with more retries: Twilio retries a webhook as often as its URL's
// fragment says (#rc=…&rp=all, at most 5 times), this poster until it gets a complete 2xx answer. So an
// acknowledged message is not posted again.
import http from 'node:http';
import { publicUrl, sign, twimlText } from '../../e2e/support/twilio.mjs';
import { sleep } from './options.mjs';

// Twilio waits 15 s in total for a webhook's answer.
const patience = 15_000;
const webhookUrl = `${publicUrl}/webhook`;

/// Sends one request; gives {status, text} for a complete answer, else {broken}.
function exchange(url, body, headers, agent) {
  return new Promise((resolve) => {
    const broken = (failure) => resolve({ broken: failure.message });
    const request = http.request(url, { method: 'POST', headers, agent, timeout: patience }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (data) => (text += data));
      response.on('error', broken);
      response.on('end', () =>
        resolve(response.complete ? { status: response.statusCode, text } : { broken: 'incomplete' }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in 15 s')));
    request.on('error', broken).end(body);
  });
}

const attribute = (xml, name) =>
  xml.match(new RegExp(` ${name}="([^"]*)"`))?.[1].replaceAll('&amp;', '&');

export class Poster {
  posts = 0;
  isOver = false;  // the test has ended, with or without success
  agent = undefined;  // one connection a request, as from Twilio's many machines

  constructor(twilio, bot) {
    this.twilio = twilio;
    this.bot = bot;
  }

  /// Posts once. Twilio's list has the message in any case. An inline reply exists once the answer is complete.
  async post(form) {
    this.posts += 1;
    this.twilio.receive(form);
    const body = new URLSearchParams(form).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body),
      'x-twilio-signature': sign(webhookUrl, form) };
    const answer = await exchange(`${this.bot.url}/webhook`, body, headers, this.agent);
    answer.accepted = answer.status >= 200 && answer.status < 300;
    const text = answer.accepted ? twimlText(answer.text) : null;
    if (text !== null) {
      answer.reply = this.twilio.create('outbound-reply',
        { To: form.From, From: form.To, Body: text, StatusCallback: attribute(answer.text, 'action') });
    }
    return answer;
  }

  /// Posts the same MessageSid until it is accepted.
  async deliver(form, limitMs = 120_000) {
    const end = Date.now() + limitMs;
    for (;;) {
      const answer = await this.post(form);
      if (answer.accepted) return answer;
      if (this.isOver || Date.now() > end) throw new Error(`never accepted: ${JSON.stringify({ form, answer })}`);
      await sleep(20);
    }
  }
}

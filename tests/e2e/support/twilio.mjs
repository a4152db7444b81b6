// SPDX-License-Identifier: Apache-2.0
// A fake of Twilio: webhooks signed by the official SDK, and a REST endpoint that checks its requests
// and records them.
import http from 'node:http';
import twilio from 'twilio';

export const accountSid = 'AC0123456789abcdef0123456789abcdef';
export const authToken = 'canary-auth-token-4711';
export const botNumber = '+14155550100';
export const publicUrl = 'https://bot.example.com';

let lastSid = 0;
export const newSid = (prefix = 'SM') => prefix + (++lastSid).toString(16).padStart(32, '0');

/// The form that Twilio posts for an inbound WhatsApp text.
export function inboundForm(from, body, extra = {}) {
  const sid = newSid();
  return {
    MessageSid: sid, SmsSid: sid, SmsMessageSid: sid, AccountSid: accountSid,
    From: `whatsapp:${from}`, To: `whatsapp:${botNumber}`, Body: body, NumMedia: '0',
    NumSegments: '1', SmsStatus: 'received', ApiVersion: '2010-04-01', ProfileName: 'Ann',
    WaId: from.replace('+', ''), ...extra,
  };
}

export const sign = (url, form, token = authToken) =>
  twilio.getExpectedTwilioSignature(token, url, form);

/// Posts a form to the daemon, signed for `signedUrl`.
export async function postForm(daemon, path, form, options = {}) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...options.headers };
  const signature =
    'signature' in options ? options.signature : sign(options.signedUrl ?? publicUrl + path, form);
  if (signature !== null) headers['x-twilio-signature'] = signature;
  const response = await fetch(daemon.url + path,
    { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

export const say = (daemon, from, body, extra, options) =>
  postForm(daemon, '/webhook', inboundForm(from, body, extra), options);

/// The text of the only <Message> of a TwiML answer, or null for <Response/>.
export function twimlText(xml) {
  const match = xml.match(/<Message[^>]*>(?:<Body>)?([\s\S]*?)(?:<\/Body>)?<\/Message>/);
  if (!match) return null;
  return match[1].replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}

/// A message in the form of Twilio's REST API.
const resource = ({ sid, To, From, Body, at }) => ({
  sid, account_sid: accountSid, to: To, from: From, body: Body, status: 'queued', direction: 'outbound-api',
  date_created: at, date_updated: at, date_sent: null, num_media: '0', num_segments: '1', price: null,
  error_code: null, error_message: null });

export class FakeTwilio {
  sent = [];
  typing = [];
  listed = [];  // the queries of lists of messages
  problems = [];
  callbacks = true;  // whether sends must request status callbacks
  script = [];  // functions (form) => {status, body, drop}, one a send
  // Used by `yak doctor`.
  refuses = false;  // refuse all credentials
  token = authToken;
  account = { sid: accountSid, friendly_name: 'bot', status: 'active', type: 'Full' };
  webhookUrl = `${publicUrl}/webhook`;  // as entered in the console

  async start() {
    this.server = http.createServer((request, response) => this.#serve(request, response));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /// The texts sent to one address, in order.
  textsTo(peer) {
    return this.sent.filter((form) => form.To === `whatsapp:${peer}`).map((form) => form.Body);
  }

  async #serve(request, response) {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const form = Object.fromEntries(new URLSearchParams(raw));
    const expected = 'Basic ' + Buffer.from(`${accountSid}:${this.token}`).toString('base64');
    if (request.headers.authorization !== expected) this.problems.push('wrong credentials');
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (this.refuses) return answer(401, { code: 20003, message: 'Authenticate', status: 401 });
    if (request.url === `/2010-04-01/Accounts/${accountSid}.json`) return answer(200, this.account);
    if (request.url.startsWith('/v2/Channels/Senders?')) {
      return answer(200, { senders: [{ sid: newSid('XE'), status: 'ONLINE', sender_id: `whatsapp:${botNumber}`,
        webhook: { callback_url: this.webhookUrl, callback_method: 'POST' } }] });
    }
    if (request.url === '/v2/Indicators/Typing.json') {
      this.typing.push(form);
      return answer(200, { success: true });
    }
    if (request.url === `/2010-04-01/Accounts/${accountSid}/Balance.json`) {
      return answer(200, { account_sid: accountSid, balance: '12.34', currency: 'USD' });
    }
    const { pathname, searchParams } = new URL(request.url, this.url);
    const isMessages = pathname === `/2010-04-01/Accounts/${accountSid}/Messages.json`;
    if (isMessages && request.method === 'GET') {
      this.listed.push(Object.fromEntries(searchParams));
      const messages = this.sent.filter((form) => form.To === searchParams.get('To')).reverse();
      return answer(200, { messages: messages.map((form) => resource(form)) });
    }
    if (!isMessages || request.method !== 'POST') {
      this.problems.push(`${request.method} ${request.url}`);
      return answer(404, { code: 20404, message: 'not found', status: 404 });
    }
    this.#check(request, form);
    const scripted = this.script.shift()?.(form);
    if (scripted?.drop) return request.socket.destroy();
    if (scripted) return answer(scripted.status, scripted.body);
    form.sid = newSid();
    form.at = new Date().toUTCString().replace('GMT', '+0000');
    this.sent.push(form);
    return answer(201, resource(form));
  }

  #check(request, form) {
    if (!request.headers['content-type'].startsWith('application/x-www-form-urlencoded')) {
      this.problems.push('wrong content type');
    }
    if (form.From !== `whatsapp:${botNumber}`) this.problems.push(`From is ${form.From}`);
    if (!/^whatsapp:\S+$/.test(form.To ?? '')) this.problems.push(`To is ${form.To}`);
    if (!form.Body || form.Body.length >= 1600) this.problems.push(`Body of ${form.Body?.length}`);
    if (!this.callbacks && form.StatusCallback === undefined) return;
    const callback = new URL(form.StatusCallback);
    if (callback.origin !== publicUrl || !callback.searchParams.get('delivery')) {
      this.problems.push(`StatusCallback is ${form.StatusCallback}`);
    }
  }
}

/// A configuration of the whole bot with these fakes.
export function botYaml({ model, twilio: fake, whatsapp = '', openai = '', rest = '', middleware,
  store = '{plugin: sqlite, path: yak.db}' }) {
  return `
server: {listen: "127.0.0.1:0", public_url: ${publicUrl}, drain_timeout: 10s}
store: ${store}
channels:
  whatsapp:
    plugin: twilio_whatsapp
    account_sid: ${accountSid}
    auth_token: \${TWILIO_AUTH_TOKEN}
    from: whatsapp:${botNumber}
    allow_from: ["*"]
    api_url: ${fake.url}
    messaging_url: ${fake.url}
    send_interval: 0ms
    ${whatsapp}
  console: {plugin: console, allow_from: ["*"]}
providers:
  openai:
    plugin: openai
    api_key: \${OPENAI_API_KEY}
    base_url: ${model}/v1
    models: [gpt-4o-mini, gpt-4o]
    ${openai}
  echo: {plugin: echo}
middleware:
${middleware ?? `  - {plugin: access}
  - {plugin: commands, admins: ["whatsapp:+15550000001"]}
  - {plugin: rate_limit, per_user: 20/1m, global: 600/1m}
  - {plugin: history, max_messages: 20}`}
assistant: {model: openai/gpt-4o-mini, system_prompt: Answer briefly.}
${rest}
`;
}

export const botEnv = { TWILIO_AUTH_TOKEN: authToken, OPENAI_API_KEY: 'sk-canary-openai-key-0815' };

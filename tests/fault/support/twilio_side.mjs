// SPDX-License-Identifier: Apache-2.0
// A fake of Twilio: accepts messages over REST, lists messages of both directions, and reports delivery
// states. Its ledger records what users would have received.
import { accountSid, authToken, newSid, sign } from '../../e2e/support/twilio.mjs';
import { answerJson, bodyOf } from './http.mjs';
import { sleep } from './options.mjs';
import { OtherSide } from './other_side.mjs';

const messagesPath = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
const credentials = 'Basic ' + Buffer.from(`${accountSid}:${authToken}`).toString('base64');

/// A date in RFC 2822's form, as in the Message resource.
const dateText = (at) => new Date(at).toUTCString().replace('GMT', '+0000');

const resource = (entry) => ({
  sid: entry.sid, account_sid: accountSid, to: entry.To, from: entry.From, body: entry.Body,
  status: entry.status, direction: entry.direction, date_created: dateText(entry.at),
  date_updated: dateText(entry.at), date_sent: dateText(entry.at), num_media: '0', num_segments: '1',
  messaging_service_sid: null, price: null, error_code: null, error_message: null });

const problem = (status, code, message) => ({ code, message, status });

/// Whether a message's date matches the filters DateSent, DateSent> (on or after) and DateSent< (on or
/// before); each is a day or a time, in UTC.
function passesDates(entry, query) {
  const bounds = [['DateSent', true, true], ['DateSent>', true, false], ['DateSent<', false, true]];
  return bounds.every(([name, least, most]) => {
    const wanted = query.get(name);
    if (!wanted) return true;
    const shown = new Date(entry.at).toISOString().slice(0, wanted.length === 10 ? 10 : 19);
    const bound = wanted.slice(0, shown.length);
    return (!least || shown >= bound) && (!most || shown <= bound);
  });
}

export class TwilioSide extends OtherSide {
  list = true;       // whether the list is available, else 503
  callbacks = true;  // whether states are reported
  callbackDelay = () => 20;  // ms between two reports
  now = () => Date.now();
  deliverTo = () => null;  // the daemon's current URL, for reports
  listed = 0;
  problems = [];
  received = new Set();

  constructor(folder) {
    super(`${folder}/twilio.jsonl`);
  }

  stop() {
    this.callbacks = false;
    return super.stop();
  }

  /// Creates a message, of either direction.
  create(direction, { sid = newSid(), To, From, Body, StatusCallback, ContentSid, ContentVariables }, at = this.now()) {
    const status = direction === 'inbound' ? 'received' : 'queued';
    const entry = this.ledger.add({ sid, direction, To, From, Body, StatusCallback, ContentSid, ContentVariables, status, at });
    if (direction !== 'inbound') this.#report(entry);
    return entry;
  }

  /// Adds a person's message, from its webhook's form.
  receive({ MessageSid: sid, To, From, Body }, at = this.now()) {
    if (this.received.has(sid)) return;
    this.received.add(sid);
    this.create('inbound', { sid, To, From, Body }, at);
  }

  /// The messages that reached users, in order.
  get outbound() {
    return this.ledger.entries.filter(({ direction }) => direction !== 'inbound');
  }

  async serve(request, response) {
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    const { pathname, searchParams } = new URL(request.url, this.url);
    if (request.headers.authorization !== credentials) this.problems.push('wrong credentials');
    if (pathname === '/v2/Indicators/Typing.json') return answerJson(response, 200, { success: true });
    if (pathname !== messagesPath) return answerJson(response, 404, { code: 20404, message: 'not found', status: 404 });
    return request.method === 'GET' ? this.#list(response, searchParams) : this.#take(request, response, form);
  }

  /// `refuse` may be 429 or 503, `taken` 500.
  #take(request, response, form) {
    return this.takeByFate(request, form, {
      take: () => this.create('outbound-api', form),
      refuse: ({ refuse, headers }) =>
        answerJson(response, refuse, problem(refuse, refuse === 429 ? 20429 : 20503, 'not taken'), headers),
      confirm: (entry, { taken }) => (taken ? answerJson(response, taken, problem(taken, 20500, 'an error'))
        : answerJson(response, 201, { ...resource(entry), date_sent: null })),
    });
  }

  /// Serves the list, newest first, in pages.
  #list(response, query) {
    this.listed += 1;
    if (!this.list) return answerJson(response, 503, problem(503, 20503, 'Service unavailable'));
    const size = Number(query.get('PageSize') ?? 50);
    const page = Number(query.get('Page') ?? 0);
    const matching = this.ledger.entries.toReversed().filter((entry) =>
      (!query.get('To') || entry.To === query.get('To')) &&
      (!query.get('From') || entry.From === query.get('From')) && passesDates(entry, query));
    const shown = matching.slice(page * size, (page + 1) * size);
    const next = new URLSearchParams(query);
    next.set('Page', page + 1);
    return answerJson(response, 200, {
      page, page_size: size, messages: shown.map(resource),
      next_page_uri: matching.length > (page + 1) * size ? `${messagesPath}?${next}` : null });
  }

  /// Reports that the daemon does not accept are lost, as with Twilio's default of no retries.
  async #report(entry) {
    if (!entry.StatusCallback) return;
    for (const status of ['sent', 'delivered']) {
      await sleep(this.callbackDelay());
      entry.status = status;
      if (this.callbacks) await this.callBack(entry, status).catch(() => {});
    }
  }

  callBack(entry, status) {
    const form = { MessageSid: entry.sid, SmsSid: entry.sid, MessageStatus: status, SmsStatus: status,
      AccountSid: accountSid, To: entry.To, From: entry.From, ChannelPrefix: 'whatsapp', ApiVersion: '2010-04-01' };
    const { pathname, search } = new URL(entry.StatusCallback);
    const headers = { 'x-twilio-signature': sign(entry.StatusCallback, form) };
    return fetch(this.deliverTo() + pathname + search,
      { method: 'POST', headers, body: new URLSearchParams(form) }).then((response) => response.arrayBuffer());
  }
}

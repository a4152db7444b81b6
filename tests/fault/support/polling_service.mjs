// SPDX-License-Identifier: Apache-2.0
// A fake messenger with a polling API:
//   GET /updates?offset=N  confirms all updates up to N and gives those after it, one a line: id, person
//                          and text, separated by tabs. Waits a moment when there are none.
//   POST /messages         key, to, text: accepts every message, also with a known key, and gives its id.
//   GET /messages?key=K    the id of a message that was accepted with this key, or 404.
import { bodyOf } from './http.mjs';
import { sleep } from './options.mjs';
import { OtherSide } from './other_side.mjs';

const longestPoll = 500;
const mostUpdates = 100;

export class PollingService extends OtherSide {
  updates = [];  // {id, person, text}, not confirmed yet
  confirmed = 0;
  polls = 0;
  open = 0;        // polls that wait for news
  mostAtOnce = 0;  // such polls at the same time
  lastUpdate = 0;

  constructor(folder) {
    super(`${folder}/polling.jsonl`);
  }

  /// Adds a person's message.
  write(person, text) {
    this.updates.push({ id: ++this.lastUpdate, person, text });
  }

  /// The messages to people, in order: {key, to, text}.
  get sent() {
    return this.ledger.entries;
  }

  async serve(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    if (pathname === '/updates') return this.#give(response, Number(searchParams.get('offset')));
    if (request.method === 'POST') return this.#take(request, response, new URLSearchParams(await bodyOf(request)));
    const found = this.sent.findIndex(({ key }) => key === searchParams.get('key'));
    response.writeHead(found < 0 ? 404 : 200).end(`r${found}`);
  }

  async #give(response, offset) {
    this.polls += 1;
    this.open += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.open);
    this.confirmed = Math.max(this.confirmed, offset);
    const news = () => this.updates.filter(({ id }) => id > offset);
    for (const end = Date.now() + longestPoll; !news().length && Date.now() < end && !response.destroyed;) await sleep(5);
    this.open -= 1;
    this.updates = this.updates.filter(({ id }) => id > this.confirmed);
    response.end(news().slice(0, mostUpdates).map(({ id, person, text }) => `${id}\t${person}\t${text}\n`).join(''));
  }

  #take(request, response, form) {
    const message = Object.fromEntries(form);
    return this.takeByFate(request, message, {
      take: () => this.ledger.add(message) && `r${this.sent.length - 1}`,
      refuse: ({ refuse }) => response.writeHead(refuse).end('not taken'),
      confirm: (id, { taken }) => response.writeHead(taken ?? 200).end(id),
    });
  }
}

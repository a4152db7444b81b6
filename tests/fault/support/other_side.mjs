// A service that the daemon talks to: a server of its own, and a ledger of what reached it. It outlives
// the daemon.
import { LocalServer } from './http.mjs';
import { Ledger } from './ledger.mjs';
import { sleep } from './options.mjs';

/// A subclass has `serve(request, response)`.
export class OtherSide {
  /// What becomes of a request; a subclass or `takeByFate` says what it may be.
  fate = () => ({});
  requests = 0;  // that `takeByFate` was given

  constructor(ledger) {
    this.ledger = new Ledger(ledger);
  }

  async start() {
    this.local = new LocalServer();
    await this.local.listen((request, response) => this.serve(request, response));
    this.url = this.local.url;
    return this;
  }

  stop() {
    return this.local.close();
  }

  /// A request to send `form`, by its fate: {refuse: a status} without taking the message, {taken: a status}
  /// after taking it, {reset: 'before' or 'after'}, {delay: ms}, {hold: promise}. Given (form, number).
  /// `take` takes the message; `refuse(fate)` and `confirm(what take gave, fate)` answer.
  async takeByFate(request, form, { take, refuse, confirm }) {
    const fate = this.fate(form, this.requests++);
    if (fate.reset === 'before') return request.socket.destroy();
    if (fate.refuse) return refuse(fate);
    const taken = take();
    if (fate.delay) await sleep(fate.delay);
    if (fate.hold) await fate.hold;
    if (fate.reset === 'after') return request.socket.destroy();
    return confirm(taken, fate);
  }
}

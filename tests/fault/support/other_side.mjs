// SPDX-License-Identifier: Apache-2.0
// A fake service of the daemon: a server of its own, and a record of the requests. It outlives the daemon.
import { LocalServer } from './http.mjs';
import { Ledger } from './ledger.mjs';
import { sleep } from './options.mjs';

/// A subclass must define `serve(request, response)`.
export class OtherSide {
  /// The outcome of a request; see the subclass or `takeByFate` for the possible values.
  fate = () => ({});
  requests = 0;  // handled by `takeByFate`

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

  /// Handles a request to send `form`, by its fate: {refuse: status} without accepting the message,
  /// {taken: status} after accepting it, {reset: 'before' or 'after'}, {delay: ms}, {hold: promise}.
  /// Arguments of `fate`: (form, number). `take` accepts the message; `refuse(fate)` and
  /// `confirm(result of take, fate)` answer.
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

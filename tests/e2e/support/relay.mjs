// SPDX-License-Identifier: Apache-2.0
// An HTTP relay between the daemon and a server: records both sides, and can split answers into small
// pieces.
import http from 'node:http';

async function bytesOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export class Relay {
  exchanges = [];  // {method, path, headers, sent, status, answer}, in order of the answers

  /// `dropPrefix` is removed from every path; `pieceBytes` is the size of an answer's pieces.
  constructor(target, { dropPrefix = '', pieceBytes = 0 } = {}) {
    Object.assign(this, { target, dropPrefix, pieceBytes });
  }

  async start() {
    this.server = http.createServer((request, response) =>
      this.#pass(request, response).catch(() => request.socket.destroy()));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /// The exchanges with an error status, as text for a failed assertion.
  get refused() {
    return this.exchanges.filter(({ status }) => status >= 400)
      .map(({ method, path, sent, status, answer }) => `${method} ${path} ${sent} => ${status} ${answer}`);
  }

  async #pass(request, response) {
    const { method, headers } = request;
    const sent = await bytesOf(request);
    const path = request.url.startsWith(this.dropPrefix) ? request.url.slice(this.dropPrefix.length) : request.url;
    const upstream = await new Promise((resolve, reject) =>
      http.request(this.target + path, { method, headers }, resolve).on('error', reject).end(sent));
    const answer = await bytesOf(upstream);
    this.exchanges.push({ method, path, headers, sent: `${sent}`, status: upstream.statusCode, answer: `${answer}` });
    const { 'transfer-encoding': chunked, connection, ...kept } = upstream.headers;
    response.writeHead(upstream.statusCode, kept);
    response.socket.setNoDelay();
    for (let at = 0; this.pieceBytes && at < answer.length; at += this.pieceBytes) {
      response.write(answer.subarray(at, at + this.pieceBytes));
      await new Promise(setImmediate);
    }
    response.end(this.pieceBytes ? undefined : answer);
  }
}

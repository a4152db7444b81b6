// SPDX-License-Identifier: Apache-2.0
// A TCP proxy between the daemon and a server that disturbs connections on demand.
import net from 'node:net';
import { sleep } from './options.mjs';

/// The faults of a connection, all off.
export const goodLine = {
  latency: 0,        // ms before data is forwarded, in both directions
  slice: 0,          // bytes that are forwarded at once
  bytesPerSecond: 0, // limit in each direction
  resetAfter: null,  // bytes of the answer after which the connection is reset; 0: at the first byte
  halfClose: false,  // the server's side is closed after the request, before the answer
  dead: false,       // connections are reset at once
};

export class Proxy {
  connections = 0;
  line = () => ({});  // the faults of the next connection

  constructor(target) {
    this.target = new URL(target);
    this.open = new Set();
  }

  async start() {
    this.server = net.createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.cutAll();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /// Resets all open connections.
  cutAll() {
    for (const socket of this.open) socket.resetAndDestroy();
  }

  #accept(client) {
    this.connections += 1;
    const line = { ...goodLine, ...this.line() };
    this.#keep(client);
    if (line.dead) return void client.resetAndDestroy();
    const server = this.#keep(net.connect({ port: this.target.port, host: this.target.hostname, allowHalfOpen: true }));
    for (const [one, other] of [[client, server], [server, client]]) {
      one.on('close', () => (one.readableEnded ? undefined : other.destroy()));
    }
    this.#pass(client, server, line, Infinity);
    if (line.halfClose) return void client.once('data', () => setTimeout(() => client.end(), line.latency + 1));
    this.#pass(server, client, line, line.resetAfter ?? Infinity);
  }

  #keep(socket) {
    this.open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.open.delete(socket));
    return socket.setNoDelay();
  }

  async #pass(from, to, line, limit) {
    let passed = 0;
    try {
      for await (const data of from) {
        if (line.latency) await sleep(line.latency);
        for (const piece of pieces(data, line)) {
          if (passed + piece.length > limit) return void to.resetAndDestroy();
          passed += piece.length;
          to.write(piece);
          await pause(piece, line);
        }
      }
      to.end();
    } catch {
      to.destroy();
    }
  }
}

function* pieces(data, { slice, bytesPerSecond }) {
  const size = slice || (bytesPerSecond ? 128 : data.length);
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

function pause(piece, { slice, bytesPerSecond }) {
  if (bytesPerSecond) return sleep((piece.length * 1_000) / bytesPerSecond);
  return slice ? new Promise(setImmediate) : undefined;
}

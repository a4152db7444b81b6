// SPDX-License-Identifier: Apache-2.0
// The HTTP server that the fakes share.
import http from 'node:http';

export async function bodyOf(request) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

export function answerJson(response, status, body, headers = {}) {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/// A server on a free port. Ignores errors of a handler whose client has disconnected.
export class LocalServer {
  async listen(handle) {
    this.server = http.createServer((request, response) => {
      response.on('error', () => {});
      Promise.resolve(handle(request, response)).catch((failure) => {
        if (!request.socket.destroyed && failure.code !== 'ECONNRESET') this.failure ??= failure;
        request.socket.destroy();
      });
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

// SPDX-License-Identifier: Apache-2.0
// An OpenTelemetry collector that accepts traces over HTTP in JSON and validates them.
import http from 'node:http';

/// Validates a span by OTLP's JSON mapping. Gives the first violation, or null.
function faultOf(span) {
  if (!/^[0-9a-f]{32}$/.test(span.traceId) || /^0+$/.test(span.traceId)) return `traceId ${span.traceId}`;
  if (!/^[0-9a-f]{16}$/.test(span.spanId) || /^0+$/.test(span.spanId)) return `spanId ${span.spanId}`;
  if ('parentSpanId' in span && !/^[0-9a-f]{16}$/.test(span.parentSpanId)) return `parentSpanId ${span.parentSpanId}`;
  if (typeof span.name !== 'string' || span.name === '') return 'no name';
  if (![1, 2, 3, 4, 5].includes(span.kind)) return `kind ${span.kind}`;
  for (const key of ['startTimeUnixNano', 'endTimeUnixNano']) {
    if (!/^\d{19}$/.test(span[key])) return `${key} ${span[key]}`;
  }
  if (BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano)) return 'ends before it begins';
  if (span.status && (span.status.code !== 2 || typeof span.status.message !== 'string')) return 'status';
  for (const { key, value } of span.attributes) {
    if (typeof key !== 'string' || Object.keys(value).length !== 1) return `attribute ${key}`;
    if ('intValue' in value && !/^-?\d+$/.test(value.intValue)) return `intValue of ${key}`;
    if (!['stringValue', 'intValue', 'arrayValue'].includes(Object.keys(value)[0])) return `value of ${key}`;
  }
  return null;
}

const plain = (value) => value.stringValue ?? (value.intValue !== undefined ? Number(value.intValue)
  : value.arrayValue.values.map(plain));

export class Collector {
  spans = [];
  problems = [];
  raw = '';
  refusals = 0;  // the number of next requests to answer with 503

  constructor(token) {
    this.token = token;
  }

  async start() {
    this.server = http.createServer((request, response) => this.#serve(request, response));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/v1/traces`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /// The spans of one trace, with attributes as plain values.
  trace(id) {
    return this.spans.filter((span) => span.traceId === id);
  }

  async #serve(request, response) {
    let body = '';
    for await (const chunk of request) body += chunk;
    this.raw += body;
    const answer = (status, text) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    };
    if (request.method !== 'POST' || request.url !== '/v1/traces') this.problems.push(`${request.method} ${request.url}`);
    if (request.headers['content-type'] !== 'application/json') this.problems.push('content type');
    if (request.headers.authorization !== `Bearer ${this.token}`) this.problems.push('token');
    if (this.refusals-- > 0) return answer(503, '{}');
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      const about = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, plain(value)]));
      if (about['service.name'] !== 'yak' || !about['service.version']) this.problems.push('resource');
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        const fault = faultOf(span);
        if (fault) this.problems.push(`${span.name}: ${fault}`);
        const attributes = Object.fromEntries(span.attributes.map(({ key, value }) => [key, plain(value)]));
        this.spans.push({ ...span, attributes });
      }
    }
    return answer(200, '{}');
  }
}

// SPDX-License-Identifier: Apache-2.0
// Stoplight's Prism checks both directions against an official OpenAPI description (see
// tests/data/README.md): it answers 422 to an invalid request and 500 to an invalid response.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './daemon.mjs';

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));

export const readDescription = (name) => JSON.parse(readFileSync(beside(`../../data/${name}.openapi.json`)));

/// The names of a schema's fields, including those of its parts.
export function fieldsOf(schema, description) {
  if (schema.$ref) return fieldsOf(description.components.schemas[schema.$ref.split('/').pop()], description);
  const parts = (schema.allOf ?? []).flatMap((part) => fieldsOf(part, description));
  return [...Object.keys(schema.properties ?? {}), ...parts];
}

/// Forbids unknown fields in JSON requests: the description allows them, but OpenAI refuses them.
/// (Prism drops unknown fields of a form unchecked.)
function closeJsonRequests(description) {
  for (const operation of Object.values(description.paths).flatMap(Object.values)) {
    const body = operation.requestBody?.content['application/json'];
    if (!body) continue;
    const properties = Object.fromEntries(fieldsOf(body.schema, description).map((name) => [name, {}]));
    body.schema = { allOf: [body.schema, { type: 'object', properties, additionalProperties: false }] };
  }
  return description;
}

export class Prism {
  log = '';

  /// Starts a proxy for `upstream`, or without one a mock that answers with the description's examples.
  async start(name, upstream) {
    this.folder = mkdtempSync(join(tmpdir(), 'yak-prism-'));
    const file = join(this.folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(closeJsonRequests(readDescription(name))));
    const mode = upstream ? ['proxy', file, upstream] : ['mock', file];
    this.process = spawn(process.execPath,
      [beside('../node_modules/.bin/prism'), ...mode, '--errors', '--host', '127.0.0.1', '--port', '0']);
    this.exited = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.stdout.on('data', (data) => (this.log += data));
    this.process.stderr.on('data', (data) => (this.log += data));
    [, this.url] = await eventually('Prism listens', () => {
      if (this.process.exitCode !== null) throw new Error(`Prism ended: ${this.log}`);
      return this.log.match(/Prism is listening on (http:\S+)/);
    }, 60_000);
    return this;
  }

  async stop() {
    this.process.kill('SIGKILL');
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

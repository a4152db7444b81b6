// SPDX-License-Identifier: Apache-2.0
// The secrets that tests give to a daemon are canaries: where one of them appears, a real one would
// appear, too. The output and files of every daemon are searched for them when it ends.
import assert from 'node:assert/strict';
import http from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const mostBytes = 64 << 20;  // of a store that is searched

/// The encodings of a secret: plain, percent-encoded, and inside base64 at each of the three offsets
/// at which it may begin (for example in `user:password`).
function formsOf(secret) {
  const forms = new Set([secret, encodeURIComponent(secret)]);
  for (const lead of ['', 'x', 'xx']) {
    const encoded = Buffer.from(lead + secret).toString('base64').replace(/=+$/, '');
    // The first and last characters also contain bits of the adjacent text.
    forms.add(encoded.slice(lead ? lead.length + 1 : 0, -2));
  }
  return [...forms];
}

/// The secrets in a daemon's environment.
export function canariesOf(env) {
  return Object.values(env).filter((value) => /canary/.test(value) && value.length >= 12)
    .flatMap((secret) => formsOf(secret).map((form) => ({ secret, form })));
}

/// Fails when one of the canaries is in `text`; `where` describes the text.
export function assertNoCanary(canaries, where, text) {
  for (const { secret, form } of canaries) {
    const at = text.indexOf(form);
    assert.ok(at < 0, `a secret (${secret.slice(0, 9)}…) in ${where}: …${text.slice(Math.max(0, at - 60), Math.max(0, at))}▮`);
  }
}

/// A daemon's answer on its admin socket; empty when there is none.
function ask(socketPath, path) {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path, timeout: 2_000, agent: false }, async (response) => {
      let text = JSON.stringify(response.headers);
      try {
        for await (const piece of response.setEncoding('utf8')) text += piece;
      } catch { /* what came is looked through */ }
      resolve(text);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(''));
  });
}

const pages = ['/metrics', '/api/v1/status', '/api/v1/models', '/api/v1/usage', '/api/v1/dead-letters',
  '/api/v1/traces', '/nowhere'];

/// Checks a running daemon: its admin pages, and the process data that every user of the machine can
/// read.
export async function watchRunning(canaries, pid, folder) {
  if (canaries.length === 0) return;
  const cmdline = `/proc/${pid}/cmdline`;
  if (existsSync(cmdline)) assertNoCanary(canaries, 'its command line', readFileSync(cmdline, 'latin1'));
  for (const page of pages) assertNoCanary(canaries, page, await ask(join(folder, 'yak.sock'), page));
}

/// Checks the files that a daemon left on disk.
export function watchFiles(canaries, folder) {
  for (const name of ['yak.db', 'yak.db-wal', 'yak.turns']) {
    const path = join(folder, name);
    if (existsSync(path) && statSync(path).size < mostBytes) {
      assertNoCanary(canaries, name, readFileSync(path, 'latin1'));
    }
  }
}

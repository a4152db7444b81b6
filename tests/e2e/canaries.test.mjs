// SPDX-License-Identifier: Apache-2.0
// The helper that searches for secrets finds them in every encoding.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNoCanary, canariesOf } from './support/canaries.mjs';

const secret = 'canary-auth-token/4711';
const canaries = canariesOf({ TOKEN: secret, PATH: '/usr/bin' });

test('a canary is found plain, percent-encoded, and at any offset in base64', () => {
  assert.throws(() => assertNoCanary(canaries, 'a log', `token=${secret} refused`), /TOKEN|canary-au/);
  assert.throws(() => assertNoCanary(canaries, 'a URL', `?t=${encodeURIComponent(secret)}`));
  for (const lead of ['', 'a', 'ab', 'AC01:']) {
    for (const tail of ['', 'z', 'zz']) {
      const header = `Basic ${Buffer.from(lead + secret + tail).toString('base64')}`;
      assert.throws(() => assertNoCanary(canaries, 'a header', header), `behind '${lead}', before '${tail}'`);
    }
  }
});

test('text without a secret passes', () => {
  assertNoCanary(canaries, 'a log', 'PATH=/usr/bin and a canary in a cage');
});

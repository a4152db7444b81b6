// SPDX-License-Identifier: Apache-2.0
// Dead letters: listed, shown, retried and purged by an operator.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { daemon, model, startBot, twilio, useBot } from './support/bot.mjs';
import { eventually } from './support/daemon.mjs';
import { say } from './support/twilio.mjs';

const ann = '+15551110001';
const token = 'canary-admin-token-0123456789';

const refuse = () => ({ status: 400,
  body: { code: 21211, message: "The 'To' number is not a valid phone number.", status: 400 } });
const yak = (...args) => daemon.command(['dead-letters', ...args]);
const listed = () => JSON.parse(yak('list', '--json').stdout).dead_letters;
/// Makes answers that Twilio rejects permanently.
const giveUp = async (count) => {
  for (let n = 1; n <= count; ++n) {
    twilio.script.push(refuse);
    await say(daemon, ann, `capital ${n}?`);
    await eventually('a dead letter', () => listed().length === n);
  }
};

describe('dead letters', () => {
  useBot();
  beforeEach(() => {
    model.onMessage(/capital/, { content: 'It is Paris.' });
    const rest = 'admin: {listen: "127.0.0.1:0", token: "${TOKEN}"}';
    return startBot({ whatsapp: 'inline_wait: 0s\n    max_length: 300', rest }, { TOKEN: token });
  });

  test('one is listed, shown, and sent once Twilio accepts it', async () => {
    await giveUp(1);
    const [letter] = listed();
    assert.match(letter.id, /^d\d+$/);
    assert.equal(letter.to, '+1555•••01');
    assert.equal(letter.attempts, 1);
    assert.match(letter.reason, /21211/);
    assert.ok(!('text' in letter));
    const table = yak().stdout;
    assert.match(table, new RegExp(`^${letter.id} +\\d+s +whatsapp +\\+1555•••01 +1 +.*not valid`, 'm'));
    assert.ok(table.split('\n').every((line) => [...line].length <= 100), table);
    assert.match(yak('show', letter.id).stdout, /text:\n {4}It is Paris\.\n/);
    assert.match(daemon.command(['status']).stdout, /dead letters: 1 \(see: yak dead-letters list\)/);

    const dry = yak('retry', letter.id);
    assert.equal(dry.status, 0, dry.stderr);
    assert.match(dry.stdout, /1 dead letter would be retried\. Nothing was done: add --yes/);
    assert.equal(listed().length, 1);
    assert.deepEqual(twilio.textsTo(ann), []);

    const retry = yak('retry', letter.id, '--yes');
    assert.equal(retry.status, 0, retry.stderr);
    assert.match(retry.stdout, /1 dead letter is retried\./);
    await eventually('the answer', () => twilio.textsTo(ann).length === 1);
    assert.deepEqual(twilio.textsTo(ann), ['It is Paris.']);
    assert.equal(yak().stdout, 'There are no dead letters.\n');
    const gone = yak('retry', letter.id, '--yes');
    assert.equal(gone.status, 69);
    assert.match(gone.stderr, new RegExp(`${letter.id} is no dead letter`));
    assert.equal(twilio.textsTo(ann).length, 1);
  });

  test('one that is refused again becomes a dead letter again; all can be purged', async () => {
    await giveUp(2);
    twilio.script.push(refuse);
    const [first, second] = listed();
    const retry = yak('retry', '--all', '--yes', '--json');
    assert.deepEqual(JSON.parse(retry.stdout).dead_letters.map(({ id, done }) => [id, done]),
      [[first.id, true], [second.id, true]]);
    await eventually('the second is sent', () => twilio.textsTo(ann).length === 1);
    assert.deepEqual(listed().map(({ id }) => id), [first.id]);

    assert.match(yak('purge', '--all', '--older-than', '7d', '--yes').stdout, /no dead letters of that age/);
    assert.match(yak('purge', '--all').stdout, /1 dead letter would be purged\. Nothing was done/);
    assert.equal(listed().length, 1);
    assert.match(yak('purge', '--all', '--yes').stdout, /1 dead letter is purged\./);
    const none = yak();
    assert.equal(none.status, 0);
    assert.equal(none.stdout, 'There are no dead letters.\n');
    assert.match(daemon.command(['status']).stdout, /dead letters: 0\n/);
    assert.deepEqual(twilio.textsTo(ann), ['It is Paris.']);
  });

  test('a reply whose first part is refused becomes a dead letter as a whole, and is retried as a whole', async () => {
    const parts = ['first', 'second', 'third'].map((word) => `${word} `.repeat(40).trim());
    model.onMessage(/long/, { content: parts.join('\n\n') });
    twilio.script.push(refuse);
    await say(daemon, ann, 'a long one?');
    await eventually('three dead letters', () => listed().length === 3);
    const [first, ...later] = listed();
    assert.match(first.reason, /21211/);
    for (const { reason, attempts } of later) {
      assert.match(reason, new RegExp(`^part 1 of 3 \\(${first.id}\\) was not sent; .*21211`));
      assert.equal(attempts, 0);
    }
    assert.deepEqual(twilio.textsTo(ann), []);
    const retry = yak('retry', '--all', '--yes', '--json');
    assert.equal(retry.status, 0, retry.stderr);
    assert.ok(JSON.parse(retry.stdout).dead_letters.every(({ done }) => done), retry.stdout);
    await eventually('all of it', () => twilio.textsTo(ann).length === 3);
    assert.deepEqual(twilio.textsTo(ann), parts);
    assert.equal(yak().stdout, 'There are no dead letters.\n');
  });

  test('the API over TCP is authenticated, counts, and explains errors', async () => {
    await giveUp(1);
    const admin = `http://127.0.0.1:${daemon.output.match(/metrics on port (\d+)/)[1]}`;
    const call = async (method, path, authorization = `Bearer ${token}`) => {
      const response = await fetch(`${admin}/api/v1/dead-letters${path}`, { method, headers: { authorization } });
      return { status: response.status, body: await response.json() };
    };
    assert.equal((await call('GET', '', 'Bearer nope')).status, 401);
    const { body } = await call('GET', '?limit=1');
    const { id } = body.dead_letters[0];
    assert.equal((await call('POST', `/${id}/purge`, 'Bearer nope')).status, 401);
    assert.equal((await call('GET', `/${id}`)).body.text, 'It is Paris.');
    assert.equal((await call('GET', '/12')).status, 400);
    assert.equal((await call('POST', '/d999/retry')).status, 404);
    assert.equal((await call('POST', `/${id}/retry`)).status, 200);
    await eventually('the answer', () => twilio.textsTo(ann).length === 1);
    await giveUp(1);
    assert.equal((await call('POST', `/${listed()[0].id}/purge`)).status, 200);
    const metrics = await (await fetch(`${admin}/metrics`)).text();
    assert.match(metrics, /^yak_dead_letters_retried_total 1$/m);
    assert.match(metrics, /^yak_dead_letters_purged_total 1$/m);
    const status = await fetch(`${admin}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    const { queue } = await status.json();
    assert.deepEqual([queue.dead_letters, queue.deliveries_pending, queue.oldest_delivery_seconds], [0, 0, null]);
    assert.ok(queue.store_bytes > 0);
  });

  test('invalid arguments are a usage error; without a daemon the command is unavailable', async () => {
    for (const args of [['show'], ['show', '12'], ['retry'], ['purge', 'd1', '--all'], ['list', '--limit', '0']]) {
      const wrong = yak(...args);
      assert.equal(wrong.status, 64, args.join(' '));
      assert.notEqual(wrong.stderr, '');
    }
    await daemon.stop();
    const alone = yak('list');
    assert.equal(alone.status, 69);
    assert.match(alone.stderr, /yak run/);
  });
});

describe('dead letters in the memory store', () => {
  useBot();
  beforeEach(() => {
    model.onMessage(/capital/, { content: 'It is Paris.' });
    return startBot({ whatsapp: 'inline_wait: 0s', store: '{plugin: memory}' });
  });

  test('they are listed, shown, sent once Twilio accepts them, and purged', async () => {
    await giveUp(2);
    const [first, second] = listed();
    assert.match(yak('show', first.id).stdout, /text:\n {4}It is Paris\.\n/);
    assert.match(yak('retry', first.id, '--yes').stdout, /1 dead letter is retried\./);
    await eventually('the answer', () => twilio.textsTo(ann).length === 1);
    assert.deepEqual(twilio.textsTo(ann), ['It is Paris.']);
    assert.deepEqual(listed().map(({ id }) => id), [second.id]);
    assert.match(yak('purge', second.id, '--yes').stdout, /1 dead letter is purged\./);
    assert.equal(yak().stdout, 'There are no dead letters.\n');
  });
});

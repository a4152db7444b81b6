// SPDX-License-Identifier: Apache-2.0
// The store's file is removed, linked and backed up by an operator; a person's data in it is exported
// and erased.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { Daemon, eventually } from './support/daemon.mjs';
import { FakeTwilio, botEnv, botYaml, inboundForm, postForm, say, twimlText } from './support/twilio.mjs';

const ann = '+15551110001';
const bob = '+15551110002';

describe('the store', () => {
  let model;
  let twilio;
  let daemon;

  before(async () => {
    model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await model.start();
  });
  after(() => model.stop());
  beforeEach(async () => {
    model.clearFixtures();
    model.onMessage(/slow/, { content: 'too late' }, { streamingProfile: { ttft: 30_000 } });
    model.onMessage(/./, { content: 'noted' });
    twilio = await new FakeTwilio().start();
    daemon = await new Daemon(botYaml({ model: model.url, twilio }), botEnv).start();
  });
  afterEach(async () => {
    await daemon.end();
    await twilio.stop();
    assert.deepEqual(twilio.problems, []);
  });

  const path = (name) => join(daemon.folder, name);
  const readiness = async () => (await fetch(`${daemon.url}/readyz`)).status;
  const answerOf = async (from, text) => twimlText((await say(daemon, from, text)).text);
  const kept = (user) => JSON.parse(daemon.command(['user', 'show', user, '--json']).stdout).counts;

  test('removed while the daemon runs: not ready, 503, saved by a backup and restored', async () => {
    assert.equal(await answerOf(ann, 'one'), 'noted');
    for (const name of ['yak.db', 'yak.db-wal', 'yak.db-shm']) rmSync(path(name));
    await eventually('not ready', async () => (await readiness()) === 503);
    const shown = await (await fetch(`${daemon.url}/readyz?verbose`)).text();
    assert.match(shown, /"store":"it cannot be written/);
    assert.doesNotMatch(shown, /yak\.db|\//, 'a file, to strangers');
    assert.equal((await say(daemon, ann, 'two')).status, 503);
    assert.ok(!existsSync(path('yak.db')));
    const saved = daemon.command(['backup', path('saved.db')]);
    assert.equal(saved.status, 0, saved.stderr);
    await daemon.stop();
    renameSync(path('saved.db'), path('yak.db'));
    await daemon.start();
    assert.equal(kept(`whatsapp:${ann}`).messages, 1);
    assert.equal(await answerOf(ann, 'two'), 'noted');
  });

  test('a second daemon on the same file is refused, by any path of it', () => {
    linkSync(path('yak.db'), path('two.db'));
    const second = daemon.command(['check']);
    assert.equal(second.status, 0, second.stderr);
    daemon.write(daemon.yaml.replace('path: yak.db', 'path: two.db')
      .replace('server: {', 'admin: {socket: two.sock}\nserver: {'));
    const run = daemon.command(['run']);
    assert.equal(run.status, 69, run.stderr);
    assert.match(run.stderr, /another Yak has the store/);
  });

  test('a file that others can write is refused', async () => {
    await daemon.stop();
    for (const [name, mode, words] of [['yak.db', 0o666, /yak\.db can be written by everybody: chmod go-w/],
      ['.', 0o770, /its folder .* can be written by its group/]]) {
      const before = statSync(path(name)).mode;
      chmodSync(path(name), mode);
      const run = daemon.command(['run']);
      assert.equal(run.status, 77, run.stderr);
      assert.match(run.stderr, words);
      chmodSync(path(name), before);
    }
  });

  test('a backup needs no daemon, overwrites nothing and is for its owner only', async () => {
    await answerOf(ann, 'one');
    const online = daemon.command(['backup', path('online.db'), '--json']);
    assert.deepEqual(JSON.parse(online.stdout),
      { file: path('online.db'), bytes: statSync(path('online.db')).size, daemon: true });
    assert.equal(statSync(path('online.db')).mode & 0o777, 0o600);
    const again = daemon.command(['backup', path('online.db')]);
    assert.equal(again.status, 64);
    assert.match(again.stderr, /is there already/);
    await daemon.stop();
    const offline = daemon.command(['backup', path('offline.db')]);
    assert.equal(offline.status, 0, offline.stderr);
    assert.match(offline.stdout, /no daemon runs/);
    renameSync(path('offline.db'), path('yak.db'));
    await daemon.start();
    assert.equal(kept(`whatsapp:${ann}`).messages, 1);
  });

  test('one person is shown, exported and erased; the other stays', async () => {
    for (const [from, text] of [[ann, 'I like kilimanjaro'], [ann, '/model gpt-4o'], [bob, 'I like fuji']]) {
      await say(daemon, from, text);
    }
    const user = `whatsapp:${ann}`;
    assert.match(daemon.command(['user', 'show', user]).stdout,
      /Stored about whatsapp:\+15551110001: 2 messages, 2 deliveries, 2 lines of history, 1 key, 1 record of usage/);
    const everything = JSON.parse(daemon.command(['user', 'export', user]).stdout);
    assert.equal(everything.messages[0].text, 'I like kilimanjaro');
    assert.equal(everything.deliveries[0].text, 'noted');
    assert.deepEqual(everything.history.map((line) => line.text), ['I like kilimanjaro', 'noted']);
    assert.equal(everything.keys[0].value, 'openai/gpt-4o');
    assert.ok(!JSON.stringify(everything).includes('fuji'));

    const dry = daemon.command(['user', 'erase', user]);
    assert.match(dry.stdout, /would be erased: 2 messages.*Nothing was done: add --yes/);
    assert.equal(kept(user).messages, 2);
    const erased = daemon.command(['user', 'erase', user, '--yes']);
    assert.match(erased.stdout, /Erased data of .*: 2 messages/);
    assert.match(daemon.command(['user', 'show', user]).stdout, /Nothing is stored about/);
    assert.equal(kept(`whatsapp:${bob}`).messages, 1);
    for (const name of ['yak.db', 'yak.db-wal']) {
      const bytes = readFileSync(path(name)).toString('latin1');
      assert.ok(!bytes.includes('kilimanjaro') && !bytes.includes('5551110001'), `left in ${name}`);
    }
    // Caches are cleared, too: neither the history nor the chosen model is remembered.
    await say(daemon, ann, 'hello again');
    const asked = model.getRequests().at(-1).body;
    assert.equal(asked.model, 'gpt-4o-mini');
    assert.deepEqual(asked.messages.slice(1).map((line) => line.content), ['hello again']);
    const nobody = daemon.command(['user', 'show', 'somebody']);
    assert.equal(nobody.status, 64);
    assert.match(nobody.stderr, /CHANNEL:ADDRESS/);
  });

  test('a person is found by id and by number, and all addresses are erased', async () => {
    await say(daemon, ann, 'by number');
    await say(daemon, ann, 'by both', { ExternalUserId: 'US.13A4G7Z' });
    const byNumber = JSON.parse(daemon.command(['user', 'export', `whatsapp:${ann}`]).stdout);
    const byId = JSON.parse(daemon.command(['user', 'export', 'whatsapp:US.13A4G7Z']).stdout);
    for (const found of [byNumber, byId]) {
      assert.deepEqual(found.messages.map(({ text }) => text), ['by number', 'by both']);
      assert.deepEqual(found.aliases, [ann]);
      assert.equal(found.messages[1].address, ann);
    }
    const erased = daemon.command(['user', 'erase', `whatsapp:${ann}`, '--yes']);
    assert.match(erased.stdout, /: 2 messages.*, 1 other address/);
    assert.match(daemon.command(['user', 'show', 'whatsapp:US.13A4G7Z']).stdout, /Nothing is stored about/);
    for (const name of ['yak.db', 'yak.db-wal']) {
      const bytes = readFileSync(path(name)).toString('latin1');
      assert.ok(!bytes.includes('13A4G7Z') && !bytes.includes('5551110001'), `left in ${name}`);
    }
  });

  test('erasing stops running turns, and a repeat of an old message stays harmless', async () => {
    const slow = inboundForm(ann, 'slow');
    postForm(daemon, '/webhook', slow);
    await eventually('the model is asked', () => model.getRequests().some((r) => JSON.stringify(r.body).includes('slow')));
    const erased = await daemon.run(['user', 'erase', `whatsapp:${ann}`, '--yes']);
    assert.equal(erased.status, 0, erased.stderr);
    const before = model.getRequests().length;
    assert.equal((await postForm(daemon, '/webhook', slow)).status, 200);
    assert.equal(await answerOf(bob, 'one'), 'noted');
    assert.equal(model.getRequests().length, before + 1);
    assert.equal(kept(`whatsapp:${ann}`).messages, 0);
    assert.deepEqual(twilio.textsTo(ann), []);
  });

  test('/privacy describes, exports and, once confirmed, erases', async () => {
    await answerOf(ann, 'I like kilimanjaro');
    assert.match(await answerOf(ann, '/privacy'), /2 messages of yours and 1 answer, for up to 30 days/);
    assert.match(await answerOf(ann, '/privacy export'), /you: I like kilimanjaro/);
    assert.match(await answerOf(ann, '/privacy erase'), /\/privacy erase yes/);
    assert.equal(kept(`whatsapp:${ann}`).messages, 4);
    assert.match(await answerOf(ann, '/privacy erase yes'), /^Erased: 4 messages of yours/);
    // Only the request and its answer are left.
    assert.deepEqual(kept(`whatsapp:${ann}`), { messages: 1, deliveries: 1, history: 0, keys: 0, usage: 0, aliases: 0 });
    assert.match(await answerOf(ann, '/new'), /kept for up to 30 days; \/privacy shows/);
  });
});

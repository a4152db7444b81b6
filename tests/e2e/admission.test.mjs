// SPDX-License-Identifier: Apache-2.0
// Admission: who is served with any middleware chain, and how an operator admits a person.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Daemon, eventually } from './support/daemon.mjs';
import { FakeTwilio, botEnv, botYaml, say, twimlText } from './support/twilio.mjs';

const boss = '+15550000001';
const ann = '+15551110001';

describe('admission', () => {
  let twilio;
  let daemon;

  beforeEach(async () => (twilio = await new FakeTwilio().start()));
  afterEach(async () => {
    await daemon.end();
    await twilio.stop();
  });

  /// Starts the bot with the echo provider; `edit` changes the text of its configuration.
  const start = (edit = (yaml) => yaml, options = {}) => {
    const yaml = botYaml({ model: 'http://127.0.0.1:9', twilio, ...options })
      .replace('assistant: {model: openai/gpt-4o-mini', 'assistant: {model: echo/echo')
      .replace('allow_from: ["*"]', `allow_from: ["${boss}"]`);
    daemon = new Daemon(edit(yaml), botEnv);
    return daemon.start();
  };
  const answer = async (who, text) => twimlText((await say(daemon, who, text)).text);
  const access = (...args) => daemon.command(['access', ...args]);
  const pending = () => JSON.parse(access('pending', '--json').stdout).pending;
  const withoutChain = (yaml) => yaml.replace(/middleware:\n(  - .*\n)+/, '');

  test('an empty allow_from admits no sender, with any chain, and check and run report it', async () => {
    const middleware = '  - {plugin: commands, admins: ["console:local"]}';
    await start((yaml) => yaml.replace(`["${boss}"]`, '["${NOBODY:-}"]'), { middleware });
    assert.equal(await answer(boss, 'hello'), null);
    assert.equal(await answer(ann, '/help'), null);
    assert.match(daemon.output, /note +no sender is admitted on whatsapp/);
    assert.match(daemon.output, /off +middleware access \(not in the list/);
    assert.match(daemon.output, /off +middleware history \(not in the list/);
    assert.match(daemon.command(['check']).stdout, /note: no sender is admitted on whatsapp/);
    const notes = JSON.parse(daemon.command(['check', '--json']).stdout).notes;
    assert.equal(notes[0].path, 'channels.whatsapp.allow_from');
  });

  test('without a middleware key the default chain runs', async () => {
    await start(withoutChain);
    assert.match(daemon.output, /middleware access .*\n.*middleware commands .*\n.*middleware rate_limit .*\n.*middleware history/);
    assert.equal(await answer(ann, 'hello'), null);
    assert.match(await answer(boss, '/help'), /\/new/);
    assert.match(await answer(boss, 'hello'), /hello/);
  });

  test('the command that the log suggests admits the sender, also after a restart', async () => {
    await start();
    assert.equal(await answer(ann, 'hello'), null);
    const advice = await eventually('the warning', () => daemon.log.match(/'(\/allow [A-Z0-9]{4})'/)?.[1]);
    assert.ok(!daemon.log.includes(ann), 'a whole address in the log');
    assert.match(await answer(boss, advice), /may write now/);
    assert.match(await answer(ann, 'hello'), /hello/);
    await daemon.stop();
    await daemon.start();
    assert.match(await answer(ann, 'hello again'), /hello again/);
    assert.match(await answer(boss, `/deny ${ann}`), /may not write any more/);
    assert.equal(await answer(ann, 'hello'), null);
  });

  test('an operator lists, admits and denies by code; codes survive a restart', async () => {
    await start((yaml) => `access: {unknown: code}\n${yaml}`);
    const told = await answer(ann, 'hello');
    const [one] = pending();
    assert.match(told, new RegExp(`this code: ${one.code}`));
    assert.equal(one.channel, 'whatsapp');
    assert.equal(one.from, '+1555•••01');
    assert.equal(await answer(ann, 'hello?'), null, 'told once a day');
    await daemon.stop();
    await daemon.start();
    assert.deepEqual(pending().map((entry) => entry.code), [one.code]);
    assert.match(access('pending').stdout, new RegExp(`^${one.code} `, 'm'));
    const approved = access('approve', one.code.toLowerCase());
    assert.equal(approved.status, 0, approved.stderr);
    assert.match(approved.stdout, /may write now/);
    assert.match(await answer(ann, 'hello'), /hello/);
    assert.deepEqual(pending(), []);
    assert.equal(access('approve', one.code).status, 69);
    assert.equal(access('deny', `whatsapp:${ann}`).status, 0);
    assert.equal(await answer(ann, 'hello'), null);
  });

  test('an address or code that matches no sender is refused with a reason', async () => {
    await start();
    const words = (who) => access('approve', who).stderr;
    assert.match(words('whatsap:+15551110001'), /no channel 'whatsap'; did you mean 'whatsapp'/);
    assert.match(words('whatsapp:ann'), /'ann' is not a phone number/);
    assert.match(words('whatsapp:+1555•••01'), /masked/);
    assert.match(words('+15551110001'), /does not say which channel/);
    assert.match(await answer(boss, '/allow +1555•••01'), /masked/);
    assert.match(await answer(boss, '/allow bob'), /not a phone number/);
    assert.equal((await daemon.admin('POST', '/api/v1/access/approve', '[]')).status, 400);
  });

  test('a flood of strangers writes a bounded number of log lines', async () => {
    await start();
    for (let batch = 0; batch < 20; ++batch) {
      await Promise.all(Array.from({ length: 50 }, (_, i) => say(daemon, `+1556${1_000_000 + batch * 50 + i}`, 'hi')));
    }
    await daemon.stop();
    assert.ok(daemon.log.length < 30_000, `${daemon.log.length} bytes`);
    assert.equal((daemon.log.match(/refused a sender/g) ?? []).length <= 41, true);
  });
});

describe('yak check', () => {
  let daemon;
  afterEach(() => daemon.end());

  const base = `
server: {listen: "127.0.0.1:0"}
channels:
  console: {plugin: console, allow_from: ["*"]}
providers: {echo: {plugin: echo}}
assistant: {model: echo/echo}
`;
  const twilioChannel = (name, more) => `
  ${name}:
    plugin: twilio_whatsapp
    account_sid: AC${'1'.repeat(32)}
    auth_token: canary-twilio-token-of-check
    from: whatsapp:+14155238886
    ${more}
`;
  /// The errors of `yak check` and `yak run`, which must be equal, with exit code 78.
  const refused = (yaml) => {
    daemon = new Daemon(yaml, {});
    const checked = daemon.command(['check']);
    const ran = daemon.command(['run']);
    assert.deepEqual([checked.status, ran.status], [78, 78], checked.stdout + checked.stderr + ran.stderr);
    return checked.stderr;
  };
  const withChannels = (text) => base.replace('providers:', `${text}providers:`);

  test('reports invalid addresses', () => {
    const said = refused(withChannels(twilioChannel('whatsapp', 'allow_from: ["+15551110001", "-1001234567", "bob"]')) +
      'middleware: [{plugin: commands, admins: ["whatsap:+15551110001", "whatsapp:bob", "console:local"]}]\n');
    assert.match(said, /yak\.yaml:12:34: channels\.whatsapp\.allow_from\[1\]: '-1001234567' is not a phone number/);
    assert.match(said, /allow_from\[2\]: 'bob' is not a phone number/);
    assert.match(said, /admins\[0\]: there is no channel 'whatsap'; did you mean 'whatsapp'/);
    assert.match(said, /admins\[1\]: 'bob' is not a phone number/);
    assert.ok(!said.includes('admins[2]'));
  });

  test('and yak doctor report a channel that admits no sender, which is not an error', () => {
    daemon = new Daemon(base.replace('allow_from: ["*"]', 'allow_from: []'), {});
    const checked = daemon.command(['check']);
    assert.equal(checked.status, 0, checked.stderr);
    assert.match(checked.stdout, /note: no sender is admitted on console/);
    assert.match(daemon.command(['doctor']).stdout, /warn .*\n? *.*no sender is admitted on console/);
  });

  test('reports two instances on one path, and reserved paths', () => {
    const said = refused(withChannels(twilioChannel('one', 'allow_from: ["*"]') +
      twilioChannel('two', 'status_path: /livez')));
    assert.match(said, /channels\.two\.webhook_path: '\/webhook' is the path of channels\.one\.webhook_path/);
    assert.match(said, /yak\.yaml:\d+:\d+: channels\.two\.status_path: '\/livez' is a path of Yak itself/);
  });

  test('reports a duplicate middleware', () => {
    const said = refused(`${base}middleware: [{plugin: history}, {plugin: history}]\n`);
    assert.match(said, /yak\.yaml:\d+:\d+: middleware\[1\]\.plugin: 'history' is in the chain already, as middleware\[0\]/);
  });

  test('suggests the nearest name', () => {
    const said = refused(`${base.replace('plugin: echo', 'plugin: ehco').replace('127.0.0.1:0', '127.0.0.1:99999')}` +
      'rate_limit: {per_user: 20/1m}\nmiddleware: [{plugin: acess}]\n');
    assert.match(said, /there is no plugin 'ehco'; did you mean 'echo'/);
    assert.match(said, /there is no plugin 'acess'; did you mean 'access'/);
    assert.match(said, /the port 99999 is too large/);
    assert.match(said, /'rate_limit' here: it belongs in the list 'middleware'/);
  });
});

// SPDX-License-Identifier: Apache-2.0
// `yak doctor` finds and explains every problem, with and without a running daemon.
import assert from 'node:assert/strict';
import { chmodSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync,
  writeSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Daemon, eventually } from './support/daemon.mjs';
import { freePort } from './support/free_port.mjs';
import { FakeTwilio, botEnv, botYaml, publicUrl, say } from './support/twilio.mjs';

const prefix = process.env.YAK_PREFIX;

/// A model server whose clock may be wrong and which may refuse all credentials.
class FakeModels {
  skew = 0;  // seconds that its clock is ahead
  models = ['gpt-4o-mini', 'gpt-4o'];
  refuses = false;

  async start() {
    this.server = http.createServer((request, response) => {
      response.sendDate = false;
      response.setHeader('date', new Date(Date.now() + this.skew * 1_000).toUTCString());
      const body = this.refuses
        ? { error: { message: `Incorrect API key provided: ${request.headers.authorization.slice(7)}`, code: 'invalid_api_key' } }
        : { object: 'list', data: this.models.map((id) => ({ id, object: 'model' })) };
      response.writeHead(this.refuses ? 401 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

let twilio, models, daemon;

beforeEach(async () => {
  twilio = await new FakeTwilio().start();
  models = await new FakeModels().start();
});
afterEach(async () => {
  await daemon?.end();
  daemon = undefined;
  await twilio.stop();
  await models.stop();
});

const yaml = (options = {}) => botYaml({ model: models.url, twilio, ...options });

/// Runs `yak doctor`: the report, its exit code, and a function for one line by section and subject.
async function examine(args = []) {
  const run = await daemon.run(['doctor', '--json', ...args]);
  assert.equal(run.stderr, '');
  const report = JSON.parse(run.stdout);
  assert.equal(run.status, report.exit_code);
  const lines = report.sections.flatMap(({ name, lines }) => lines.map((line) => ({ section: name, ...line })));
  return { ...report, lines,
    line: (section, what) => lines.find((line) => line.section === section && line.what === what) };
}

const failures = (report) => report.lines.filter(({ level }) => level === 'fail')
  .map(({ section, what, detail }) => `${section}: ${what}: ${detail}`);

test('a correct installation has no failure, with the daemon down', async () => {
  daemon = new Daemon(yaml(), botEnv);
  const report = await examine();
  assert.deepEqual(failures(report), []);
  assert.equal(report.exit_code, 0);
  assert.match(report.line('channel whatsapp', 'webhook URL').detail, /https:\/\/bot\.example\.com\/webhook/);
  assert.match(report.line('channel whatsapp', 'balance').detail, /12\.34 USD/);
  assert.match(report.line('channel whatsapp', "Meta's terms").detail, /2026-01-15.*general-purpose assistant/);
  assert.match(report.line('provider openai', 'credentials').detail, /2 models/);
  assert.equal(report.line('outside', 'clock').level, 'ok');
  assert.equal(report.line('plugins', 'openai').level, 'ok');
  assert.equal(report.line('daemon', 'daemon').level, 'skip');
  assert.equal(report.line('daemon', 'webhooks').level, 'skip');
  assert.ok(!existsSync(join(daemon.folder, 'yak.db')), 'it made a store');
  const words = await daemon.run(['doctor']);
  assert.equal(words.status, 0);
  assert.match(words.stdout, /^store$/m);
  assert.match(words.stdout, /0 failures, \d+ warnings?, \d+ ok/);
});

test('with the daemon running it sends a signed request to the public URL, which creates no message', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  twilio.webhookUrl = `${url}/webhook`;
  const config = yaml().replace('127.0.0.1:0', `127.0.0.1:${port}`).replace(publicUrl, url);
  daemon = await new Daemon(config, botEnv).start();
  await eventually('it is ready', async () => (await fetch(`${daemon.url}/readyz`)).ok);
  const report = await examine();
  assert.deepEqual(failures(report), []);
  assert.equal(report.line('channel whatsapp', 'webhook').level, 'ok');
  assert.equal(report.line('daemon', 'daemon').level, 'ok');
  assert.match(report.line('network', 'public listener').detail, /running daemon/);
  assert.match(report.line('store', 'integrity').detail, /no damage/);
  assert.deepEqual(twilio.sent, []);
  const metrics = (await daemon.run(['status', '--json'])).stdout;
  assert.equal(JSON.parse(metrics).ready, true);
  assert.equal((await say(daemon, '+15551110001', '/help', {}, { signedUrl: `${url}/webhook` })).status, 200);
});

test('a public URL on which another server answers is a failure', async () => {
  daemon = await new Daemon(yaml().replace(publicUrl, models.url), botEnv).start();
  twilio.webhookUrl = `${models.url}/webhook`;
  const report = await examine();
  assert.equal(report.line('channel whatsapp', 'webhook').level, 'fail');
  assert.match(report.line('channel whatsapp', 'webhook').detail, /another server/);
  assert.equal(report.exit_code, 69);
});

test('refused credentials are explained, without showing them', async () => {
  twilio.refuses = true;
  models.refuses = true;
  daemon = new Daemon(yaml(), botEnv);
  const report = await examine();
  assert.equal(report.exit_code, 69);
  assert.match(report.line('channel whatsapp', 'credentials').detail, /refuses account_sid and auth_token/);
  assert.match(report.line('channel whatsapp', 'credentials').advice, /primary token/);
  assert.match(report.line('provider openai', 'credentials').advice, /api_key/);
});

test('another URL at Twilio, and an account that is suspended, are failures', async () => {
  twilio.webhookUrl = 'https://old.example.com/webhook';
  daemon = new Daemon(yaml(), botEnv);
  assert.match((await examine()).line('channel whatsapp', 'webhook URL').detail,
    /https:\/\/old\.example\.com\/webhook.*https:\/\/bot\.example\.com\/webhook/);
  twilio.account.status = 'suspended';
  assert.match((await examine()).line('channel whatsapp', 'credentials').detail, /suspended/);
});

test('a clock that is an hour off is a failure', async () => {
  models.skew = 3_600;
  daemon = new Daemon(yaml(), botEnv);
  const report = await examine();
  const clock = report.lines.find(({ what, level }) => what === 'clock' && level === 'fail');
  assert.match(clock.detail, /behind what 127\.0\.0\.1:\d+ says/);
  assert.match(clock.advice, /NTP/);
});

test('a model that the service does not list is a failure', async () => {
  models.models = ['gpt-4o'];
  daemon = new Daemon(yaml(), botEnv);
  assert.match((await examine()).line('provider openai', 'model gpt-4o-mini').detail, /does not list/);
});

test('a damaged store is a failure, and so is one that others can read', async () => {
  daemon = await new Daemon(yaml(), botEnv).start();
  await daemon.stop();
  const path = join(daemon.folder, 'yak.db');
  chmodSync(path, 0o644);
  const open = await examine();
  assert.match(open.line('store', 'permissions').advice, /chmod 600/);
  assert.equal(open.exit_code, 77);
  chmodSync(path, 0o600);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(8_192, 0x5a), 0, 8_192, 4_096 * 3);
  closeSync(file);
  const report = await examine();
  assert.equal(report.line('store', 'integrity').level, 'fail');
  assert.equal(report.exit_code, 69);
});

test('a disk with too little space is a temporary failure, unless there is a more severe one', async () => {
  // /dev/shm has less space than the largest min_free on every machine.
  const folder = mkdtempSync('/dev/shm/yak-doctor-');
  try {
    daemon = new Daemon(yaml(), botEnv);
    const write = (more) => writeFileSync(daemon.config,
      `data_dir: ${folder}\n${yaml().replace('path: yak.db', 'path: yak.db, min_free: 1024GiB')}${more}`);
    write('');
    const full = await examine();
    assert.equal(full.line('disk', 'disk').level, 'fail');
    assert.equal(full.exit_code, 75);
    models.refuses = true;
    assert.equal((await examine()).exit_code, 69);
    chmodSync(folder, 0o777);
    assert.equal((await examine()).exit_code, 77);
    write('nonsense: true\n');
    assert.equal((await examine()).exit_code, 78);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a world-readable environment file is a failure of permissions', async () => {
  daemon = new Daemon(yaml(), {});
  const file = join(daemon.folder, 'env');
  const text = Object.entries(botEnv).map(([name, value]) => `${name}=${value}\n`).join('');
  writeFileSync(file, text, { mode: 0o644 });
  chmodSync(file, 0o644);
  const report = await examine(['--env-file', file]);
  assert.equal(report.line('files', 'env file').level, 'fail');
  assert.equal(report.line('files', 'env file').advice, `chmod o-rwx ${file}`);
  assert.equal(report.exit_code, 77);
  chmodSync(file, 0o600);
  assert.equal((await examine(['--env-file', file])).exit_code, 0);
});

test('a plugin of another build is found without being loaded', async () => {
  daemon = new Daemon(yaml({ rest: 'plugins: {path: [plugins]}' }), botEnv);
  const folder = join(daemon.folder, 'plugins');
  mkdirSync(folder);
  const library = readFileSync(join(prefix, 'lib/yak/plugins/echo.so'));
  const mark = 'yak_plugin_v1_h';
  for (let at = library.indexOf(mark); at >= 0; at = library.indexOf(mark, at + 1)) {
    library.write('000000000000', at + mark.length, 'latin1');
  }
  writeFileSync(join(folder, 'strange.so'), library);
  writeFileSync(join(folder, 'text.so'), 'this is no library');
  const report = await examine();
  assert.equal(report.line('plugins', 'strange').level, 'warn');
  assert.match(report.line('plugins', 'strange').detail, /SDK headers h000000000000 instead of/);
  assert.equal(report.line('plugins', 'text').level, 'warn');
  assert.equal(report.exit_code, 0, 'nothing uses them');
  cpSync(join(folder, 'strange.so'), join(folder, 'echo.so'));
  const used = await examine();
  assert.equal(used.exit_code, 78);
  assert.match(used.line('plugins', 'echo').detail, /built for another Yak/);
});

test('an invalid configuration is reported with positions, and checks that need a valid one are skipped', async () => {
  daemon = new Daemon(yaml({ rest: 'lanes: {backlog: many}' }), botEnv);
  const report = await examine();
  assert.equal(report.exit_code, 78);
  assert.match(report.line('configuration', 'lanes.backlog').detail, /yak\.yaml:\d+:\d+: /);
  assert.equal(report.line('everything else', 'store, network, services').level, 'skip');
  assert.deepEqual(twilio.problems, []);
});

test('a port that is in use is a failure, and so is a public listener for administrators', async () => {
  const port = new URL(models.url).port;
  daemon = new Daemon(yaml().replace('127.0.0.1:0', `127.0.0.1:${port}`), botEnv);
  const taken = await examine();
  assert.equal(taken.line('network', 'public listener').level, 'fail');
  assert.equal(taken.exit_code, 69);
  daemon.write(yaml({ rest: 'admin: {listen: "0.0.0.0:0"}' }));
  const open = await examine();
  assert.equal(open.exit_code, 78);
  assert.match(open.line('configuration', 'admin.listen').detail, /admin\.token/);
  assert.match((await daemon.run(['check'])).stderr, /yak\.yaml:\d+:\d+: admin\.listen: can be reached from the network/);
  daemon.env.TOKEN = 'canary-admin-token-0123456789';
  daemon.write(yaml({ rest: 'admin: {listen: "0.0.0.0:0", token: "${TOKEN}"}' }));
  assert.equal((await examine()).line('network', 'admin exposure').level, 'warn');
});

test('it checks the daemon\'s configuration, or fails when that is another one', async () => {
  daemon = await new Daemon(yaml(), { ...botEnv, EXTRA: 'yes' }).start();
  const same = await examine();
  assert.equal(same.line('daemon', 'daemon configuration').level, 'ok');
  // A shell without the service's variables sees fewer instances.
  const extra = 'channels:\n  second: {plugin: console, enabled_if: "${EXTRA:-}", allow_from: ["*"]}';
  daemon.rewrite((text) => text.replace(/^channels:/m, extra));
  assert.equal(daemon.command(['reload']).status, 0);
  const on = JSON.parse(daemon.command(['status', '--json']).stdout).configuration.instances_on;
  delete daemon.env.EXTRA;
  const fewer = await examine();
  assert.equal(fewer.exit_code, 78);
  assert.match(fewer.line('daemon', 'daemon configuration').detail, new RegExp(
    `^the daemon runs another configuration \\(${on} instances on, this file ${on - 1}\\); only in the daemon: channel second \\(console\\)$`));
  daemon.env.EXTRA = 'yes';
  daemon.rewrite((text) => text.replace(/^assistant:/m, 'delivery: {lifetime: 5h}\nassistant:'));
  const other = await examine();
  assert.match(other.line('daemon', 'daemon configuration').detail, /the instances are the same, but some settings differ/);
  assert.equal(daemon.command(['reload']).status, 0);
  assert.equal((await examine()).line('daemon', 'daemon configuration').level, 'ok');
});

test('a channel that is open to everyone without limits is reported', async () => {
  daemon = new Daemon(yaml(), botEnv);
  daemon.write(yaml().replace(/allow_from: \[[^\]]*\]/, 'allow_from: ["*"]').replace(/^.*plugin: rate_limit.*\n/m, ''));
  const open = (await examine()).line('access', 'allow_from of whatsapp');
  assert.equal(open.level, 'warn');
  assert.match(open.detail, /everybody is admitted, and there is no message limit and no budget/);
});

test('missing TLS files are errors of check, with their positions', async () => {
  daemon = new Daemon(yaml().replace(/^server: *\{/m, 'server: {tls: {certificate: cert.pem, private_key: key.pem}, '), botEnv);
  const check = await daemon.run(['check']);
  assert.equal(check.status, 78);
  for (const key of ['certificate', 'private_key']) {
    assert.match(check.stderr, new RegExp(`yak\\.yaml:\\d+:\\d+: server\\.tls\\.${key}: there is no file .*pem`));
  }
  assert.equal((await examine()).exit_code, 78);
});

test('help names the exit codes', async () => {
  daemon = new Daemon(yaml(), botEnv);
  assert.match((await daemon.run(['doctor', '--help'])).stdout, /78 configuration/);
});

// SPDX-License-Identifier: Apache-2.0
// Monitoring: metrics and their page, dashboard and alerts, a real Prometheus, `yak status`, the log.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon, eventually, yakBinary } from './support/daemon.mjs';
import { FakeTwilio, botEnv, botYaml, postForm, say } from './support/twilio.mjs';

const source = (path) => readFileSync(join(process.env.YAK_SOURCE, path), 'utf8');
const ann = '+15551234567';
let daemon, twilio, model, other;

afterEach(async () => {
  other?.kill('SIGKILL');
  await daemon?.end();
  await twilio?.stop();
  await model?.stop();
  other = daemon = twilio = model = undefined;
});

/// Names of the metrics in docs/metrics.md.
const documented = () => new Set([...source('docs/metrics.md').matchAll(/^\| `([a-z0-9_]+)`/gm)].map((row) => row[1]));

/// The metrics in a query; the series of a histogram count as the histogram.
function namesIn(query, known) {
  return [...query.matchAll(/\b(?:yak|process)_[a-z0-9_]+/g)].map(([name]) => {
    const base = name.replace(/_(bucket|count|sum)$/, '');
    return known.has(name) ? name : base;
  });
}

async function startBot(rest = '', whatsapp = '') {
  twilio = await new FakeTwilio().start();
  model = new LLMock({ port: 0 });
  await model.start();
  daemon = await new Daemon(botYaml({ model: model.url, twilio, whatsapp,
    rest: `admin: {listen: "127.0.0.1:0"}\n${rest}` }), botEnv).start();
  const admin = `127.0.0.1:${daemon.output.match(/(?:metrics on port |"admin_port":")(\d+)/)[1]}`;
  return { admin, metrics: async () => (await fetch(`http://${admin}/metrics`)).text() };
}

const value = (text, series) => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

describe('shipped dashboard and alerts', () => {
  const known = documented();

  test('every query of the dashboard uses documented metrics', () => {
    const dashboard = JSON.parse(source('packaging/grafana/yak.json'));
    const queries = dashboard.panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => expr))
      .concat(dashboard.templating.list.map(({ query }) => query.query ?? ''), dashboard.annotations.list.map(({ expr }) => expr));
    assert.ok(queries.length > 40);
    const unknown = queries.flatMap((query) => namesIn(query, known)).filter((name) => !known.has(name));
    assert.deepEqual(unknown, []);
    const ids = dashboard.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('every metric of the alerts is documented, and every alert has a runbook', () => {
    const rules = source('packaging/prometheus/yak.rules.yml');
    assert.deepEqual(namesIn(rules, known).filter((name) => !known.has(name)), []);
    const anchors = new Set([...source('docs/operations.md').matchAll(/^## (.*)$/gm)]
      .map(([, title]) => title.toLowerCase().replaceAll(' ', '-')));
    const alerts = rules.split(/- alert: /).slice(1);
    for (const alert of alerts) {
      const [, anchor] = alert.match(/runbook_url: file:\/\/\/usr\/share\/doc\/yak\/docs\/operations\.md#([a-z0-9-]+)\n/) ?? [];
      assert.ok(anchors.has(anchor), `${alert.split('\n')[0]}: #${anchor}`);
    }
  });

  test('promtool accepts the rules, and their unit tests cover every alert', () => {
    const folder = join(process.env.YAK_SOURCE, 'packaging/prometheus');
    const check = spawnSync('promtool', ['check', 'rules', 'yak.rules.yml'], { cwd: folder, encoding: 'utf8' });
    assert.equal(check.status, 0, check.stdout + check.stderr);
    const tests = spawnSync('promtool', ['test', 'rules', 'yak.rules.test.yml'], { cwd: folder, encoding: 'utf8' });
    assert.equal(tests.status, 0, tests.stdout + tests.stderr);
    const fired = source('packaging/prometheus/yak.rules.test.yml');
    for (const [, alert] of source('packaging/prometheus/yak.rules.yml').matchAll(/- alert: (\w+)/g)) {
      assert.ok(fired.includes(`alertname="${alert}"`), `${alert} is never seen to fire`);
    }
  });
});

test('every metric of a busy daemon is documented, with its type, and no label is an address', async () => {
  const { metrics } = await startBot();
  model.onMessage(/hello/, { content: 'hi' });
  model.onMessage(/trouble/, { error: { message: 'no', type: 'server_error' }, status: 500 });
  await say(daemon, ann, 'hello');
  await say(daemon, ann, '/model list');
  await say(daemon, ann, 'trouble');
  await postForm(daemon, '/webhook', { Body: 'x' }, { signature: 'wrong' });
  const text = await metrics();
  const page = source('docs/metrics.md');
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  for (const [, name, type] of types) assert.ok(page.includes(`| \`${name}\` | ${type} |`), `${name} ${type}`);
  assert.deepEqual([...documented()].filter((name) => !types.some((one) => one[1] === name)
    && !['yak_model_breaker_open', 'yak_twilio_sends_total', 'yak_channel_cost_usd_total'].includes(name)), []);
  assert.ok(!text.includes('1555123'), 'an address');
  assert.equal(value(text, 'yak_messages_accepted_total'), 3);
  assert.equal(value(text, 'yak_model_calls_total{model="openai/gpt-4o-mini",result="ok"}'), 1);
  assert.ok(value(text, 'yak_store_seconds_count{operation="accept"}') >= 3);
  assert.ok(value(text, 'process_resident_memory_bytes') > 1e6);
  // increase() misses the first value of a counter that begins above 0.
  assert.equal(value(text, 'yak_loop_blocked_seconds_total{plugin="openai"}'), 0);
});

test('metrics of queues, readiness and the store are current', async () => {
  const { metrics } = await startBot('', 'inline_wait: 0s');
  await eventually('the first look', async () => value(await metrics(), 'yak_ready') === 1);
  model.onMessage(/slow/, { content: 'late' }, { streamingProfile: { ttft: 60_000 } });
  await say(daemon, ann, 'slow');
  await say(daemon, ann, 'and more');
  await eventually('one runs and one waits', async () => {
    const text = await metrics();
    return value(text, 'yak_turns_running') === 1 && value(text, 'yak_messages_waiting') === 1
      && value(text, 'yak_journal_messages_unfinished') === 2 && value(text, 'yak_backlog') === 2;
  });
  const { queue, models } = JSON.parse(daemon.command(['status', '--json']).stdout);
  assert.equal(queue.turns_running, 1);
  assert.equal(queue.messages_waiting, 1);
  assert.equal(models[0].name, 'openai/gpt-4o-mini');
});

test('a real Prometheus scrapes it, loads the alerts, and answers a query', async () => {
  const { admin } = await startBot();
  model.onMessage(/hello/, { content: 'hi' });
  await say(daemon, ann, 'hello');
  const folder = mkdtempSync(join(tmpdir(), 'yak-prometheus-'));
  const port = await new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  writeFileSync(join(folder, 'prometheus.yml'), `global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [${join(process.env.YAK_SOURCE, 'packaging/prometheus/yak.rules.yml')}]
scrape_configs: [{job_name: yak, static_configs: [{targets: ["${admin}"]}]}]
`);
  let said = '';
  other = spawn('prometheus', [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`]);
  other.stderr.on('data', (data) => (said += data));
  const ask = async (path) => {
    try {
      return (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()).data;
    } catch {
      if (other.exitCode !== null) throw new Error(said);
      return undefined;
    }
  };
  try {
    const counted = await eventually('a sample', async () =>
      (await ask('query?query=yak_messages_accepted_total'))?.result?.[0], 60_000);
    assert.equal(counted.value[1], '1');
    assert.equal(counted.metric.job, 'yak');
    // Prometheus renames a scraped label that it sets itself; the alert uses the new name.
    const [degraded] = (await ask('query?query=yak_instance_degraded{exported_instance="whatsapp"}')).result;
    assert.equal(degraded.metric.kind, 'channel');
    const { activeTargets } = await ask('targets');
    assert.equal(activeTargets[0].lastError, '');
    const { groups } = await ask('rules');
    assert.ok(groups[0].rules.length > 15);
    const [build] = (await ask('query?query=yak_build_info')).result;
    assert.match(build.metric.compiler, /^(clang|gcc) \d/);
  } finally {
    const ended = new Promise((resolve) => other.on('exit', resolve));
    other.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  }
});

describe('yak status', () => {
  const watch = (args, options = {}) => {
    const run = spawn(yakBinary, ['status', '--watch', ...args, '-c', daemon.config], { env: daemon.env, ...options });
    run.text = '';
    run.stdout.on('data', (data) => (run.text += data));
    run.ended = new Promise((resolve) => run.on('exit', (code, signal) => resolve({ code, signal })));
    return run;
  };

  test('shows instances with their last error, models, rates and queues', async () => {
    await startBot();
    model.onMessage(/hello/, { content: 'hi' });
    await say(daemon, ann, 'hello');
    await postForm(daemon, '/webhook', { Body: 'x' }, { signature: 'wrong' });
    const { stdout } = daemon.command(['status']);
    assert.match(stdout, /^ready {2}yak \d+\.\d+\.\d+, up /);
    assert.match(stdout, /LAST +1m +5m +15m\n {2}messages +1 +1 +1\n/);
    assert.match(stdout, /openai\/gpt-4o-mini \(default\) +closed +1 +0 /);
    assert.match(stdout, /channel whatsapp +twilio_whatsapp 1\.0\.0 +running/);
    assert.match(stdout, /dead letters: 0\n/);
    const status = JSON.parse(daemon.command(['status', '--json']).stdout);
    assert.equal(status.ready, true);
    assert.equal(status.generations.live, 1);
    assert.deepEqual(Object.keys(status.rates), ['1m', '5m', '15m']);
    assert.equal(status.rates['15m'].messages, 1);
    const whatsapp = status.instances.find(({ name }) => name === 'whatsapp');
    assert.equal(whatsapp.state, 'running');
    assert.match(whatsapp.last_error.text, /signature/i);
  });

  test('--watch runs until Ctrl-C, also while the daemon is down; plain without a terminal', async () => {
    await startBot();
    other = watch([]);
    await eventually('two looks', () => other.text.split('ready  yak').length > 2);
    await daemon.stop();
    await eventually('the daemon is missed', () => other.text.includes('NO ANSWER'));
    assert.ok(!other.text.includes('\x1b'));
    other.kill('SIGINT');
    assert.deepEqual(await other.ended, { code: 0, signal: null });
  });

  test('--watch --json prints a line each time', async () => {
    await startBot();
    other = watch(['--json']);
    await eventually('two lines', () => other.text.split('\n').length > 2);
    for (const line of other.text.split('\n').slice(0, 2)) assert.equal(JSON.parse(line).ready, true);
    other.kill('SIGTERM');
    assert.deepEqual(await other.ended, { code: 0, signal: null });
  });

  test('on a terminal --watch redraws, and Ctrl-C ends it', async () => {
    await startBot();
    // script(1) of util-linux gives it a terminal.
    const command = `exec '${yakBinary}' status --watch -c '${daemon.config}'`;
    other = spawn('script', ['-qec', command, '/dev/null'], { env: { ...daemon.env, TERM: 'xterm', NO_COLOR: '1' } });
    let text = '';
    other.stdout.on('data', (data) => (text += data));
    await eventually('drawn twice', () => text.split('\x1b[H').length > 2);
    assert.match(text, /ready {2}yak/);
    const ended = new Promise((resolve) => other.on('exit', resolve));
    other.stdin.write('\x03');
    assert.equal(await ended, 0);
  });
});

describe('the log', () => {
  /// A report of a message that could not be delivered; Yak logs its recipient.
  const failedReport = () => postForm(daemon, '/webhook/status', { MessageSid: `SM${'1'.repeat(32)}`,
    AccountSid: 'AC0123456789abcdef0123456789abcdef', MessageStatus: 'failed', ErrorCode: '63016', To: `whatsapp:${ann}`,
    From: 'whatsapp:+14155550100' });

  test('masks addresses, or shows them if configured', async () => {
    await startBot();
    assert.equal((await failedReport()).status, 200);
    await eventually('the line', () => daemon.log.includes('could not deliver'));
    assert.ok(!daemon.log.includes(ann));
    await daemon.end();
    await twilio.stop();
    await model.stop();
    await startBot('log: {addresses: full}');
    await failedReport();
    await eventually('the line', () => daemon.log.includes('could not deliver'));
    assert.ok(daemon.log.includes(ann));
  });

  test('suppresses and counts repeats', async () => {
    const { metrics } = await startBot('log: {format: json}');
    for (let i = 0; i < 50; ++i) await failedReport();
    const lines = () => daemon.log.split('\n').filter((line) => line.includes('could not deliver')).map((line) => JSON.parse(line));
    const summary = await eventually('the summary', () => lines().find(({ left_out: count }) => count !== undefined), 30_000);
    assert.equal(lines().filter(({ left_out: count }) => count === undefined).length, 20);
    assert.equal(summary.left_out, '30');
    assert.match(summary.repeats, /30 more times in 10 s/);
    assert.equal(value(await metrics(), 'yak_log_suppressed_total'), 30);
  });
});

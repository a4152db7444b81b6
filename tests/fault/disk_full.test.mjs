// SPDX-License-Identifier: Apache-2.0
// The daemon's disk becomes full, and has free space again. Needs the permission to mount a tmpfs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { figures, sized, sleep } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const mebibyte = 1 << 20;
/// The daemon checks its disk once a second.
const lookEvery = 1_100;
let world;
let mounted = null;

afterEach(async (context) => {
  await world?.bot.kill().catch(() => {});
  if (mounted) spawnSync('umount', ['--lazy', mounted]);
  mounted = null;
  await world?.end(context);
});

/// Starts a daemon whose folder is a disk of this size; false when none can be mounted.
async function startOnDisk(context, size, minFree) {
  world = await World.start({ begin: false,
    edit: (yaml) => yaml.replace('path: yak.db', `path: yak.db, min_free: ${minFree}`) });
  const { folder, config } = world.bot;
  const yaml = world.bot.read('yak.yaml');
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  if (mount.status !== 0) {
    context.skip('no tmpfs can be mounted here');
    return false;
  }
  mounted = folder;
  writeFileSync(config, yaml, { mode: 0o600 });
  await world.bot.start();
  await world.bot.untilMarked();
  return true;
}

const filler = () => join(world.bot.folder, 'filler');
const fill = (bytes) => writeFileSync(filler(), Buffer.alloc(bytes, 1));
const isReady = async () => (await fetch(`${world.bot.url}/readyz`)).status === 200;

async function accepts(number, text = `question ${number}`) {
  const { form } = world.ask(person(number), text);
  const { accepted, broken } = await world.poster.post(form);
  assert.equal(broken, undefined, 'it says yes or no in time');
  return accepted;
}

test('nearly full, it accepts no message before a write fails, and serves again when there is space', async (context) => {
  if (!(await startOnDisk(context, 24 * mebibyte, '12MiB'))) return;
  assert.ok(await accepts(1));
  await world.settle();
  fill(14 * mebibyte);
  await eventually('it is not ready', async () => !(await isReady()));
  await sleep(lookEvery);
  const turnedAway = sized(5, 50);
  for (let number = 2; number < 2 + turnedAway; ++number) assert.equal(await accepts(number), false);
  assert.equal(await world.bot.gauge('yak_store_failed_transactions_total'), 0);
  rmSync(filler());
  await eventually('it is ready again', isReady);
  // Refused webhooks are not repeated; the messages are in Twilio's list.
  await world.settle();
  const reckoning = world.reckon();
  figures(context, { ...reckoning, 'turned away': turnedAway, lives: world.bot.lives });
  assert.deepEqual(reckoning, { messages: 1 + turnedAway, lost: 0, duplicates: 0, strange: 0 });
});

test('full, it answers 2xx only to written messages, and recovers by itself', async (context) => {
  if (!(await startOnDisk(context, 3 * mebibyte, 0))) return;
  fill(1.5 * mebibyte);
  const words = 'x'.repeat(900);
  let refused = 0;
  for (let number = 0; number < sized(400, 2_000) && refused < 20; ++number) {
    if (!(await accepts(number, `question ${number} ${words}`))) {
      refused += 1;
      world.questions.pop();
      world.twilio.ledger.entries.pop();
    }
  }
  const accepted = world.questions.length;
  assert.ok(refused > 0, 'the disk never was full');
  rmSync(filler());
  await eventually('it is ready again', isReady);
  assert.ok(await accepts(9_999));
  await world.settle();
  const reckoning = world.reckon();
  figures(context, { ...reckoning, accepted, refused, lives: world.bot.lives });
  assert.deepEqual(reckoning, { messages: accepted + 1, lost: 0, duplicates: 0, strange: 0 });
});

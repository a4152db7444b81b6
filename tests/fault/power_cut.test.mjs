// SPDX-License-Identifier: Apache-2.0
// A power cut at any point: every acknowledged message gets exactly one answer. Data that SQLite had
// written but not synced is lost, completely or in part.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { eventually } from '../e2e/support/daemon.mjs';
import { CutBot, Disk } from './support/disk.mjs';
import { Feed, killAtRandom } from './support/killer.mjs';
import { Random, figures, sized } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const messages = sized(100, 2_000);
const cuts = sized(10, 200);
const people = 40;
const posters = 8;

let world;
afterEach((context) => world.end(context));

async function postAll(feed) {
  for (let question = await feed.take(); question; question = await feed.take()) {
    await world.poster.deliver(question.form);
  }
}

/// Posts all messages through all cuts; gives the disk's counts.
async function live(edit) {
  const random = new Random();
  // Without catch-up, because Twilio's list would restore messages that the store lost.
  world = await World.start({ begin: false, Bot: CutBot, edit, whatsapp: 'inline_wait: 40ms\n    catch_up: 0s' });
  const disk = new Disk(world.folder);
  world.bot.plugInto(disk, random);
  await world.bot.start();
  world.model.fate = () => ({ delay: random.between(0, 150) });
  world.twilio.fate = () => ({ delay: random.between(0, 20) });
  for (let n = 0; n < messages; ++n) world.ask(person(n % people), `question ${n}`);

  const feed = new Feed(world.questions, cuts + 1);
  const posting = Promise.all(Array.from({ length: posters }, () => postAll(feed)));
  await killAtRandom(world.bot, { kills: cuts, longest: 200, random, onLife: (life) => feed.release(life) });
  await posting;
  return disk.counts();
}

const words = (counts) => ({ cuts: counts.cuts, 'stops that were quicker': world.bot.missed,
  'cuts that lost something': counts.cutsWithLoss,
  'unsynced changes undone': counts.changesUndone, 'bytes of them': counts.bytesUndone,
  'sectors that survived': counts.survivors });

test('power cuts lose and duplicate nothing', async (context) => {
  const counts = await live();
  await world.settle();
  await world.restartsQuietly();
  const reckoning = world.reckon();
  figures(context, { ...reckoning, ...words(counts), posts: world.poster.posts,
    resent: world.bot.total('yak_send_resent_total') });
  assert.deepEqual(reckoning, { messages, lost: 0, duplicates: 0, strange: 0 });
  assert.equal(world.bot.total('yak_send_resent_total'), 0);
  assert.ok(counts.cutsWithLoss > 0, 'a cut took something back');
});

test('a store that does not sync loses messages to the same cuts', async (context) => {
  const counts = await live((yaml) => yaml.replace('path: yak.db', 'path: yak.db, synchronous: normal'));
  let sent = -1;
  await eventually('it is quiet', async () => {
    const before = sent;
    sent = world.twilio.outbound.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return sent === before;
  });
  const reckoning = world.reckon();
  figures(context, { ...reckoning, ...words(counts) });
  assert.ok(reckoning.lost > 0, 'accepted, and never answered');
});

// SPDX-License-Identifier: Apache-2.0
// A kill -9 at any point: every acknowledged message gets exactly one answer.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Feed, killAtRandom } from './support/killer.mjs';
import { Random, figures, sized } from './support/options.mjs';
import { World, person } from './support/world.mjs';

const messages = sized(200, 2_000);
const kills = sized(20, 1_000);
const people = 40;
const posters = 8;

let world;
afterEach((context) => world.end(context));

async function postAll(feed) {
  for (let question = await feed.take(); question; question = await feed.take()) {
    await world.poster.deliver(question.form);
  }
}

test('kills at random points lose and duplicate nothing', async (context) => {
  const random = new Random();
  // A short wait, so that about half of the answers are inline and half are sent by REST.
  world = await World.start({ whatsapp: 'inline_wait: 100ms' });
  world.model.fate = () => ({ delay: random.between(0, 80) });
  world.twilio.fate = () => ({ delay: random.between(0, 20) });
  for (let n = 0; n < messages; ++n) world.ask(person(n % people), `question ${n}`);

  const feed = new Feed(world.questions, kills + 1);
  const posting = Promise.all(Array.from({ length: posters }, () => postAll(feed)));
  await killAtRandom(world.bot, { kills, longest: 200, random, onLife: (life) => feed.release(life) });
  await posting;
  await world.settle();
  await world.restartsQuietly();

  const reckoning = world.reckon();
  const replies = world.twilio.outbound.filter(({ direction }) => direction === 'outbound-reply').length;
  figures(context, { ...reckoning, kills: world.bot.kills, posts: world.poster.posts, 'inline replies': replies,
    'lists read': world.twilio.listed, resent: world.bot.total('yak_send_resent_total'),
    'model calls beyond one a message': world.model.ledger.entries.length - messages });
  assert.deepEqual(reckoning, { messages, lost: 0, duplicates: 0, strange: 0 });
  assert.equal(world.bot.total('yak_send_resent_total'), 0);
  assert.ok(replies > 0 && replies < messages, `both ways are used: ${replies} inline`);
});

// SPDX-License-Identifier: Apache-2.0
// Checks of the files for a container engine that need no engine.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import yaml from 'yaml';

const folder = join(process.env.YAK_SOURCE, 'packaging/docker');
const compose = yaml.parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'));
const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');

test('compose.yaml refers to existing files, and declares every secret and volume that it uses', () => {
  const { yak } = compose.services;
  const context = join(folder, yak.build.context);
  assert.ok(existsSync(join(context, yak.build.dockerfile)));
  assert.deepEqual(yak.secrets.toSorted(), Object.keys(compose.secrets).toSorted());
  const named = yak.volumes.map((volume) => volume.split(':')[0]).filter((name) => !name.startsWith('.'));
  assert.deepEqual(named, Object.keys(compose.volumes));
});

test('the container stops after the daemon has drained, and its folders are the daemon\'s', () => {
  const { yak } = compose.services;
  const user = dockerfile.match(/^USER (\d+):(\d+)$/m);
  assert.ok(user && user[1] !== '0', 'the image runs as nobody\'s root');
  assert.match(yak.tmpfs[0], new RegExp(`^/run/yak:uid=${user[1]},gid=${user[2]},`));
  const drain = readFileSync(join(process.env.YAK_SOURCE, 'docs/config.md'), 'utf8').match(/`server\.drain_timeout` \|[^|]*\| `(\d+)s`/);
  assert.ok(parseInt(yak.stop_grace_period) >= Number(drain[1]) + 10);
});

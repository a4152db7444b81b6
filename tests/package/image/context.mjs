// SPDX-License-Identifier: Apache-2.0
// context.mjs FOLDER [PATH...]: prints the files that `docker build FOLDER` sends, filtered by .dockerignore:
// paths below the folder, each terminated by a zero byte. With PATHs: those of them that would be sent, whether
// they exist or not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore from '@balena/dockerignore';

const [folder, ...asked] = process.argv.slice(2);
const rules = readFileSync(join(folder, '.dockerignore'), 'utf8');
const sent = ignore().add(rules).createFilter();
// A rule with `!` may include files below an excluded folder.
const prunes = !/^\s*!/m.test(rules);

function* below(path) {
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    const name = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!prunes || sent(name)) yield* below(name);
    } else if ((entry.isFile() || entry.isSymbolicLink()) && sent(name)) {
      yield name;
    }
  }
}

for (const name of asked.length > 0 ? asked.filter(sent) : below('')) process.stdout.write(`${name}\0`);

// context.mjs FOLDER: the files that `docker build FOLDER` sends, after its .dockerignore: paths below the
// folder, each ended by a zero byte. With paths after the folder: those of them that would be sent, whether
// they are there or not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore from '@balena/dockerignore';

const [folder, ...asked] = process.argv.slice(2);
const rules = readFileSync(join(folder, '.dockerignore'), 'utf8');
const sent = ignore().add(rules).createFilter();
// A folder that is left out may hold what a rule with `!` brings back.
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

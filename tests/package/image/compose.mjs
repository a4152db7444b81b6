// SPDX-License-Identifier: Apache-2.0
// compose.mjs FILE: prints the settings of compose.yaml's only service as shell calls: `compose_tmpfs target
// options`, `compose_volume source target mode`, `compose_secret name`. An unknown setting becomes
// `compose_unknown key`.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { call } from './shell.mjs';

const file = parse(readFileSync(process.argv[2], 'utf8'));
const [service] = Object.values(file.services);

// compose-spec, "Interpolation": ${NAME} and ${NAME:-default}.
const interpolated = (text) =>
  String(text).replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name, otherwise) => process.env[name] || (otherwise ?? ''));
const seconds = (text) => Number(/^(\d+)s$/.exec(text)[1]);

const carriedOut = {
  build: () => {},
  image: () => {},
  restart: () => {},
  ports: (ports) => ports.forEach((port) => call('compose_port', port)),
  stop_grace_period: (text) => call('compose_grace', seconds(text)),
  read_only: (is) => is && call('compose_read_only'),
  cap_drop: (names) => names.forEach((name) => call('compose_cap_drop', name)),
  security_opt: (options) => options.forEach((option) => call('compose_security', option)),
  environment: (names) =>
    Object.entries(names).forEach(([name, value]) => call('compose_environment', `${name}=${interpolated(value)}`)),
  volumes: (volumes) => volumes.forEach((volume) => call('compose_volume', ...volume.split(':'))),
  tmpfs: (all) => all.forEach((one) => call('compose_tmpfs', ...one.split(':'))),
  secrets: (names) => names.forEach((name) => call('compose_secret', name)),
};

for (const [key, value] of Object.entries(service)) {
  if (key in carriedOut) carriedOut[key](value);
  else call('compose_unknown', key);
}

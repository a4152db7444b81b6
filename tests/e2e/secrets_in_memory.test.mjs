// After a reload the secrets of before are gone, from the memory that the daemon has freed too.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon, eventually } from './support/daemon.mjs';
import { findInMemory } from './support/process_memory.mjs';
import { FakeTwilio, accountSid, botYaml, inboundForm, postForm, publicUrl, sign, twimlText } from './support/twilio.mjs';

/// One secret from each place that a configuration can take it from.
const secretsOf = (age) => ({
  inYaml: `${age}-canary-auth-token-in-the-yaml`,
  inFile: `${age}-canary-api-key-in-a-file-of-its-own`,
  inEnvFile: `${age}-canary-admin-token-in-the-env-file`,
});

/// How they look on the way: as they are, and in the header of Basic authentication.
const formsOf = ({ inYaml, inFile, inEnvFile }) =>
  [inYaml, inFile, inEnvFile, Buffer.from(`${accountSid}:${inYaml}`).toString('base64').slice(0, -4)];

let daemon;
let model;
let twilio;

beforeEach(async () => {
  model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  await model.start();
  twilio = await new FakeTwilio().start();
});
afterEach(async () => {
  await daemon.end();
  await twilio.stop();
  assert.deepEqual(twilio.problems, []);
  await model.stop();
});

function yamlWith({ inYaml }) {
  return botYaml({ model: model.url, twilio, rest: 'admin: {token: "${ADMIN_TOKEN}", listen: "127.0.0.1:0"}' })
    .replace('${TWILIO_AUTH_TOKEN}', `"${inYaml}"`).replace('${OPENAI_API_KEY}', '!file api.key');
}

function writeSecrets({ inYaml, inFile, inEnvFile }) {
  twilio.token = inYaml;
  writeFileSync(join(daemon.folder, 'api.key'), `${inFile}\n`, { mode: 0o600 });
  writeFileSync(join(daemon.folder, '.env'), `OTHER=1\nADMIN_TOKEN="${inEnvFile}"\n`, { mode: 0o600 });
}

/// One answer inline, one by REST, and what an operator asks for with the token.
async function useSecrets({ inYaml, inEnvFile }, peer) {
  const form = inboundForm(peer, 'quick');
  const answer = await postForm(daemon, '/webhook', form, { signature: sign(`${publicUrl}/webhook`, form, inYaml) });
  assert.equal(twimlText(answer.text), 'An answer.');
  const slow = inboundForm(peer, 'slow');
  await postForm(daemon, '/webhook', slow, { signature: sign(`${publicUrl}/webhook`, slow, inYaml) });
  await eventually('an answer by REST', () => twilio.textsTo(peer).length === 1, 30_000);
  const [, port] = daemon.output.match(/metrics on port (\d+)/);
  const status = await fetch(`http://127.0.0.1:${port}/api/v1/status`, { headers: { authorization: `Bearer ${inEnvFile}` } });
  assert.equal(status.status, 200);
}

// The sanitizers' allocators wipe nothing, and keep what was freed.
const skip = Boolean(process.env.YAK_E2E_CXX_FLAGS);

test('no secret of before is left in memory', { skip }, async () => {
  const before = secretsOf('old');
  const after = secretsOf('new');
  model.onMessage(/quick/, { content: 'An answer.' });
  model.onMessage(/slow/, { content: 'A late answer.' }, { streamingProfile: { ttft: 1_500 } });
  daemon = new Daemon(yamlWith(before).replace('send_interval: 0ms', 'send_interval: 0ms\n    inline_wait: 1s'));
  daemon.arguments = ['--env-file', join(daemon.folder, '.env')];
  writeSecrets(before);
  await daemon.start();
  await useSecrets(before, '+15551110001');
  for (const form of formsOf(before).slice(0, 3)) {
    assert.notEqual(findInMemory(daemon.process.pid, form).length, 0, 'a secret in use must be found');
  }
  writeSecrets(after);
  daemon.rewrite((yaml) => yaml.replace(before.inYaml, after.inYaml));
  assert.equal((await daemon.reload()).result, 'applied');
  await useSecrets(after, '+15551110002');
  await eventually('one generation', async () => /yak_generations_live 1\b/.test((await daemon.admin('GET', '/metrics')).text));
  const left = formsOf(before).flatMap((form) => findInMemory(daemon.process.pid, form));
  assert.deepEqual(left, []);
  const told = daemon.told.join('');
  for (const form of [before, after].flatMap(formsOf)) assert.ok(!told.includes(form), 'a secret in what it said');
});

// SPDX-License-Identifier: Apache-2.0
// A captured webhook, replayed with other boundaries between its fields: Twilio signs names and
// values concatenated, so the signature stays valid.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon } from './support/daemon.mjs';
import { FakeTwilio, botEnv, botYaml, inboundForm, postForm, publicUrl, sign } from './support/twilio.mjs';

const byName = ([a], [b]) => (a < b ? -1 : 1);
const run = (fields) => fields.sort(byName).map(([name, value]) => name + value).join('');

/// All forms with one more boundary and the same signed text: a field ends early, a new name follows,
/// and its value extends to the end of this field or of the last one.
function splits(form) {
  const fields = Object.entries(form).sort(byName);
  const text = run(fields);
  const found = [];
  fields.forEach(([name, value], at) => {
    for (let cut = 0; cut <= value.length; ++cut) {
      for (const last of [at, fields.length - 1]) {
        const rest = value.slice(cut) + run(fields.slice(at + 1, last + 1));
        const split = [...fields.slice(0, at), [name, value.slice(0, cut)], [rest.slice(0, 3), rest.slice(3)],
          ...fields.slice(last + 1)];
        const names = new Set(split.map(([key]) => key));
        if (rest && names.size === split.length && run([...split]) === text) found.push(Object.fromEntries(split));
      }
    }
  });
  return found;
}

let model;
let twilio;
let daemon;
before(async () => {
  model = await new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  await model.start();
  twilio = await new FakeTwilio().start();
  daemon = await new Daemon(botYaml({ model: model.url, twilio, whatsapp: 'inline_wait: 8s' }), botEnv).start();
});
after(async () => {
  await daemon.end();
  await twilio.stop();
  await model.stop();
});

test('a captured webhook gives one turn, with any boundaries between its fields', async () => {
  model.onMessage(/Guten/, { content: 'once' });
  const sid = 'SM9a8b7c6d5e4f30219a8b7c6d5e4f3021';
  const form = inboundForm('+15551110001', 'Guten Tag', { MessageSid: sid, SmsSid: sid, SmsMessageSid: sid });
  const signature = sign(`${publicUrl}/webhook`, form);
  assert.equal((await postForm(daemon, '/webhook', form)).status, 200);
  const forms = splits(form);
  assert.ok(forms.length > 30, `${forms.length} forms`);
  for (const split of forms) {
    assert.equal(sign(`${publicUrl}/webhook`, split), signature, 'the signature fits');
    const { status } = await postForm(daemon, '/webhook', split, { signature });
    assert.ok([200, 400, 403].includes(status), `${status}`);
  }
  assert.equal(model.getRequests().length, 1, 'calls to the model');
  assert.deepEqual(twilio.sent, []);
});

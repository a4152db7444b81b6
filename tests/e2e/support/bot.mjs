// SPDX-License-Identifier: Apache-2.0
// The bot of one test: a daemon with a fake model server and a fake Twilio.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { Daemon } from './daemon.mjs';
import { FakeTwilio, botEnv, botYaml } from './twilio.mjs';

export let model;   // a fake of OpenAI's API; one for all tests of a file
export let twilio;  // of this test
export let daemon;  // of this test, from `startBot` on

/// Registers the set-up and tear-down of each test of a file or suite.
export function useBot() {
  before(async () => {
    model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await model.start();
  });
  after(() => model.stop());
  beforeEach(async () => {
    model.clearFixtures();
    model.clearRequests();
    twilio = await new FakeTwilio().start();
  });
  afterEach(async () => {
    const bot = daemon;
    daemon = undefined;
    try {
      // Fails if one of the daemon's secrets was found anywhere.
      await bot?.end();
    } finally {
      await twilio.stop();
    }
    assert.deepEqual(twilio.problems, []);
  });
}

/// Starts the daemon; `options` are those of botYaml, `env` is added to botEnv.
export async function startBot(options = {}, env = {}) {
  daemon = new Daemon(botYaml({ model: model.url, twilio, ...options }), { ...botEnv, ...env });
  await daemon.start();
}

// SPDX-License-Identifier: Apache-2.0
// TLS of the public listener, tested with OpenSSL's client.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Daemon } from './support/daemon.mjs';

let daemon;

/// Makes a self-signed certificate that is valid for `days`.
function makeCertificate(days) {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', join(daemon.folder, 'key.pem'), '-out', join(daemon.folder, 'cert.pem'), '-days', String(days),
    '-subj', '/CN=bot.example.com', '-addext', 'subjectAltName=DNS:bot.example.com'], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
}

/// Makes a handshake with only one version; gives the negotiated version, or null.
function handshake(version) {
  return new Promise((resolve) => {
    // OpenSSL 3 disables old versions unless the client lowers its security level.
    const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${daemon.port}`, `-${version}`,
      '-cipher', 'DEFAULT@SECLEVEL=0', '-brief']);
    let said = '';
    client.stdout.on('data', (data) => (said += data));
    client.stderr.on('data', (data) => (said += data));
    client.stdin.end();
    client.on('close', () => resolve(said.match(/^Protocol version: (\S+)$/m)?.[1] ?? null));
  });
}

beforeEach(() => {
  daemon = new Daemon(`
server: {listen: "127.0.0.1:0", public_url: "https://bot.example.com", tls: {certificate: cert.pem, private_key: key.pem}}
store: {plugin: memory}
channels: {console: {plugin: console, allow_from: ["*"]}}
providers: {echo: {plugin: echo}}
assistant: {model: echo/echo}
`);
});
afterEach(() => daemon.end());

test('TLS 1.2 and 1.3 are accepted, 1.0 and 1.1 are refused', async () => {
  makeCertificate(90);
  await daemon.start();
  assert.equal(await handshake('tls1_3'), 'TLSv1.3');
  assert.equal(await handshake('tls1_2'), 'TLSv1.2');
  assert.equal(await handshake('tls1_1'), null);
  assert.equal(await handshake('tls1'), null);
});

test('the metric shows when the certificate expires, and follows a reload', async () => {
  const ends = () => Date.parse(spawnSync('openssl', ['x509', '-in', join(daemon.folder, 'cert.pem'), '-noout', '-enddate',
    '-dateopt', 'iso_8601'], { encoding: 'utf8' }).stdout.match(/^notAfter=(.*)$/m)[1].replace(' ', 'T')) / 1_000;
  const shown = async () => Number((await daemon.admin('GET', '/metrics')).text
    .match(/^yak_tls_certificate_expires_timestamp_seconds\{listener="http"\} (\S+)$/m)[1]);
  const change = async (edit) => {
    daemon.rewrite(edit);
    assert.equal((await daemon.reload()).result, 'applied');
  };
  makeCertificate(90);
  await daemon.start();
  const first = ends();
  assert.ok(Math.abs(first - Date.now() / 1_000 - 90 * 86_400) < 600, `${first}`);
  assert.equal(await shown(), first);
  makeCertificate(5);
  assert.equal(await shown(), first, 'what is served, not what is in the file');
  await change((yaml) => yaml);
  assert.equal(await shown(), ends());
  assert.notEqual(ends(), first);
  const plain = daemon.yaml.replace(/, tls: \{.*?\}/, '');
  const secure = daemon.yaml;
  await change(() => plain);
  assert.equal(await shown(), 0);
  await change(() => secure);
  assert.equal(await shown(), ends());
  makeCertificate(30);
  await change((yaml) => yaml.replace('127.0.0.1:0', '127.0.0.2:0'));
  assert.equal(await shown(), ends(), 'another listener');
});

test('yak doctor reports a certificate that expires soon, one for another name, and a readable key', async () => {
  makeCertificate(90);
  const line = async (section, what) => {
    const { sections } = JSON.parse((await daemon.run(['doctor', '--json'])).stdout);
    return sections.find(({ name }) => name === section).lines.find((found) => found.what === what);
  };
  assert.equal((await line('network', 'TLS certificate')).level, 'ok');
  assert.equal((await line('network', 'TLS name')).level, 'ok');
  assert.equal((await line('files', 'TLS key')).level, 'ok');
  makeCertificate(5);
  assert.equal((await line('network', 'TLS certificate')).level, 'warn');
  spawnSync('chmod', ['644', join(daemon.folder, 'key.pem')]);
  assert.equal((await line('files', 'TLS key')).level, 'fail');
});

// SPDX-License-Identifier: Apache-2.0
// flood.mjs URL ADDRESS RATE SECONDS: posts RATE messages a second from one person, in a process of its own,
// so that it does not delay the measuring process. Prints the numbers of answers by status.
import http from 'node:http';
import { inboundForm, publicUrl, sign } from '../../e2e/support/twilio.mjs';

const [url, from, rate, seconds] = process.argv.slice(2);
const step = 10;  // ms
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const statuses = {};

function post(text) {
  // Unique SIDs: those of the other process begin at 1.
  const sid = `SM${(0xf100d * 2 ** 24 + process.pid * 2 ** 12).toString(16)}${text.replace(/\D/g, '')}`.padEnd(34, '0');
  const form = inboundForm(from, text, { MessageSid: sid, SmsSid: sid, SmsMessageSid: sid });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': sign(`${publicUrl}/webhook`, form) };
  return new Promise((resolve) => {
    const request = http.request(`${url}/webhook`, { method: 'POST', agent, headers }, (response) => {
      statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
      response.resume().on('close', resolve);
    });
    request.on('error', resolve).end(new URLSearchParams(form).toString());
  });
}

const began = Date.now();
let sent = 0;
const timer = setInterval(() => {
  const elapsed = Date.now() - began;
  if (elapsed >= seconds * 1_000) {
    clearInterval(timer);
    process.stdout.write(JSON.stringify({ sent, statuses }));
    process.exit(0);
  }
  for (const due = Math.floor((elapsed * rate) / 1_000); sent < due; ++sent) post(`flood ${sent}`);
}, step);

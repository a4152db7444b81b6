// SPDX-License-Identifier: Apache-2.0
// A fake model server: answers every question with a text that contains the question, and records all
// calls.
import { answerJson, bodyOf } from './http.mjs';
import { sleep } from './options.mjs';
import { OtherSide } from './other_side.mjs';

/// The model's answer to a question.
export const answerTo = (question) => `answer to ${question}`;

const chunk = (delta, finish = null) => `data: ${JSON.stringify({
  id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini',
  choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const failures = {
  429: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error', type: 'server_error', code: null },
};

export class ModelSide extends OtherSide {
  /// The outcome of a call: {delay: ms} before the first byte, {status: 429 or 500}, {hang: true}, {cut: true}
  /// for a stream that ends in the middle. Arguments: (question, number of its earlier calls).
  fate = () => ({});

  constructor(folder) {
    super(`${folder}/model.jsonl`);
    this.calls = new Map();  // by question
    this.say = answerTo;
  }

  async serve(request, response) {
    const body = JSON.parse((await bodyOf(request)) || '{}');
    if (!request.url.endsWith('/chat/completions')) return answerJson(response, 200, { object: 'list', data: [] });
    const question = body.messages.at(-1).content;
    const before = this.calls.get(question) ?? 0;
    this.calls.set(question, before + 1);
    const fate = this.fate(question, before);
    this.ledger.add({ at: Date.now(), model: body.model, question, lines: body.messages.length, fate });
    if (fate.delay) await sleep(fate.delay);
    if (fate.hang) return undefined;
    if (fate.status) return answerJson(response, fate.status, { error: failures[fate.status] }, fate.headers);
    return this.#stream(response, this.say(question), fate.cut);
  }

  #stream(response, text, cut) {
    if (response.destroyed) return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const middle = text.length >> 1;
    response.write(chunk({ role: 'assistant', content: text.slice(0, middle) }));
    if (cut) return response.destroy();
    response.end(`${chunk({ content: text.slice(middle) })}${chunk({}, 'stop')}data: [DONE]\n\n`);
  }
}

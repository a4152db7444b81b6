// Looks through the memory of a running process, what it has freed and not used again included.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const chunkBytes = 4 << 20;

/// The writable mappings of a process: [{from, to, name}], the kernel's own left out.
function mappings(pid) {
  return readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')
    .map((line) => line.match(/^([0-9a-f]+)-([0-9a-f]+) rw..\s+\S+\s+\S+\s+\d+\s*(.*)$/))
    .filter((match) => match && !match[3].startsWith('[v'))
    .map(([, from, to, name]) => ({ from: BigInt(`0x${from}`), to: BigInt(`0x${to}`), name }));
}

/// Every place in a process's memory at which `text` (ASCII) stands: [{address, mapping, context}].
export function findInMemory(pid, text) {
  const wanted = Buffer.from(text, 'latin1');
  const found = [];
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(chunkBytes + wanted.length);
  try {
    for (const { from, to, name } of mappings(pid)) {
      for (let at = from; at < to; at += BigInt(chunkBytes)) {
        const length = Math.min(buffer.length, Number(to - at));
        let count = 0;
        try {
          count = readSync(memory, buffer, 0, length, at);
        } catch { /* a guard page, or gone since */ }
        const read = buffer.subarray(0, count);
        for (let i = read.indexOf(wanted); i >= 0 && i < chunkBytes; i = read.indexOf(wanted, i + 1)) {
          const context = read.subarray(Math.max(0, i - 24), i + wanted.length + 24).toString('latin1');
          found.push({ address: (at + BigInt(i)).toString(16), mapping: name, context: context.replace(/[^\x20-\x7e]/g, '.') });
        }
      }
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

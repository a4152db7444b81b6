// SPDX-License-Identifier: Apache-2.0
// Prints calls for the shell, one a line: `name 'word' 'word'`. The shell evaluates them.
const quoted = (word) => `'${String(word).replaceAll("'", `'\\''`)}'`;

export const call = (name, ...words) => console.log([name, ...words.map(quoted)].join(' '));

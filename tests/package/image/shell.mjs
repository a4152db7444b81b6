// What the shell is handed: one call a line, `name 'word' 'word'`, to be evaluated there.
const quoted = (word) => `'${String(word).replaceAll("'", `'\\''`)}'`;

export const call = (name, ...words) => console.log([name, ...words.map(quoted)].join(' '));

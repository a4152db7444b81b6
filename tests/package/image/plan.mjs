// SPDX-License-Identifier: Apache-2.0
// plan.mjs DOCKERFILE: prints its instructions as shell calls, in order: `image_run --mount=… -- word…`,
// `image_copy --from=… -- source… target`, `image_env NAME=value`. A JSON array gives its words; any other form
// is passed to `/bin/sh -c` (docs.docker.com/reference/dockerfile, "Shell and exec form").
import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { call } from './shell.mjs';

const text = readFileSync(process.argv[2], 'utf8');
const mistakes = validate(text);
for (const { range, message } of mistakes) {
  console.error(`${process.argv[2]}:${range.start.line + 1}: ${message}`);
}
if (mistakes.length > 0) process.exit(1);

const commandOf = (content) =>
  content.startsWith('[') ? JSON.parse(content) : ['/bin/sh', '-c', content];

// The instructions in which the command's shell, not the builder, expands variables.
const ofCommands = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function planned(instruction) {
  const keyword = instruction.getKeyword();
  const content = instruction.getArgumentsContent();
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const flags = instruction.getFlags?.().map(String) ?? [];
  if (!ofCommands.has(keyword) && instruction.getVariables().length > 0) return ['unknown', `${keyword} with a variable`];
  switch (keyword) {
    case 'FROM':
      return ['from', words[0], words[2] ?? ''];
    case 'COPY':
      return ['copy', ...flags, '--', ...words];
    case 'RUN':
      return ['run', ...flags, '--', ...commandOf(content)];
    case 'ENV':
      return ['env', ...instruction.getProperties().map((one) => `${one.getName()}=${one.getValue()}`)];
    case 'HEALTHCHECK':
      return ['healthcheck', ...commandOf(content.replace(/^CMD\s+/, ''))];
    case 'ENTRYPOINT':
    case 'CMD':
      return [keyword.toLowerCase(), ...commandOf(content)];
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'VOLUME':
    case 'EXPOSE':
    case 'LABEL':
      return [keyword.toLowerCase(), ...words];
    default:
      return ['unknown', keyword];
  }
}

for (const instruction of DockerfileParser.parse(text).getInstructions()) {
  const [name, ...words] = planned(instruction);
  call(`image_${name}`, ...words);
}

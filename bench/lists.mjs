// How long the lists of an organization with 5,000 people take: Compare and who holds its licenses.
import { resolve } from 'node:path';

import { run } from '../tools/drive/processes.mjs';

const LIMIT_MS = 300;

const program = resolve(import.meta.dirname, '../build/release/bin/bench_lists');
const { code, stdout, stderr } = await run(program, ['5000'], { ms: 300_000 });
if (code !== 0) {
  console.error(stdout, stderr);
  process.exit(1);
}
console.log(stdout.trimEnd());
const slowest = Math.max(...[...stdout.matchAll(/: (\d+) ms/g)].map((found) => Number(found[1])));
console.log(`lists: ${slowest} ms the slowest; limit ${LIMIT_MS} ms`);
process.exit(slowest <= LIMIT_MS ? 0 : 1);

// The house rules as a program: reads the tree, runs every rule, prints each breach and ends with 1 if there is one.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkFormat } from './rules/format.mjs';
import { checkLayers } from './rules/layers.mjs';
import { checkLengths } from './rules/lengths.mjs';
import { checkOpenings } from './rules/openings.mjs';
import { checkSets, writeUnscoped } from './rules/sets.mjs';
import { checkTests } from './rules/tests.mjs';
import { checkWords } from './rules/words.mjs';
import { readTree } from './rules/source.mjs';

const options = process.argv.slice(2).filter((word) => word.startsWith('--'));
const folders = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const root = resolve(folders[0] ?? resolve(dirname(fileURLToPath(import.meta.url)), '..'));
const unknown = options.filter((word) => !['--format', '--accept-unscoped'].includes(word));
if (unknown.length > 0 || folders.length > 1) {
  console.error(`tools/tidy does not know "${unknown[0] ?? folders[1]}". See tools/tidy --help.`);
  process.exit(2);
}

const tree = readTree(root);
if (options.includes('--accept-unscoped')) writeUnscoped(tree);
const breaches = [
  checkLayers, checkLengths, checkOpenings, checkSets, checkTests, checkWords,
  ...(options.includes('--format') ? [checkFormat] : []),
].flatMap((rule) => [...rule(tree)]);
breaches.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
for (const { path, line, sentence } of breaches) console.log(`${path}:${line}: ${sentence}`);
if (breaches.length > 0) {
  console.log(`${breaches.length} ${breaches.length === 1 ? 'breach' : 'breaches'} of the house rules.`);
  process.exit(1);
}
console.log(`${tree.files.length} files keep the house rules.`);

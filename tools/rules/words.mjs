// Words that must not stand in the tree: SQL outside store/, marks of unfinished work, names that say nothing,
// letters outside ASCII in code, hosts of package registries and folders of one machine.
import { homedir } from 'node:os';
import { dirname } from 'node:path';

import { isCpp, lineAt } from './source.mjs';

const CODE = /^(src|cloud|web\/src|script|tests|tools|bench)\//;
// Joined from halves, so that this file does not accuse itself.
const MARKS = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK', 'not ' + 'implemented', 'stu' + 'b(bed)?',
  'place' + 'holder'].join('|')})\\b`);
const HARMLESS = new RegExp(`${'place' + 'holder'}=|::${'place' + 'holder'}|\\b${'place' + 'holder'}\\??:`, 'i');
const HOSTS = new RegExp(['registry\\.npm' + 'js', 'deb\\.debian' + '\\.org', 'pypi' + '\\.org', '"resolved": *"ht' + 'tp'].join('|'));
const SQL = /^\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|UNIQUE)\s|PRAGMA\s|BEGIN\b\s*(IMMEDIATE|;|$))/;
const EMPTY_NAMES = /^(.*_)?(utils?|common|helpers?|manager|misc)$/;
// Files whose text must hold other letters (people's names, what a page shows).
const OTHER_LETTERS = 'tools/other_letters.txt';
// Folders that name no machine when they happen to be the checkout's parent.
const ORDINARY = ['/', '/home', '/opt', '/srv', '/tmp', '/usr/src', '/usr/local/src'];

export function* checkWords(tree) {
  const letters = new Set((tree.get(OTHER_LETTERS)?.lines ?? []).filter((line) => line !== '' && !line.startsWith('#')));
  const machine = machinePaths(tree.root);
  for (const file of tree.files) {
    yield* checkNames(file);
    yield* checkLines(file, machine);
    if (isCpp(file)) yield* checkLetters(file, letters);
    if (isCpp(file) && file.path.startsWith('src/') && !file.test) yield* checkSql(file);
  }
}

function machinePaths(root) {
  const folders = [dirname(root), homedir()].filter((folder) => !ORDINARY.includes(folder) && !folder.startsWith('/tmp/'));
  const quoted = folders.map((folder) => folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return quoted.length === 0 ? null : new RegExp(`(^|[^A-Za-z0-9_.])(${quoted.join('|')})/[a-z.]`);
}

function* checkNames(file) {
  for (const part of file.path.split('/')) {
    const stem = part.replace(/(_test)?\.\w+$/, '');
    if (CODE.test(file.path) && EMPTY_NAMES.test(stem)) {
      yield { path: file.path, line: 1, sentence: `"${stem}" says nothing: name the file or folder by what it does.` };
    }
  }
}

function* checkLines(file, machine) {
  for (const [index, line] of file.lines.entries()) {
    const at = { path: file.path, line: index + 1 };
    if (CODE.test(file.path) && MARKS.test(line) && !HARMLESS.test(line)) {
      yield { ...at, sentence: `"${MARKS.exec(line)[0]}" marks unfinished work: finish it.` };
    }
    if (HOSTS.test(line)) yield { ...at, sentence: 'the host of a package registry stands here: leave it to the settings of the machine.' };
    if (machine?.test(line)) yield { ...at, sentence: 'a folder of this machine stands here.' };
  }
}

function* checkLetters(file, letters) {
  const foreign = /[^\x00-\x7f]/;
  const inCode = file.parts.code.search(foreign);
  if (inCode !== -1) yield { path: file.path, line: lineAt(file.text, inCode), sentence: 'a letter outside ASCII stands in the code.' };
  if (file.test || letters.has(file.path)) return;
  const found = file.parts.literals.find(({ text }) => foreign.test(text));
  if (found !== undefined) {
    yield { path: file.path, line: lineAt(file.text, found.at + found.text.search(foreign)),
      sentence: `a letter outside ASCII stands in this text: write it in ASCII, or add the file to ${OTHER_LETTERS}.` };
  }
}

function* checkSql(file) {
  if (/^src\/(store|db)\//.test(file.path)) return;
  for (const { at, text } of file.parts.literals) {
    if (SQL.test(text)) yield { path: file.path, line: lineAt(file.text, at), sentence: 'only store/ and db/ write SQL.' };
  }
}

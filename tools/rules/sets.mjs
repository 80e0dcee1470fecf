// Sets that must agree: data types and their registry, the two databases' migrations, uses of the unscoped view.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isCpp, lineAt } from './source.mjs';

const UNSCOPED = 'tools/unscoped.txt';

export function* checkSets(tree) {
  yield* checkRegistry(tree);
  yield* checkMigrations(tree);
  yield* checkUnscoped(tree);
}

function* checkRegistry(tree) {
  const registry = tree.get('src/types/registry.cpp');
  for (const file of tree.files) {
    if (!/^src\/types\/[^/]+\.cpp$/.test(file.path) || file.test || file === registry) continue;
    for (const found of file.parts.code.matchAll(/\bDataType\s+(?:[a-z_]+::)*([a-z_0-9]+)\s*(?:=\s*)?\{/g)) {
      if (registry !== undefined && new RegExp(`\\b${found[1]}\\b`).test(registry.parts.code)) continue;
      yield { path: file.path, line: lineAt(file.text, found.index),
        sentence: `the data type ${found[1]} is missing from src/types/registry.cpp.` };
    }
  }
}

// The statements of a migration without comments, and without the collation that PostgreSQL needs and
// SQLite has by itself. A function is PostgreSQL's way to have what the program gives to SQLite.
function statements(file) {
  return file.text.replace(/--.*$/gm, '').replace(/ COLLATE "C"/g, '').split(';')
    .map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '' && !/^CREATE FUNCTION /.test(text));
}

function* checkMigrations(tree) {
  const folder = (name) => new Map(tree.files.filter((file) => file.path.startsWith(`src/db/migrations/${name}/`))
    .map((file) => [file.name, file]));
  const [sqlite, postgresql] = [folder('sqlite'), folder('postgresql')];
  for (const [one, other, name] of [[sqlite, postgresql, 'postgresql'], [postgresql, sqlite, 'sqlite']]) {
    for (const [file, { path }] of one) {
      if (!other.has(file)) yield { path, line: 1, sentence: `src/db/migrations/${name}/${file} is missing: both databases have the same migrations.` };
    }
  }
  for (const [name, file] of sqlite) {
    const [ours, theirs] = [statements(file), postgresql.has(name) ? statements(postgresql.get(name)) : []];
    const at = ours.findIndex((text, index) => text !== theirs[index]);
    const differs = at !== -1 ? ours[at] : theirs[ours.length];
    if (postgresql.has(name) && differs !== undefined) {
      yield { path: postgresql.get(name).path, line: 1, sentence: `SQLite's migration of that name differs at "${differs.slice(0, 60)}".` };
    }
  }
}

function unscopedUses(tree) {
  return tree.files.filter((file) => file.path.startsWith('src/') && isCpp(file) && !file.test && file.path !== 'src/store/scope.h')
    .map((file) => ({ path: file.path, count: [...file.parts.code.matchAll(/\bunscoped\s*\(\)/g)].length }))
    .filter((use) => use.count > 0);
}

function* checkUnscoped(tree) {
  const listed = new Map((tree.get(UNSCOPED)?.lines ?? []).filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
  const uses = unscopedUses(tree);
  for (const { path, count } of uses) {
    if (listed.get(path) !== count) {
      yield { path, line: 1, sentence: `Scope::unscoped() stands here ${count} times, ${listed.get(path) ?? 0} in ${UNSCOPED}: `
        + 'use an account\'s scope, or have the new use reviewed and run tools/tidy --accept-unscoped.' };
    }
  }
  for (const path of listed.keys()) {
    if (!uses.some((use) => use.path === path)) {
      yield { path: UNSCOPED, line: 1, sentence: `${path} uses no Scope::unscoped() any more: run tools/tidy --accept-unscoped.` };
    }
  }
}

export function writeUnscoped(tree) {
  const lines = ['# Where the product reads past every scope, with the count of uses. tools/tidy fails on any other.',
    ...unscopedUses(tree).map((use) => `${use.path} ${use.count}`)];
  writeFileSync(join(tree.root, UNSCOPED), `${lines.join('\n')}\n`);
  const file = tree.get(UNSCOPED);
  if (file !== undefined) file.lines = lines;
}

// Plants one breach of each house rule in a copy of the tree and expects tools/tidy to refuse it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const COPIED = ['src', 'cloud', 'tests', 'tools', 'cmake', 'script', 'web/src', 'CMakeLists.txt', 'README.md', 'ARCHITECTURE.md'];
let root;

before(() => {
  root = mkdtempSync(join(tmpdir(), 'reeve-tidy-'));
  for (const name of COPIED.filter((one) => existsSync(join(checkout, one)))) {
    cpSync(join(checkout, name), join(root, name), { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  }
});
after(() => rmSync(root, { recursive: true }));

function tidy() {
  const { status, stdout } = spawnSync(process.execPath, [join(checkout, 'tools/tidy.mjs'), root], { encoding: 'utf8' });
  return { status, stdout };
}

// Writes or appends the text, expects the breach at that file, and takes it back.
function plant(name, path, text, sentence) {
  test(`refuses ${name}`, () => {
    const file = join(root, path);
    const kept = existsSync(file) ? readFileSync(file) : null;
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith('+')) appendFileSync(file, text.slice(1));
    else writeFileSync(file, text);
    const { status, stdout } = tidy();
    if (kept === null) rmSync(file);
    else writeFileSync(file, kept);
    assert.equal(status, 1);
    const breaches = stdout.split('\n').filter((line) => line.startsWith(`${path}:`));
    assert.ok(breaches.some((line) => sentence.test(line)), `expected ${sentence} at ${path}, got:\n${stdout}`);
  });
}

const opening = '// A file that a test planted here.\n';
const lines = (count) => 'int f();\n'.repeat(count);
const body = (count) => '  g();\n'.repeat(count);
const unfinished = 'TO' + 'DO';

test('keeps quiet about the tree itself', () => {
  const { status, stdout } = tidy();
  assert.equal(status, 0, stdout);
});

plant('an include of a layer above', 'src/base/planted.cpp', `${opening}#include "store/scope.h"\n`, /base\/ may not include store\//);
plant('an include of a layer that is only named further down', 'src/match/planted.cpp', `${opening}#include "db/connection.h"\n`, /match\/ may not include db\//);
plant('an include of app/', 'src/api/planted.cpp', `${opening}#include "app/settings.h"\n`, /included by nobody/);
plant('an include by a path of its own', 'src/api/planted.cpp', `${opening}#include "../base/error.h"\n`, /write the include from src/);
plant('an include of src/ in the simulated cloud', 'cloud/planted.cpp', `${opening}#include "../src/base/error.h"\n`, /shares no code/);
plant('a second file with Beast', 'src/sync/planted.cpp', `${opening}#include <boost/beast.hpp>\n`, /Beast is costly/);
plant('a database driver outside db/', 'src/store/planted.cpp', `${opening}#include <sqlite3.h>\n`, /only db\/ speaks/);
plant('a secret opened outside vault/', 'src/api/planted.cpp', `${opening}int x = crypto_aead_xchacha20poly1305_ietf_decrypt();\n`, /only vault\//);
plant('a coroutine outside the HTTP server', 'src/jobs/planted.cpp', `${opening}void f() { co_return; }\n`, /coroutines live/);
plant('input and output in a pure layer', 'src/match/planted.cpp', `${opening}#include <fstream>\n`, /no input or output/);
plant('a file of 501 lines', 'src/base/planted.cpp', opening + lines(500), /has 501 lines/);
plant('a function of 71 lines', 'src/base/planted.cpp', `${opening}void f() {\n${body(69)}}\n`, /function has 71 lines/);
plant('a method of 71 lines behind braces in texts', 'src/base/planted.cpp',
  `${opening}struct A {\n  A(int b) : b_{b} {}\n  int f(char c = '}') const {\n    auto s = R"x(}}} ")x";  // }\n${body(68)}  }\n};\n`, /function has 71 lines/);
plant('a function of 71 lines on the page', 'web/src/planted.tsx', `${opening}export function Planted() {\n${'  call(`${"}"}`);\n'.repeat(69)}}\n`, /function has 71 lines/);
plant('a data type that nobody registered', 'src/types/planted.cpp', `${opening}extern const DataType planted{.name = "planted"};\n`, /planted is missing from src\/types\/registry.cpp/);
plant('SQL in api/', 'src/api/planted.cpp', `${opening}const char* sql = "SELECT id FROM contacts";\n`, /write SQL/);
plant('SQL in a raw text in sync/', 'src/sync/planted.cpp', `${opening}auto sql = R"(\n  UPDATE contacts SET name = 1)";\n`, /write SQL/);
plant('a header without its guard', 'src/base/planted.h', `${opening}int f();\n`, /lacks #pragma once/);
plant('a file without an opening sentence', 'src/base/planted.cpp', 'int f();\n', /says in one sentence/);
plant('a name that says nothing', 'src/base/string_utils.cpp', opening, /says nothing/);
plant('a folder that says nothing', 'src/common/planted.cpp', opening, /says nothing/);
plant('a mark of unfinished work', 'src/base/planted.cpp', `${opening}// ${unfinished}: later\n`, /unfinished work/);
plant('a letter outside ASCII in code', 'src/base/planted.cpp', `${opening}const char* name = "Grüße";\n`, /outside ASCII/);
plant('a new use of the unscoped view', 'src/api/planted.cpp', `${opening}auto s = store::Scope::unscoped();\n`, /unscoped\(\) stands here 1 times, 0/);
plant('a migration of one database alone', 'src/db/migrations/sqlite/999_planted.sql', '-- A migration that a test planted.\n', /postgresql\/999_planted.sql is missing/);
plant('a migration that differs', 'src/db/migrations/postgresql/001_first.sql', '+CREATE TABLE planted (id BIGINT);\n', /differs at/);
plant('the host of a registry', 'web/src/planted.ts', `${opening}const host = 'registry.${'npmjs'}.org';\n`, /package registry/);
plant('a test that asserts nothing', 'src/base/planted_test.cpp', `${opening}${'TES' + 'T'}(Planted, Nothing) {\n  f();\n}\n`, /asserts nothing/);
plant('a test that sleeps', 'src/base/planted_test.cpp', `${opening}TEST(P, S) {\n  std::this_thread::sleep_for(1s);\n  EXPECT_TRUE(f());\n}\n`, /no sleep/);
plant('a promise without its test', 'ARCHITECTURE.md', '+\nKept by `Planted.Promise`.\n', /no test is called Planted.Promise/);

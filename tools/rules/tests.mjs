// What a test must hold: an assertion, and no sleep that hopes for the best; and that the tests which promises name exist.
import { lineAt } from './source.mjs';

const ASSERTION = /EXPECT_|ASSERT_|RC_ASSERT|rc::check|ADD_FAILURE|FAIL\(|\b[Ee]xpect\w*\s*\(|\bassert\w*[.(]/;

export function* checkTests(tree) {
  yield* checkPromises(tree);
  for (const file of tree.files.filter((one) => one.test)) {
    if (file.extension === '.cpp') yield* checkCpp(file);
    if (file.extension === '.mjs' && file.path.endsWith('.test.mjs')) yield* checkScript(file);
  }
}

// ARCHITECTURE.md names tests as `Suite.Case`.
function* checkPromises(tree) {
  const page = tree.get('ARCHITECTURE.md');
  if (page === undefined) return;
  const names = new Set(tree.files.filter((file) => file.test && file.extension === '.cpp')
    .flatMap((file) => [...file.text.matchAll(/^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)/gm)].map(([, suite, name]) => `${suite}.${name}`)));
  for (const found of page.text.matchAll(/`([A-Z]\w*\.[A-Z]\w*)`/g)) {
    if (names.has(found[1])) continue;
    yield { path: page.path, line: lineAt(page.text, found.index), sentence: `no test is called ${found[1]}.` };
  }
}

function* checkCpp(file) {
  const code = file.parts.code;
  for (const found of code.matchAll(/^(TEST|TEST_F|TEST_P|TYPED_TEST)\(/gm)) {
    const body = blockFrom(code, code.indexOf('{', found.index));
    if (!ASSERTION.test(body) && !/\b(check|expect|require|verify)\w*\s*\(/.test(body)) {
      yield { path: file.path, line: lineAt(code, found.index), sentence: 'the test asserts nothing.' };
    }
  }
  for (const found of code.matchAll(/\bsleep_(for|until)\b|\bu?sleep\(/g)) {
    yield { path: file.path, line: lineAt(code, found.index), sentence: 'a test waits for an event, never for a time: no sleep.' };
  }
}

function* checkScript(file) {
  const code = file.parts.code;
  for (const found of code.matchAll(/^(test|it)\(/gm)) {
    const body = blockFrom(code, code.indexOf('=> {', found.index) + 3);
    if (!/\bassert|\bexpect|\bcheck\w*\(/.test(body)) {
      yield { path: file.path, line: lineAt(code, found.index), sentence: 'the test asserts nothing.' };
    }
  }
}

function blockFrom(code, open) {
  let depth = 0;
  for (let at = open; at !== -1 && at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}' && --depth === 0) return code.slice(open, at);
  }
  return '';
}

// Every published example beside this cloud's answer: the same members with the same JSON types, the same header columns.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Caller } from './caller.mjs';
import { endpoints } from './endpoints.mjs';
import { differences } from './example_differences.mjs';
import { compared, elsewhere } from './examples.mjs';
import { Scene, trustOwnAuthority } from './scene.mjs';
import { sharedFile } from './shared.mjs';
import { performAll } from './walk.mjs';

trustOwnAuthority(import.meta.url);

const index = sharedFile('examples/index.tsv');
const SKIP = index === null && 'Microsoft\'s examples are not beside the checkout (../shared/microsoft).';
const examples = new Map((index ?? '').trim().split('\n').slice(1).map((line) => line.split('\t'))
  .map(([file, endpoint, status, headers]) => [file, { file, endpoint, status, headers }]));
let scene;
let caller;
before(async () => {
  if (SKIP) return;
  scene = await Scene.start('--tenants', '8', '--users', '40');
  caller = await Caller.prepare(scene);
  caller.walked = await performAll(caller, endpoints);
});
after(async () => {
  if (scene) assert.equal(await scene.stop(), 0);
});

// "{}" stands for a key, and "(period={})" for a function's argument, but for no part of the address that is written out.
function fits(wanted, segment) {
  if (wanted === '{}') return !/^(microsoft\.graph\..*|\$\w+|delta)$/.test(segment);
  const [before, after] = wanted.split('{}');
  return segment.toLowerCase().startsWith(before.toLowerCase()) && segment.endsWith(after ?? '') && (after !== undefined || segment.length === before.length);
}

// The route that an example of Graph was asked of; nothing when this cloud has none.
function routeOf({ endpoint }) {
  const [, method, path] = /^([A-Z]+) https:\/\/graph\.microsoft\.com\/(?:v1\.0|beta)(\/[^?]*)/.exec(endpoint) ?? [];
  if (!method) return undefined;
  const segments = path.replace(/\/$/, '').split('/');
  return caller.routes.find((route) => {
    const wanted = route.pattern.split('/');
    return route.method === method && wanted.length === segments.length
      && wanted.every((one, at) => fits(one, segments[at]));
  });
}

test('every example is compared, or is of an address that this cloud does not have', { skip: SKIP }, () => {
  const rows = new Set(compared.map((row) => row.file));
  assert.deepEqual([...rows, ...Object.keys(elsewhere)].filter((file) => !examples.has(file)), [], 'rows without an example');
  assert.deepEqual(Object.keys(elsewhere).filter((file) => rows.has(file)), [], 'both compared and listed as not here');
  const forgotten = [...examples.values()].filter(({ file }) => !rows.has(file) && !(file in elsewhere)).filter((one) => {
    const graph = /^[A-Z]+ https:\/\/graph\.microsoft\.com\//.test(one.endpoint);
    return !graph || routeOf(one) !== undefined;
  });
  assert.deepEqual(forgotten.map((one) => `Compare ${one.file} (${one.endpoint}) with a row in tests/cloud/examples.mjs`), []);
});

async function answerTo(row, example) {
  const where = row.tenant ? { in: await row.tenant(caller) } : {};
  if (row.walked) return caller.walked.get(row.walked);
  const ask = () => (row.run ? row.run(caller, example) : caller.ask(row.method ?? 'GET', row.ask(caller.of), { ...row, ...where,
    body: row.sent ? JSON.parse(example) : row.body?.(caller.of) }));
  return row.around ? row.around(caller, ask) : ask();
}

const statusOf = (row) => row.status ?? (Number(examples.get(row.file).status) || 200);

// The names of the headers that the index calls notable, or that a stored answer without a body has.
const headersOf = ({ headers }) => (headers ?? '').split(';').map((one) => one.split(':')[0].trim()).filter((name) => /^[A-Za-z-]+$/.test(name) && name !== 'Date');

function check(row, example, answer) {
  if (row.sent) return [];
  if (row.file.endsWith('.csv')) {
    const columns = (text) => text.split(/\r?\n/)[0].replace(/^\ufeff/, '').split(',');
    return columns(example).filter((name) => !columns(answer.text).includes(name)).map((name) => `the column ${name} is missing`);
  }
  if (row.redirect) {
    const names = [...example.matchAll(/[?&\s](\w+)=/g)].map(([, name]) => name);
    return names.filter((name) => !answer.parameters.has(name)).map((name) => `the parameter ${name} is missing`);
  }
  if (row.file.endsWith('.http')) return [];
  if (row.file.endsWith('.txt')) return /^\d+$/.test(answer.text) === /^\d+\s*$/.test(example) ? [] : [`the text is ${answer.text}`];
  const published = row.inside ? JSON.parse(example)[row.inside] : JSON.parse(example);
  const ours = row.item ? answer.json.value.map(row.item).find(Boolean) : answer.json;
  return [...differences(published, ours, row)];
}

test('each example has its members in our answer', { skip: SKIP }, async (t) => {
  for (const row of compared) {
    await t.test(row.file, async () => {
      const example = sharedFile(`examples/${row.file}`);
      const answer = await answerTo(row, example);
      assert.equal(answer.status, statusOf(row), answer.text);
      for (const name of headersOf(examples.get(row.file))) assert.ok(answer.headers.get(name), `the header ${name} is missing`);
      assert.deepEqual(check(row, example, answer), []);
    });
  }
});

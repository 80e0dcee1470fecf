// Every Graph address of the simulator against Microsoft's published model: names, types, enumerations, nullability,
// keys, @odata.context, and $select of every property. The model lies beside the checkout (../shared/microsoft).
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Caller } from './caller.mjs';
import { Csdl } from './csdl.mjs';
import { endpoints } from './endpoints.mjs';
import { kinds } from './kinds.mjs';
import { follow } from './model_path.mjs';
import { moreModel } from './more_model.mjs';
import { Scene, trustOwnAuthority } from './scene.mjs';
import { sharedFile } from './shared.mjs';
import { perform } from './walk.mjs';

trustOwnAuthority(import.meta.url);

const model = sharedFile('metadata-v1.0-trimmed.csdl.xml');
const SKIP = model === null && 'Microsoft\'s CSDL is not beside the checkout (../shared/microsoft).';
const csdl = model === null ? null : new Csdl(model, moreModel);
let scene;
let caller;
before(async () => {
  if (SKIP) return;
  scene = await Scene.start('--tenants', '8', '--users', '40');
  caller = await Caller.prepare(scene);
});
after(async () => {
  if (scene) assert.equal(await scene.stop(), 0);
});

// False for what is a single value, a stream or a count.
const isObject = (type) => type !== null && csdl.types.has(type.name) && csdl.type(type.name).kind !== 'EnumType';

// What an answer's objects are, and how they should look.
const itemsOf = (json, type) => (type.many ? json.value : [json]);
const kindOf = (item, type) => item['@odata.type']?.replace(/^#?microsoft\.graph\./, '') ?? type.name;
const membersOf = (item) => Object.keys(item).filter((name) => !name.includes('@'));

function expectedContext(row, { context, property }, selected) {
  let rest = row.context?.(caller.of) ?? context;
  let root = `${scene.url}/v1.0/`;
  // Published answers of this service have its name before $metadata (v1-delegatedadmincustomers-list.json).
  if (rest.startsWith('tenantRelationships/')) rest = rest.slice('tenantRelationships/'.length);
  if (row.route.includes('/tenantRelationships/delegated')) root += 'tenantRelationships/';
  if (selected && !property) rest = rest.replace(/(\/\$entity)?$/, `(${selected})$1`);
  return `${root}$metadata#${rest}`;
}

// An object without the annotations of the answer that it came in.
const ownMembers = (json) => Object.fromEntries(Object.entries(json).filter(([name]) => !/^@odata\.(context|count|nextLink|deltaLink)$/.test(name)));

// The answer against its declared type; the differences are sentences.
function* differences(row, place, json, selected) {
  const { type } = place;
  const own = ownMembers(json);
  const context = expectedContext(row, place, selected);
  if (json['@odata.context'] !== context) yield `@odata.context is ${json['@odata.context']} and should be ${context}`;
  if (!isObject(type)) {
    yield* csdl.differences(json.value, type, 'value');
    return;
  }
  if (type.many && Object.keys(own).join() !== 'value') yield `a collection has only "value", here are ${Object.keys(own)}`;
  yield* modelled(type.many ? json.value : own, type, '', row);
}

// What the model says, but for the members that kinds.mjs lists as extra.
function* modelled(value, type, at, row) {
  for (const one of csdl.differences(value, { ...type, nullable: false }, at, { delta: row.delta })) {
    const [, name, kind] = /\.(\w+) is no property of (\w+)$/.exec(one) ?? [];
    if (!(name in (kinds[kind]?.extra ?? {}))) yield one;
  }
}

// The properties of a default answer: those that come without being selected, all of them and no others. A delta leaves out what is null.
function* defaults(row, type, json) {
  if (!isObject(type)) return;
  for (const item of itemsOf(json, type)) {
    const kind = kindOf(item, type);
    const { usual, chosen = [], alone = [], absent = {} } = kinds[kind] ?? {};
    const expected = new Set((usual ?? csdl.propertiesOf(kind)).filter((name) => !chosen.includes(name) && !alone.includes(name) && !(name in absent)));
    for (const name of membersOf(item)) {
      if (!expected.delete(name) && csdl.property(kind, name)) yield `${name} of ${kind} comes without being selected`;
    }
    for (const name of row.delta ? [] : expected) yield `${name} of ${kind} is missing in a default answer`;
    return;  // the first tells for all
  }
  yield 'the collection is empty, so that it proves nothing';
}

async function* selections(row, method, path, place) {
  const { type } = place;
  const { alone = [], absent = {} } = kinds[type.name] ?? {};
  const ask = (names) => caller.ask(method, `${path}?$select=${names}`, row);
  for (const name of csdl.propertiesOf(type.name)) {
    const answer = await ask(name);
    if (name in (row.unselectable ?? {})) {
      if (answer.status !== 403) yield `$select=${name} is answered with ${answer.status}, but the row lists it as refused`;
    } else if (name in absent) {
      if (answer.status !== 400) yield `$select=${name} is answered with ${answer.status}, but kinds.mjs lists it as absent`;
    } else if (type.many && alone.includes(name)) {
      if (answer.status !== 501) yield `$select=${name} is answered with ${answer.status} in a listing instead of 501`;
    } else if (answer.status !== 200) {
      yield `$select=${name} is answered with ${answer.status} ${answer.json?.error?.message}`;
    } else {
      for (const difference of differences(row, place, answer.json, name)) yield `$select=${name}: ${difference}`;
      for (const item of itemsOf(answer.json, type).slice(0, 1)) {
        const kept = membersOf(item).filter((one) => one !== 'id' || name === 'id');
        if (kept.join() !== name && !(row.delta && kept.length === 0)) yield `$select=${name} gives ${kept.join() || 'nothing'}`;
      }
    }
  }
  const unknown = await ask('shoeSize');
  if (unknown.status !== 400) yield `$select of an unknown property is answered with ${unknown.status} instead of 400`;
}

// What is sent must be of the model too: an action's parameters, or the members of the type that is written.
function* sentDifferences(row, method, body, { type, operation }) {
  if (body === undefined || operation === null && type === null) return;
  if (!operation) {
    yield* csdl.differences(body, { name: type.name, many: false, nullable: false }, 'body');
    return;
  }
  const parameters = new Map(operation.parameters.slice(1).map((one) => [one.called, one]));
  for (const [name, value] of Object.entries(body)) {
    if (parameters.has(name)) yield* csdl.differences(value, parameters.get(name), `body.${name}`);
    else yield `body.${name} is no parameter of ${operation.name}`;
  }
}

async function* answered(row, method, place, answer) {
  if (place.type?.name === 'count') {
    if (!/^\d+$/.test(answer.text)) yield `the count is "${answer.text}"`;
  } else if (row.stream) {
    if (!answer.headers.get(row.stream)) yield `the header ${row.stream} is missing`;
  } else if ((row.status ?? 200) === 204 || place.type === null) {
    if (answer.text !== '') yield `there should be no body: ${answer.text}`;
  } else {
    yield* differences(row, place, answer.json);
    yield* defaults(row, place.type, answer.json);
  }
}

async function* walk(row) {
  const { method, path, body, answer } = await perform(caller, row);
  assert.equal(answer.status, row.status ?? 200, answer.text);
  if (row.refused) assert.deepEqual(Object.keys(answer.json.error).slice(0, 2), ['code', 'message']);
  if (row.outside || row.refused) return;
  const place = follow(csdl, path);
  yield* sentDifferences(row, method, body, place);
  // What is added to a collection is answered as one element of it.
  if (method === 'POST' && !place.operation && place.type?.many) {
    place.type = { ...place.type, many: false };
    place.context += '/$entity';
  }
  yield* answered(row, method, place, answer);
  for (const query of row.also ?? []) {
    const more = await caller.ask(method, path + query, row);
    assert.equal(more.status, 200, `${query}: ${more.text}`);
    yield* modelled(place.type.many ? more.json.value : ownMembers(more.json), place.type, query, row);
  }
  if (method === 'GET' && row.select !== false && isObject(place.type)) yield* selections(row, method, path, place);
}

test('every address of Graph has a row, and every row an address', { skip: SKIP }, () => {
  const known = new Set(caller.routes.map((one) => `${one.method} ${one.pattern}`));
  const rows = new Set(endpoints.map((one) => one.route));
  assert.deepEqual([...known].filter((one) => !rows.has(one)).map((one) => `Add a row for ${one} to tests/cloud/endpoints.mjs`), []);
  assert.deepEqual([...rows].filter((one) => !known.has(one)).map((one) => `Take the row of ${one} out of tests/cloud/endpoints.mjs: the simulator has no such address`), []);
});

// Each difference once, however many objects show it.
function told(found) {
  const sums = new Map();
  for (const one of found) {
    const shape = one.replace(/\[\d+\]/g, '[]').replace(/(is|:) ".*"/, '$1 ...').replace(/(\$select=|\$metadata#.*\().*?(?=[: )]|$)/g, '$1');
    sums.set(shape, { one: sums.get(shape)?.one ?? one, times: (sums.get(shape)?.times ?? 0) + 1 });
  }
  return [...sums.values()].map(({ one, times }) => (times > 1 ? `${one} (${times} times)` : one)).join('\n');
}

test('every answer keeps to the CSDL', { skip: SKIP }, async (t) => {
  for (const row of endpoints) {
    await t.test(row.route, async () => {
      const found = [];
      for await (const one of walk(row)) found.push(one);
      assert.ok(found.length === 0, told(found));
    });
  }
});

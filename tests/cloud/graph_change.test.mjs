// @microsoft/microsoft-graph-client, unmodified, over TLS: delta, batches that depend on each other, retries, refusals.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { BatchRequestContent, BatchResponseContent, GraphError, PageIterator, RetryHandlerOptions } from '@microsoft/microsoft-graph-client';
import { clientFor, Scene, trustOwnAuthority } from './scene.mjs';

trustOwnAuthority(import.meta.url);

const USERS = 120;
let scene;
let graph;
let tenant;
before(async () => {
  scene = await Scene.start('--tenants', '2', '--users', String(USERS));
  tenant = scene.customer.tenantId;
  graph = clientFor(scene, tenant);
});
after(async () => { assert.equal(await scene.stop(), 0); });

// One round of a delta query: what it told, and the link of the next.
async function round(request) {
  const told = [];
  const iterator = new PageIterator(graph, await request.get(), (one) => { told.push(one); return true; });
  await iterator.iterate();
  return { told, link: iterator.getDeltaLink() };
}

test('PageIterator walks a delta, and its link then tells who came, changed and went', async () => {
  const { told, link } = await round(graph.api('/users/delta').select('displayName,jobTitle'));
  assert.equal(new Set(told.map((one) => one.id)).size, USERS);
  const [changed, gone] = told;
  await scene.control('PATCH', `tenants/${tenant}/users/${changed.id}`, { jobTitle: 'Changed' });
  await scene.control('DELETE', `tenants/${tenant}/users/${gone.id}`);
  const came = await scene.control('POST', `tenants/${tenant}/users`, { displayName: 'New Person', userPrincipalName: 'new.person@x.example' });
  const next = await round(graph.api(link));
  const of = (id) => next.told.find((one) => one.id === id);
  assert.equal(of(changed.id).jobTitle, 'Changed');
  assert.equal(of(gone.id)['@removed'].reason, 'changed');
  assert.equal(of(came.id).displayName, 'New Person');
  assert.equal((await round(graph.api(next.link))).told.length, 0);
});

test('a delta link of more than seven days is gone', async () => {
  const { link } = await round(graph.api('/users/delta').select('id'));
  await scene.control('POST', 'clock', { advance: 'P8D' });
  await assert.rejects(graph.api(link).get(), (error) => error instanceof GraphError && error.statusCode === 410 && error.code !== null);
  await scene.control('POST', 'clock', { advance: '-P8D' });
});

test('PageIterator pauses and goes on', async () => {
  let seen = 0;
  const iterator = new PageIterator(graph, await graph.api('/users').select('id').top(50).get(), () => { seen += 1; return seen !== 70; });
  await iterator.iterate();
  assert.equal(seen, 70);
  assert.equal(iterator.isComplete(), false);
  await iterator.resume();
  assert.equal(seen, (await scene.control('GET', `tenants/${tenant}/users`)).value.length);
});

const struck = async (fault, act) => {
  await scene.control('POST', 'faults', { tenant, ...fault });
  try { return await act(); } finally { await scene.control('DELETE', 'faults'); }
};

test('a 429 and a 503 are tried again after Retry-After', async () => {
  for (const kind of ['throttled', 'server-error']) {
    await scene.control('DELETE', 'requests');
    const answer = await struck({ kind, path: '/organization', times: 2, seconds: 1 }, () => graph.api('/organization').get());
    assert.equal(answer.value[0].id, tenant);
    assert.equal((await scene.control('GET', 'requests'))[tenant].byPath['/organization'], 3, kind);
  }
});

test('a 429 that does not end is a GraphError with its code and header', async () => {
  await struck({ kind: 'throttled', path: '/organization', times: 0, seconds: 1 }, () =>
    assert.rejects(graph.api('/organization').middlewareOptions([new RetryHandlerOptions(0, 1)]).get(), (error) =>
      error instanceof GraphError && error.statusCode === 429 && error.code === 'TooManyRequests' && error.headers.get('Retry-After') === '1'));
});

const request = (path) => new Request(`${scene.url}${path}`, { method: 'GET' });
const answersOf = async (steps) => new BatchResponseContent(await graph.api('/$batch').post(await new BatchRequestContent(steps).getContent()));

test('a step that fails takes along the steps that depend on it', async () => {
  const answers = await answersOf([
    { id: '1', request: request('/organization') },
    { id: '2', request: request('/users/nobody'), dependsOn: ['1'] },
    { id: '3', request: request('/organization'), dependsOn: ['2'] }]);
  assert.deepEqual(['1', '2', '3'].map((id) => answers.getResponseById(id).status), [200, 404, 424]);
  assert.equal((await answers.getResponseById('2').json()).error.code, 'Request_ResourceNotFound');
});

test('a step is throttled alone, with its own Retry-After', async () => {
  await struck({ kind: 'throttled', path: '/organization', times: 1, seconds: 7 }, async () => {
    const answers = await answersOf([{ id: '1', request: request('/organization') }, { id: '2', request: request('/domains') }]);
    assert.equal(answers.getResponseById('1').status, 429);
    assert.equal(answers.getResponseById('1').headers.get('Retry-After'), '7');
    assert.equal(answers.getResponseById('2').status, 200);
  });
});

test('refusals are GraphErrors with code, message, request id and body', async () => {
  const cases = [
    ['/users?$select=shoeSize', 400, 'Request_BadRequest', /Could not find a property named 'shoeSize'/],
    ['/users?$select=skills', 501, 'NotImplemented', /not yet supported/],
    ['/groups/nobody', 404, 'Request_ResourceNotFound', /does not exist/],
    ['/nothing', 400, 'BadRequest', /Resource not found for the segment 'nothing'/]];
  for (const [path, status, code, message] of cases) {
    await assert.rejects(graph.api(path).get(), (error) => {
      assert.ok(error instanceof GraphError);
      assert.deepEqual([error.statusCode, error.code], [status, code]);
      assert.match(error.message, message);
      assert.match(error.requestId, /^[0-9a-f-]{36}$/);
      assert.match(JSON.parse(error.body).innerError['request-id'], /^[0-9a-f-]{36}$/);
      return true;
    });
  }
});

test('a token that has expired is a 401', async () => {
  const expired = clientFor(scene, tenant, { keep: true });
  await expired.api('/organization').get();
  await scene.control('POST', 'clock', { advance: 'PT2H' });
  await assert.rejects(expired.api('/organization').get(), (error) => error.statusCode === 401 && error.code === 'InvalidAuthenticationToken');
});

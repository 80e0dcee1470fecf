// @microsoft/microsoft-graph-client, unmodified, over TLS: paging, errors, retry, batch.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { BatchRequestContent, BatchResponseContent, GraphError, PageIterator } from '@microsoft/microsoft-graph-client';
import { clientFor, Scene, trustOwnAuthority } from './scene.mjs';

trustOwnAuthority(import.meta.url);

let scene;
before(async () => { scene = await Scene.start('--tenants', '3', '--users', '250'); });
after(async () => { assert.equal(await scene.stop(), 0); });

const client = (tenant) => clientFor(scene, tenant);

async function everybody(graph, request) {
  const people = [];
  const iterator = new PageIterator(graph, await request.get(), (user) => { people.push(user); return true; });
  await iterator.iterate();
  assert.ok(iterator.isComplete());
  return people;
}

test('PageIterator goes through all people of a tenant', async () => {
  for (const customer of scene.world.customers) {
    const graph = client(customer.tenantId);
    const people = await everybody(graph, graph.api('/users').select('id,displayName,userPrincipalName').top(60));
    assert.equal(people.length, customer.users);
    assert.equal(new Set(people.map((one) => one.id)).size, customer.users);
  }
});

test('filters, counts and expands', async () => {
  const graph = client(scene.customer.tenantId);
  const guests = await graph.api('/users').filter("userType eq 'Guest'").select('userType').get();
  assert.ok(guests.value.length > 0 && guests.value.every((one) => one.userType === 'Guest'));
  const counted = await graph.api('/users').header('ConsistencyLevel', 'eventual').count(true).top(1).get();
  assert.equal(counted['@odata.count'], scene.customer.users);
  const [boss] = (await graph.api('/users').top(2).expand('manager($select=id)').get()).value.slice(1);
  assert.ok(boss.manager.id);
});

test('errors are GraphErrors with code, status and request id', async () => {
  const graph = client(scene.customer.tenantId);
  const is = (status, code) => (error) => error instanceof GraphError && error.statusCode === status && error.code === code && Boolean(error.requestId);
  await assert.rejects(graph.api('/users').select('shoeSize').get(), is(400, 'Request_BadRequest'));
  await assert.rejects(graph.api('/users').top(1000).get(), /Invalid page size specified: '1000'/);
  await assert.rejects(graph.api('/users/nobody').get(), is(404, 'Request_ResourceNotFound'));
  await assert.rejects(graph.api('/me').get(), is(403, 'Authorization_RequestDenied'));
});

test('a 429 in the middle of a listing is waited out', async () => {
  const graph = client(scene.customer.tenantId);
  await scene.control('POST', 'faults', { kind: 'throttled', tenant: scene.customer.tenantId, page: 2, times: 2, seconds: 1 });
  const begin = Date.now();
  const people = await everybody(graph, graph.api('/users').select('id'));
  assert.equal(people.length, scene.customer.users);
  assert.ok(Date.now() - begin >= 1900, 'Retry-After was respected');
  assert.deepEqual((await scene.control('GET', 'faults')).active, []);
});

test('a page that is cut for good ends in an error, never in half a list', async () => {
  const graph = client(scene.customer.tenantId);
  await scene.control('POST', 'faults', { kind: 'cut-page', tenant: scene.customer.tenantId, page: 2 });
  await assert.rejects(everybody(graph, graph.api('/users').select('id')));
  await scene.control('DELETE', 'faults');
});

test('a batch of three', async () => {
  const graph = client(scene.customer.tenantId);
  // The client takes what stands behind the host as the inner address, without the version.
  const request = (path) => new Request(`${scene.url}${path}`, { method: 'GET' });
  const content = new BatchRequestContent([
    { id: '1', request: request('/organization') },
    { id: '2', request: request('/users?$top=3&$select=id') },
    { id: '3', request: request('/users/nobody') }]);
  const answers = new BatchResponseContent(await graph.api('/$batch').post(await content.getContent()));
  assert.equal((await answers.getResponseById('1').json()).value[0].id, scene.customer.tenantId);
  assert.equal((await answers.getResponseById('2').json()).value.length, 3);
  assert.equal(answers.getResponseById('3').status, 404);
});

test('the partner finds its customers', async () => {
  const graph = client(scene.partner.tenantId);
  const found = (await graph.api('/tenantRelationships/delegatedAdminCustomers').get()).value.map((one) => one.tenantId).sort();
  assert.deepEqual(found, scene.world.customers.map((one) => one.tenantId).sort());
});

// What the cloud does in the middle of a listing: it throttles, cuts a page for good, or answers with something else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Scene } from './scene.mjs';

let scene;

before(async () => {
  // More people than one page of 999 holds, so that there is a middle.
  scene = await Scene.prepare({ world: ['--tenants', '2', '--users', '2500', '--seed', '5'] });
});
after(() => scene?.close());

const recordsOf = async (actor) => (await actor.api.all('/api/records?filter[type]=users'))
  .map(({ attributes }) => ({ id: attributes['external-id'], gone: attributes['gone-at'] })).sort((a, b) => (a.id < b.id ? -1 : 1));

test('a 429 in the middle of a listing is waited out', async () => {
  const actor = await scene.actor();
  await scene.fault({ kind: 'throttled', page: 2, seconds: 1, times: 1 });
  const runs = await actor.sync();
  assert.deepEqual((await scene.control('GET', 'faults')).active, [], 'the 429 was met');
  for (const run of runs) assert.equal(run.state, 'ok', run.sentence ?? run.reason);
  const world = scene.stage.world.customers.reduce((sum, one) => sum + one.users, 0);
  assert.equal((await recordsOf(actor)).length, world);
  await actor.close();
});

for (const [name, fault] of [
  ['a page cut for good', { kind: 'cut-page', page: 2 }],
  ['a page that is not JSON', { kind: 'not-json', page: 2 }],
]) {
  test(`${name} ends the run Partial, its reason is shown, and no record is gone`, async () => {
    const actor = await scene.actor();
    for (const run of await actor.sync()) assert.equal(run.state, 'ok', run.sentence);
    const [records, documentation] = [await recordsOf(actor), await actor.documentation()];
    const [victim] = await actor.tenants();
    await scene.fault({ ...fault, tenant: victim.attributes['entra-tenant-id'] });
    const runs = await actor.sync();
    await scene.fault();
    const cut = runs.find((run) => String(run['tenant-id']) === victim.id);
    assert.equal(cut.state, 'partial', cut.sentence);
    assert.ok(cut.sentence.length > 20, 'a sentence says what happened');
    assert.ok(cut.remedy.length > 10, 'a remedy says what to do');
    for (const run of runs.filter((one) => one !== cut)) assert.equal(run.state, 'ok', 'a sick tenant hurts nobody else');
    assert.deepEqual(await recordsOf(actor), records);
    assert.deepEqual(await actor.documentation(), documentation);
    const [well] = (await actor.sync()).filter((run) => String(run['tenant-id']) === victim.id);
    assert.equal(well.state, 'ok', 'the next sync is well again');
    await actor.close();
  });
}

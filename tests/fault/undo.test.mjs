// Undoing whole syncs, taking that back, and giving a tenant another organization, each killed by kill -9 anywhere: in the end
// everything is done exactly once and nothing is half written.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Api, until } from '../../tools/drive/api.mjs';
import { difference, inTurns, randomFrom } from './kills.mjs';
import { Scene, idle } from './scene.mjs';

const KILLS = Math.max(2, Math.floor(Number(process.env.REEVE_TEST_KILLS ?? 20) / 5));
const SEED = Number(process.env.REEVE_TEST_SEED ?? 20261124);
const POINTS = ['in_undo', 'in_undo:2', 'in_undo:9'];
const END_MS = 150_000;

let scene;
let runs;
let synced; // what is documented after the syncs
let undone; // and after both were undone, with the counts of the undos

before(async () => {
  scene = await Scene.prepare({ world: ['--tenants', '2', '--users', '500', '--seed', '17'] });
  await startTemplate(async (api) => {
    runs = [];
    for (const { id } of (await api.all('/api/tenants')).filter((row) => !row.attributes.own)) {
      runs.push((await api.post(`/api/tenants/${id}/sync`, 'runs', { 'accept-first': true })).data.id);
    }
    await idle(api);
  });
  const actor = await scene.actor();
  synced = await actor.everything();
  const began = performance.now();
  const undos = await beginAll(actor);
  const counts = await ended(actor, undos);
  undone = { state: await actor.everything(), counts, ms: performance.now() - began };
  await actor.close();
});
after(() => scene?.close());

// Reeve in the folder that all copies are made of.
async function startTemplate(act) {
  scene.stage.stopping = false;
  await scene.stage.startReeve();
  await act(new Api(scene.stage.api, { key: scene.key }));
  scene.stage.stopping = true;
  await scene.stage.stopReeve();
}

// Also where some were begun already, and the kill took the answer.
async function beginAll(actor) {
  const ids = [];
  for (const id of runs) {
    const [begun] = await actor.api.all(`/api/runs/${id}/undos`);
    ids.push((begun ?? (await actor.api.post(`/api/runs/${id}/undo`, 'undos')).data).id);
  }
  return ids;
}

const beginRedo = async (actor, undos) => {
  const ids = [];
  for (const id of undos) ids.push((await actor.api.post(`/api/undos/${id}/undo`, 'undos')).data.id);
  return ids;
};

// Waits until no undo is under way; gives what each did.
async function ended(actor, undos) {
  const out = [];
  for (const id of undos) {
    const one = await until(`undo ${id} to end`, async () => {
      const { attributes } = (await actor.api.get(`/api/undos/${id}`)).data;
      return attributes.state === 'working' ? null : attributes;
    }, { ms: END_MS, every: 100 });
    assert.equal(one.state, 'done', one.sentence);
    out.push(Object.fromEntries(['assets', 'restored', 'archived', 'unarchived', 'unlinked', 'linked', 'stayed'].map((name) => [name, one[name]])));
  }
  return out;
}

const underWay = async (actor, undos) => {
  const states = await Promise.all(undos.map(async (id) => (await actor.api.get(`/api/undos/${id}`)).data.attributes.state));
  return states.includes('working');
};

const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// `begin` gives the undos; killed some time after it, or at the actor's own point.
async function killed(actor, begin, ms) {
  const asked = await begin(actor).catch((error) => {
    if (ms !== undefined) throw error;
  });
  if (ms === undefined) assert.equal((await actor.process.ended).signal, 'SIGKILL', 'the point was never passed');
  else {
    await wait(ms);
    await actor.process.kill();
  }
  await actor.start();
  const undos = asked ?? await begin(actor);
  const met = await underWay(actor, undos);
  return { undos, met, counts: await ended(actor, undos) };
}

async function assertState(actor, expected, what) {
  assert.deepEqual(difference(await actor.everything(), expected), { missing: [], extra: [] }, what);
}

test('an undisturbed undo leaves none of what the syncs made', () => {
  const [archived, unlinked] = ['archived', 'unlinked'].map((name) => undone.counts.reduce((sum, one) => sum + one[name], 0));
  assert.ok(archived > 300, `${archived} archived`);
  assert.ok(unlinked >= archived, `${unlinked} unlinked`);
  assert.notDeepEqual(undone.state, synced);
});

describe('kill -9', { concurrency: true }, () => {
  test(`an undo of whole syncs killed at ${KILLS} random points goes on and does everything once`, async () => {
    const random = randomFrom(SEED);
    const plans = Array.from({ length: KILLS }, (_, n) => ({ n, ms: random(Math.max(200, undone.ms * 0.8)) }));
    let met = 0;
    await inTurns(plans, async ({ n, ms }) => {
      const what = `kill ${n} of seed ${SEED}, after ${ms} ms`;
      const actor = await scene.actor();
      const first = await killed(actor, beginAll, ms);
      assert.deepEqual(first.counts, undone.counts, what);
      await assertState(actor, undone.state, what);
      if (first.met) met++;
      await actor.close();
    });
    assert.ok(met > 0, 'no kill met an undo under way');
  });

  for (const point of POINTS) {
    test(`an undo killed at ${point}, and taking it back killed too, ends as if it had not been killed`, async () => {
      const actor = await scene.actor({ env: { REEVE_FAULT_POINT: point } });
      const first = await killed(actor, beginAll);
      assert.ok(first.met, 'the kill came in the middle');
      assert.deepEqual(first.counts, undone.counts, point);
      await assertState(actor, undone.state, point);
      const back = await killed(actor, (one) => beginRedo(one, first.undos), 150);
      for (const one of back.counts) assert.equal(one.stayed, 0, 'nothing stays in the way back');
      await assertSynced(actor);
      await actor.close();
    });
  }

  test(`another organization for a tenant, killed at ${KILLS} random points, is taken whole or not at all`, async () => {
    const random = randomFrom(SEED + 1);
    const plans = Array.from({ length: KILLS }, (_, n) => ({ n, ms: random(300) }));
    await inTurns(plans, ({ n, ms }) => killedRematch(`kill ${n} of seed ${SEED + 1}, after ${ms} ms`, ms));
    assert.ok(KILLS > 0);
  });
});

// As after the syncs; only the histories are longer by what was done and taken back.
async function assertSynced(actor) {
  const plain = (lines) => lines.filter((line) => !line.startsWith('changes '));
  await assertState({ everything: async () => plain(await actor.everything()) }, plain(synced), 'the way back');
}

async function killedRematch(what, ms) {
  const actor = await scene.actor();
  const [tenant] = await actor.tenants();
  const from = String(tenant.attributes['organization-id']);
  const fresh = (await actor.api.post('/api/organizations', 'organizations', { name: `Nobody's ${what}` })).data.id;
  const before = await placed(actor, tenant.id, from, fresh);
  const act = async (path, attributes) => {
    const asked = actor.api.post(path, 'tenants', attributes).catch(() => null);
    await wait(ms);
    await actor.process.kill();
    await asked;
    await actor.start();
    return placed(actor, tenant.id, from, fresh);
  };
  const moved = `/api/tenants/${tenant.id}/match`;
  let now = await act(moved, { 'organization-id': Number(fresh) });
  if (now.organization === from) {
    assert.deepEqual(now, before, `${what}: nothing was done`);
    await actor.api.post(moved, 'tenants', { 'organization-id': Number(fresh) });
    now = await placed(actor, tenant.id, from, fresh);
  }
  assert.equal(now.organization, fresh, what);
  assert.ok(now.there > 0 && now.there + now.left === before.left, `${what}: every contact is in one place: ${JSON.stringify(now)}`);
  const back = await act(`/api/tenants/${tenant.id}/undo_match`, {});
  if (back.organization === fresh) {
    assert.equal(back.there, now.there, `${what}: nothing was taken back`);
    await actor.api.post(`/api/tenants/${tenant.id}/undo_match`, 'tenants', {});
  }
  assert.deepEqual(await placed(actor, tenant.id, from, fresh), before, `${what}: all is where it was`);
  await actor.close();
}

// Which organization a tenant has, how many contacts are in the one and in the other, and how many ties it has.
async function placed(actor, tenant, from, fresh) {
  const { attributes } = (await actor.api.get(`/api/tenants/${tenant}`)).data;
  return {
    organization: String(attributes['organization-id']),
    left: await actor.api.count(`/api/organizations/${from}/relationships/contacts`),
    there: await actor.api.count(`/api/organizations/${fresh}/relationships/contacts`),
    links: await actor.api.count(`/api/links?filter[tenant-id]=${tenant}`),
  };
}

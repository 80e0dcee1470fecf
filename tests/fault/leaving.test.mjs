// "Revoke everything" with kill -9 in the middle: the next process goes on, nothing stays at Microsoft, nothing is told twice.
// REEVE_TEST_LEAVING_TENANTS=300 is the measured size (docs/leaving.md); 20 unless told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Api, until } from '../../tools/drive/api.mjs';
import { connectMicrosoft, withSession } from '../../tools/drive/demo_steps.mjs';
import { signInAtMicrosoft } from '../../tools/drive/sign_in.mjs';
import { Scene } from './scene.mjs';

const TENANTS = Number(process.env.REEVE_TEST_LEAVING_TENANTS ?? 20);
const END_MS = 150_000;
const FIRST_MS = 500_000;

let scene;
let stage;
let api;
let connection;

before(async () => {
  scene = await Scene.prepare({ matched: false, world: ['--tenants', String(TENANTS), '--users', '2', '--seed', '5'] });
  stage = scene.stage;
  await stage.startReeve();
  api = new Api(stage.api, { key: scene.key });
  await connectMicrosoft(stage, api);
  await until('the first syncs to end', async () => {
    const { runs } = (await api.get('/api/status')).data.attributes;
    return runs.queued + runs.syncing === 0;
  }, { ms: FIRST_MS, every: 500 });
  [connection] = await api.all('/api/connections');
});
after(() => scene?.close());

const show = async (mine, id) => (await mine.get(`/api/leavings/${id}`)).data.attributes;
const inState = (mine, id, ...states) => until(`the leaving to be ${states.join(' or ')}`, async () => {
  const now = await show(mine, id).catch(() => null);
  return now !== null && states.includes(now.state) ? now : null;
}, { ms: END_MS, every: 100 });

async function signInFor(act, browser, mine) {
  const { meta } = await mine.post(`/api/connections/${connection.id}/onboarding`, 'onboarding', { act });
  const back = await signInAtMicrosoft(browser, meta.url, stage.world.partner.serviceAccount, { redirectUri: `${stage.publicUrl}/microsoft/callback` });
  const landed = await browser.request(back);
  assert.match(landed.location ?? landed.text, /\/leave\?connected=1/);
}

// What the cloud itself says that the application may do, over all tenants.
async function heldAtMicrosoft() {
  const tenants = [stage.world.partner.tenantId, ...stage.world.customers.map((one) => one.tenantId)];
  let held = 0;
  for (const tenant of tenants) {
    const { roles, scopes } = await (await fetch(`${stage.cloudUrl}/_control/tenants/${tenant}/consent`)).json();
    held += roles.length + scopes.length;
  }
  return held;
}

async function restart() {
  await stage.startReeve();
}

test(`everything is revoked in ${TENANTS} tenants, also over a kill in the middle`, async (t) => {
  assert.ok(await heldAtMicrosoft() > TENANTS, 'there is something to revoke');
  await withSession(stage, api, async (browser, mine) => {
    await signInFor('leaving', browser, mine);
    await signInFor('leaving_customers', browser, mine);
    const started = performance.now();
    const { id } = (await mine.post(`/api/connections/${connection.id}/leaving`, 'leavings')).data;
    const listed = await inState(mine, id, 'listed');
    const listing = (performance.now() - started) / 1000;
    assert.equal(listed.counts.tenants, TENANTS + 1);
    assert.equal(listed.counts['tenants-unknown'], 0);
    await mine.post(`/api/leavings/${id}/tick`, 'leavings', { which: 'everything' });
    const name = connection.attributes.name;
    const begun = performance.now();
    await mine.post(`/api/leavings/${id}/revoke`, 'leavings', { name });
    await until('a third to be revoked', async () => (await show(mine, id)).counts.done > listed.counts.items / 3, { ms: END_MS, every: 20 });
    await stage.processes.at(-1).kill();
    const killed = performance.now();
    await restart();
    const still = await show(mine, id);
    assert.ok(still.counts.waiting > 0, 'the kill came in the middle');
    const end = await inState(mine, id, 'revoked');
    const seconds = (performance.now() - begun) / 1000;
    t.diagnostic(`listed ${listed.counts.items} grants in ${listing.toFixed(1)} s; revoked in ${seconds.toFixed(1)} s, of which ${((performance.now() - killed) / 1000).toFixed(1)} s after the kill`);
    assert.equal(end.counts.done, end.counts.items, end.sentence);
    assert.equal(await heldAtMicrosoft(), 0, 'nothing is left at Microsoft');
    await mine.post(`/api/leavings/${id}/finish`, 'leavings', { ending: 'remove', name });
    const gone = await inState(mine, id, 'ended');
    assert.match(gone.sentence, /is removed/);
    assert.equal(await api.count('/api/connections'), 0);
    assert.equal(await api.count('/api/records'), 0);
  });
});

// A storm of 429: a third of all requests is refused on top of Microsoft's published budgets, and every tenant is complete all
// the same, without one request inside a Retry-After and without asking anything twice that was answered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { idle, Scene } from './scene.mjs';

const TENANTS = Number(process.env.REEVE_TEST_STORM_TENANTS ?? 12);
const USERS = Number(process.env.REEVE_TEST_STORM_USERS ?? 50);
const WORKERS = process.env.REEVE_TEST_STORM_WORKERS ?? '12';
const SHARE = 0.3;
const MOST = 1.1; // times the requests of a calm run
const LIMIT_MS = 3_000_000;
let scene;
let actor;

before(async () => {
  scene = await Scene.prepare({ world: ['--tenants', String(TENANTS), '--users', String(USERS), '--seed', '5'] });
  actor = await scene.actor({ env: { REEVE_WORKERS: WORKERS } });
  for (const { id } of await actor.api.all('/api/connections')) await actor.api.patch(`/api/connections/${id}`, 'connections', { tier: 'password_rotation' });
  await measured(); // first syncs write everything
}, { timeout: LIMIT_MS });
after(() => scene?.close());

// One sync of every tenant that lists everything: how it ended, and what the cloud counted.
async function measured() {
  await scene.control('DELETE', 'requests');
  const began = Date.now();
  const queued = await actor.queue();
  await idle(actor.api, LIMIT_MS);
  const seconds = (Date.now() - began) / 1000;
  const runs = await Promise.all(queued.map(async ({ id }) => (await actor.api.get(`/api/runs/${id}`)).data.attributes));
  const sum = { total: 0, batched: 0, throttled: 0, early: 0, carriers: 0 };
  for (const counts of Object.values(await scene.control('GET', 'requests'))) {
    for (const name of ['total', 'batched', 'throttled', 'early']) sum[name] += counts[name] ?? 0;
    sum.carriers += counts.byPath?.['/$batch'] ?? 0;
  }
  // A $batch is only the way that questions travel.
  const questions = sum.total - sum.carriers;
  return { runs, seconds, ...sum, questions, answered: questions - sum.throttled, wire: sum.total - sum.batched };
}

const ends = (runs) => runs.map((run) => [run['tenant-name'], run.state, run.reason, run.counts.types]).sort(([a], [b]) => (a < b ? -1 : 1));

test(`${TENANTS} tenants with ${USERS} people each are complete through a storm of 429`, { timeout: LIMIT_MS }, async (t) => {
  const calm = await measured();
  await scene.fault({ kind: '429-storm', share: SHARE, seconds: 1, seed: 7 });
  const storm = await measured();
  await scene.fault();
  for (const [name, one] of Object.entries({ calm, storm })) {
    t.diagnostic(`${name}: ${one.seconds.toFixed(1)} s, ${one.wire} requests on the wire, ${one.batched} questions inside, `
      + `${one.throttled} answered 429, ${one.answered} answered otherwise, ${one.early} early`);
  }
  assert.equal(calm.runs.length, TENANTS);
  assert.deepEqual(ends(storm.runs), ends(calm.runs), 'each tenant ends as in the calm');
  for (const run of storm.runs) assert.ok(['ok', 'gaps'].includes(run.state), `${run['tenant-name']}: ${run.sentence}`);
  assert.equal(calm.throttled, 0, 'the published budgets are never reached');
  assert.equal(storm.early, 0, 'nothing is asked inside a Retry-After');
  assert.ok(storm.throttled > 0.1 * storm.questions, 'it was a storm');
  assert.ok(storm.answered <= MOST * calm.answered, `${storm.answered} answers instead of ${calm.answered}: something is asked anew that was answered`);
});

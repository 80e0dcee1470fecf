// Invariant 4 on SQLite: a sync killed anywhere and run again ends as if it had not been killed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { difference, killAtPoints, killAtRandomPoints, undisturbed } from './kills.mjs';
import { Scene } from './scene.mjs';

const KILLS = Number(process.env.REEVE_TEST_KILLS ?? 20);
const SEED = Number(process.env.REEVE_TEST_SEED ?? 20261123);
// Points of a run by the names that src/sync/ gives them, and how often each is passed before the kill.
const POINTS = ['after_page', 'after_page:3', 'after_diff', 'after_diff:2', 'before_apply', 'before_apply:2', 'in_apply', 'in_apply:2',
  'before_prune', 'before_finish'];
let scene;
let expected;

before(async () => {
  scene = await Scene.prepare();
  expected = await undisturbed(scene);
});
after(() => scene?.close());

test('the undisturbed sync made contacts to compare with', () => {
  assert.ok(expected.documentation.length > 100, `${expected.documentation.length} rows`);
  assert.ok(expected.events > 5, `${expected.events} events`);
});

// Both at once: most of their time is waiting for leases to end.
describe('kill -9', { concurrency: true }, () => {
  test(`a sync killed at ${KILLS} random points ends as if it had not been killed`, async () => {
    await killAtRandomPoints(scene, expected, KILLS, SEED);
    assert.ok(KILLS > 0);
  });

  test('a sync killed at each named point, between diff and apply too, ends as if it had not been killed', async () => {
    await killAtPoints(scene, expected, POINTS);
    assert.ok(POINTS.length > 0);
  });
});

test('the same sync twice changes nothing the second time', async () => {
  const actor = await scene.actor();
  await actor.sync();
  const documentation = await actor.documentation();
  const changes = await changesOf(actor);
  const runs = await actor.sync();
  for (const run of runs) {
    assert.equal(run.state, 'ok', run.sentence);
    assert.equal(run.counts.contacts.created + run.counts.contacts.updated + run.counts.contacts.matched, 0, JSON.stringify(run.counts));
  }
  assert.deepEqual(difference(await actor.documentation(), documentation), { missing: [], extra: [] });
  assert.equal(await changesOf(actor), changes);
  await actor.close();
});

// How many changes all contacts together have gone through.
async function changesOf(actor) {
  let sum = 0;
  for (const { id } of await actor.api.all('/api/contacts')) sum += await actor.api.count(`/api/contacts/${id}/changes`);
  return sum;
}

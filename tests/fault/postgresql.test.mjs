// The same on PostgreSQL: killed and run again; and PostgreSQL itself down at the start and in the middle of a run.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Api, until } from '../../tools/drive/api.mjs';
import { Postgres } from '../../tools/drive/postgres.mjs';
import { freePort, run } from '../../tools/drive/processes.mjs';
import { difference, killAtPoints, killAtRandomPoints, undisturbed } from './kills.mjs';
import { BIN, Scene, idle, scratch } from './scene.mjs';

const KILLS = Number(process.env.REEVE_TEST_KILLS ?? 20);
const SEED = Number(process.env.REEVE_TEST_SEED ?? 20261124);
let postgres;
let scene;
let expected;
let copies = 0;
const copy = () => postgres.create(`copy_${++copies}`, 'template_of_all');

before(async () => {
  postgres = await Postgres.start();
  scene = await Scene.prepare({ database: await postgres.create('template_of_all') });
  expected = await undisturbed(scene, await copy());
});
after(async () => {
  await scene?.close();
  await postgres?.stop();
});

// Both at once: most of their time is waiting for leases to end.
describe('kill -9 on PostgreSQL', { concurrency: true }, () => {
  test(`a sync on PostgreSQL killed at ${KILLS} random points ends as if it had not been killed`, async () => {
    await killAtRandomPoints(scene, expected, KILLS, SEED, copy);
    assert.ok(expected.documentation.length > 100);
  });

  test('a sync on PostgreSQL killed between diff and apply ends as if it had not been killed', async () => {
    await killAtPoints(scene, expected, ['after_diff', 'before_apply', 'in_apply'], copy);
    assert.ok(expected.events > 0);
  });
});

test('PostgreSQL down at the start: one sentence with the remedy, exit code 1', async () => {
  const port = await freePort();
  const folder = scratch();
  const { code, stderr } = await run(join(BIN, 'reeve'), ['--data', join(folder, 'data'), '--database', `postgresql://reeve@127.0.0.1:${port}/reeve`, '--listen', '127.0.0.1:0', 'serve'], { ms: 30_000 });
  assert.equal(code, 1, stderr);
  assert.match(stderr, /PostgreSQL|database/i);
  assert.match(stderr, new RegExp(`127\\.0\\.0\\.1|${port}`));
});

test('PostgreSQL down during a run: the page says so, and the run goes on when it is back', async () => {
  const actor = await scene.actor({ database: await copy() });
  await scene.fault({ kind: 'slow', path: '/users', milliseconds: 1500 });
  await actor.queue();
  await until('a run to begin', async () => (await actor.api.get('/api/status')).data.attributes.runs.syncing > 0);
  await postgres.interrupt();
  const refused = await until('an answer that says so', async () => {
    const response = await actor.api.raw('GET', '/api/status');
    return response.status === 503 ? response.json() : null;
  });
  assert.match(refused.errors[0].detail, /database|PostgreSQL/i);
  assert.equal((await new Api(actor.api.base).raw('GET', '/healthz')).status, 200, 'the process lives');
  assert.equal((await new Api(actor.api.base).raw('GET', '/readyz')).status, 503, 'but is not ready');
  await postgres.resume();
  await scene.fault();
  await until('the page to be back', async () => (await actor.api.raw('GET', '/api/status')).status === 200);
  await idle(actor.api);
  for (const one of await actor.sync()) assert.equal(one.state, 'ok', one.sentence);
  assert.deepEqual(difference(await actor.everything(), expected.documentation), { missing: [], extra: [] });
  await actor.close();
});

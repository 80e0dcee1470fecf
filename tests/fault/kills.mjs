// Kills Reeve in the middle of a sync, starts it again, and compares what it ends with; the same for both databases.
import assert from 'node:assert/strict';

import { idle } from './scene.mjs';

// Most of a recovery is waiting for the lease of the killed process to end, so many wait together.
const AT_ONCE = 20;
const MAX_DELAY_MS = 15;

// Numbers that depend on the seed alone (mulberry32), so that a failure can be repeated.
export function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

// What a sync without any fault ends with: the documentation, and how many events it told.
export async function undisturbed(scene, database) {
  const actor = await scene.actor({ database });
  const before = await actor.api.count('/api/run_events');
  const runs = await actor.sync();
  for (const run of runs) assert.equal(run.state, 'ok', run.sentence ?? run.reason);
  const result = { documentation: await actor.everything(), events: (await actor.api.count('/api/run_events')) - before };
  await actor.close();
  return result;
}

// Kills a few milliseconds after the `nth` event of the syncs; 0: after they were queued.
async function killAtEvent(actor, nth, delay) {
  const watching = new AbortController();
  const events = actor.api.events(watching.signal);
  const reached = (async () => {
    let seen = 0;
    if (nth === 0) return;
    try {
      for await (const event of events) {
        void event;
        if (++seen >= nth) break;
      }
    } catch {
      // The stream ends with the process.
    }
  })();
  await actor.queue();
  await reached;
  await new Promise((resolve) => { setTimeout(resolve, delay); });
  watching.abort();
  await actor.process.kill();
}

// Starts Reeve again, lets it finish, syncs once more, and compares with the undisturbed end. Gives
// how many runs the kill had left unfinished.
async function recover(actor, expected, what) {
  await actor.start();
  const left = (await actor.api.all('/api/runs')).filter((row) => ['queued', 'syncing'].includes(row.attributes.state)).length;
  await idle(actor.api);
  const runs = await actor.sync();
  for (const run of runs) assert.equal(run.state, 'ok', `${what}: ${run.sentence ?? run.reason}`);
  assert.deepEqual(difference(await actor.everything(), expected.documentation), { missing: [], extra: [] }, what);
  return left;
}

export function difference(actual, expected) {
  const [have, want] = [new Set(actual), new Set(expected)];
  const missing = expected.filter((one) => !have.has(one)).slice(0, 5);
  const extra = actual.filter((one) => !want.has(one)).slice(0, 5);
  if (missing.length + extra.length === 0 && actual.length !== expected.length) extra.push(`${actual.length} instead of ${expected.length}`);
  return { missing, extra };
}

// `database()`: where the next copy lives; undefined for SQLite in its folder. A kill that came too
// late, when the runs had ended, is repeated earlier.
export async function killAtRandomPoints(scene, expected, kills, seed, database = async () => undefined) {
  const random = randomFrom(seed);
  const plans = Array.from({ length: kills }, (_, n) => ({ n, nth: 1 + random(expected.events), delay: random(MAX_DELAY_MS) }));
  let met = 0;
  await inTurns(plans, async ({ n, nth, delay }) => {
    for (let wish = nth, left = 0; left === 0; wish = Math.floor(wish / 2)) {
      const actor = await scene.actor({ database: await database() });
      await killAtEvent(actor, wish, delay);
      left = await recover(actor, expected, `kill ${n} of seed ${seed}, ${delay} ms after event ${wish}`);
      await actor.close();
      if (left > 0) met++;
      if (wish === 0) return;
    }
  });
  assert.ok(met >= kills * 0.9, `only ${met} of ${kills} kills met a run under way`);
}

// Kills at the given passing of a named point of the run (REEVE_FAULT_POINT).
export async function killAtPoints(scene, expected, points, database = async () => undefined) {
  await inTurns(points, async (point) => {
    const actor = await scene.actor({ database: await database(), env: { REEVE_FAULT_POINT: point } });
    await actor.queue().catch(() => {});
    const { signal } = await actor.process.ended;
    assert.equal(signal, 'SIGKILL', `the point ${point} was never passed`);
    assert.ok(await recover(actor, expected, `kill at ${point}`) > 0, `no run was under way at ${point}`);
    await actor.close();
  });
}

export async function inTurns(plans, act) {
  const left = [...plans];
  const failures = [];
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, plans.length) }, async () => {
    for (let plan = left.shift(); plan !== undefined; plan = left.shift()) await act(plan).catch((error) => failures.push(error));
  }));
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, failures.map((one) => one.message).join('\n'));
}

// When tenants are synced, as a person sees it: the grace period and who skips it, pauses, a schedule, failures.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, allWell, button, connect, field, row, state, syncEverything, useLink } from './steps.mjs';

const SLOW_MS = 1500;
const SYNC_MS = 90_000;
let scene;
let browser;
let page;
let connection;
let first;
before(async () => {
  scene = await Scene.start({ tenants: '4' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  connection = await connect(page, scene);
  await syncEverything(page, scene, connection);
  first = scene.world.customers[0];
});
beforeEach(() => scene.mend());
after(async () => {
  await browser?.close();
  await scene?.close();
});

async function choose(name, item) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('a new sync is queued with its time, and Start manual sync begins at once', async () => {
  await scene.api.post(`/api/connections/${connection}/sync`, 'connections', { start: 'after-grace' });
  await page.goto('/integrations');
  await state(row(page, 'Partner Center'), 'queued').waitFor();
  await row(page, 'Partner Center').getByText(/^starts in \d+ min$/).waitFor();
  assert.deepEqual(await inspect(page, 'integrations-queued'), []);
  await page.goto(`/integrations/${connection}`);
  await state(row(page, first.displayName), 'queued').waitFor();
  await row(page, first.displayName).getByText(/^starts in \d+ min$/).waitFor();
  assert.deepEqual(await inspect(page, 'connection-queued'), []);

  await scene.fault({ kind: 'slow', tenant: first.tenantId, path: '/users', milliseconds: SLOW_MS });
  await choose(first.displayName, 'Start manual sync');
  await state(row(page, first.displayName), 'syncing').waitFor();
  await scene.mend();
  await allWell(page, first.displayName);
  await state(row(page, scene.world.customers[1].displayName), 'queued').waitFor();
  await choose('Partner Center', 'Start manual sync');
  for (const { displayName } of scene.world.customers) await allWell(page, displayName);
  assert.deepEqual(page.troubles.seen, []);
});

test('a paused tenant says who paused it', async () => {
  await choose(first.displayName, 'Pause');
  await state(row(page, first.displayName), 'paused').waitFor();
  await row(page, first.displayName).getByText(/^by Ada Reeve, /).waitFor();
  assert.deepEqual(await inspect(page, 'tenant-paused'), []);
  await choose(first.displayName, 'Resume');
  await allWell(page, first.displayName);
});

test('a schedule is kept and shown', async () => {
  await page.goto(`/integrations/${connection}/settings?section=schedule`);
  await button(page, 'Add a window').click();
  await page.locator('[data-window]').first().waitFor();
  await field(page, 'A new sync waits, in minutes').fill('25');
  assert.deepEqual(await inspect(page, 'schedule-settings'), []);
  await button(page, 'Save').click();
  await page.getByText(/^Saved\./).waitFor();
  const { schedule } = (await scene.api.get(`/api/connections/${connection}/sync_settings`)).data.attributes;
  assert.equal(schedule['grace-minutes'], 25);
  assert.deepEqual(schedule.windows, [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '19:00', to: '06:00' }]);
  assert.equal(schedule['time-zone'], 'Europe/Berlin');
});

test('a tenant that fails speaks for its connection', async () => {
  await scene.fault({ kind: 'tenant-gone', tenant: first.tenantId });
  const { id } = await scene.tenantNamed(first.displayName);
  const failed = async () => (await scene.api.get(`/api/tenants/${id}`)).data.attributes;
  await page.goto(`/integrations/${connection}`);
  await choose(first.displayName, 'Start manual sync');
  await state(row(page, first.displayName), 'failed').waitFor({ timeout: SYNC_MS });
  assert.equal((await failed()).failures, 1);
  assert.ok((await failed())['next-due'] !== null);
  await page.goto('/integrations');
  await state(row(page, 'Partner Center'), 'failed').waitFor();
});

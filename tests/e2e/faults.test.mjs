// When Microsoft throttles or breaks off in the middle, the page says so and nothing is lost.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, allWell, connect, row, state, syncEverything, useLink } from './steps.mjs';

const SYNC_MS = 90_000;
const USERS = '1100';  // Graph gives 999 a page: a second page follows, and breaks
const LATER_S = 600;
let scene;
let browser;
let page;
let connection;
let tenant;  // of the cloud
let found;   // the same one, as Reeve knows it
before(async () => {
  scene = await Scene.start({ tenants: '1', users: USERS });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  connection = await connect(page, scene);
  await syncEverything(page, scene, connection);
  tenant = scene.world.customers[0];
  found = await scene.tenantNamed(tenant.displayName);
});
beforeEach(() => scene.mend());
after(async () => {
  await browser?.close();
  await scene?.close();
});

const goneRecords = async () => (await scene.api.all(`/api/records?filter[tenant-id]=${found.id}`))
  .filter((one) => one.attributes['gone-at'] !== null).length;
const contacts = () => scene.api.count('/api/contacts');

// Starts a sync of the tenant by its row's menu, as a person would.
async function startSync() {
  await page.goto(`/integrations/${connection}`);
  await page.getByRole('button', { name: `Actions for ${tenant.displayName}` }).click();
  await page.getByRole('menuitem', { name: 'Start manual sync', exact: true }).click();
  await page.getByText(`The sync of ${tenant.displayName} is queued`).waitFor();
}

async function openLastRun() {
  await page.getByRole('button', { name: `Actions for ${tenant.displayName}` }).click();
  await page.getByRole('menuitem', { name: 'Log of the last sync', exact: true }).click();
  await page.waitForURL(/\/runs\/\d+$/);
}

test('a page cut for good: OK with gaps, its reason shown, no record gone', async () => {
  const before = await contacts();
  await scene.fault({ kind: 'cut-page', tenant: tenant.tenantId, page: 2 });
  await startSync();
  await state(row(page, tenant.displayName), 'gaps').waitFor({ timeout: SYNC_MS });
  await openLastRun();
  await state(page.getByRole('main'), 'gaps').first().waitFor();
  const run = (await scene.api.get(`/api/runs/${new URL(page.url()).pathname.split('/').pop()}`)).data.attributes;
  assert.match(run.sentence, /users.*broke off on page 2/);
  await page.getByRole('alert').filter({ hasText: run.sentence }).filter({ hasText: run.remedy }).waitFor();
  assert.deepEqual(await inspect(page, 'run-partial', { kept: ['light'] }), []);
  assert.equal(await goneRecords(), 0);
  assert.equal(await contacts(), before);
});

test('a 429 in the middle of the listing is waited out', async () => {
  const before = await contacts();
  await scene.fault({ kind: 'throttled', tenant: tenant.tenantId, page: 2, seconds: 1, times: 3 });
  await startSync();
  await state(row(page, tenant.displayName), 'syncing').waitFor();
  await allWell(page, tenant.displayName);
  assert.deepEqual((await scene.control('GET', 'faults')).active, []);
  assert.equal(await goneRecords(), 0);
  assert.equal(await contacts(), before);
});

test('a 429 storm: the run waits as long as Microsoft asks, and its log says so', async () => {
  const before = await contacts();
  await scene.fault({ kind: 'throttled', tenant: tenant.tenantId, page: 2, seconds: LATER_S, times: 1000 });
  await startSync();
  // Queued before it begins, and queued again while it waits.
  await state(row(page, tenant.displayName), 'queued').waitFor();
  await openLastRun();
  await page.getByText(/Microsoft asked to wait until/).first().waitFor();
  assert.deepEqual(await inspect(page, 'run-throttled'), []);
  assert.equal(await goneRecords(), 0);
  assert.equal(await contacts(), before);
});
